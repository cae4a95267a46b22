"""Pages of a list as an address says them, and the links from one page to the next."""

from typing import Any

from flask import request, url_for

from central.keyset import Spot

LARGEST = 2**63 - 1
"""What the database's numbers reach; a larger one in an address is no row's."""


def spot() -> Spot:
    """Where the page is that was asked for; what can't be read is the beginning."""
    return Spot(_number("after"), _number("before"))


def page_link(**where: int) -> str:
    """The address of this list at another spot; whatever else was chosen stays."""
    chosen = {name: value for name, value in request.args.items() if name not in ("after", "before")}
    values: dict[str, Any] = {**(request.view_args or {}), **chosen, **where}
    return url_for(str(request.endpoint), **values)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    return int(text) if int(text) <= LARGEST else None
