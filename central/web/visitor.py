"""Who is looking at a page. central.account says so, once per request; pages only read it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g

from central.web.roles import Role


@dataclass(frozen=True)
class Visitor:
    """A person who is signed in.

    id: of their row. role: what they are here for.
    session: names the browser's session without opening it. is_still_here: asks the database whether it is still open;
    may be called for as long as a response goes on.
    """

    id: int
    name: str
    role: Role
    session: bytes
    is_still_here: Callable[[], bool]


def admit(visitor: Visitor) -> None:
    """Say who is looking, for the rest of this request."""
    g.visitor = visitor


def visitor() -> Visitor | None:
    """Who is looking; None on the few pages that need no sign-in."""
    looking: Visitor | None = g.get("visitor")
    return looking


def present_visitor() -> Visitor:
    """Who is looking, on a page that needs sign-in. Raises LookupError on others."""
    looking = visitor()
    if looking is None:
        raise LookupError("nobody is signed in on this page")
    return looking
