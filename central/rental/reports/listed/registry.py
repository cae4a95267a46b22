"""Which lists can be sent up as reports. A room of central adds its own when the app is put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic

from flask import Flask

from central.rental.scope import Scope
from central.web.lists import Listing, Row

_KEPT: Final = "menlu-listed-reports"


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """A list that is sent up. Its title is what the report is called, its name stands in the address.

    about: what stands in it and by which rule, in a sentence or two (lazy). link: the page that a row's first cell
    leads to; "" for none.
    """

    listing: Listing[Row, Scope]
    about: Any
    link: Callable[[Row], str]


def add(app: Flask, listed: Listed[Any]) -> None:
    """Let it stand among the reports, after those that were added before."""
    app.extensions.setdefault(_KEPT, {})[listed.listing.name] = listed


def all_of(app: Flask) -> Mapping[str, Listed[Any]]:
    """Name → report, in the order they were added."""
    found: dict[str, Listed[Any]] = app.extensions.get(_KEPT, {})
    return found
