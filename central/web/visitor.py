"""Who is looking at a page. central.account says so, once per request; pages only read it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, request

from central.web.grants import Grant, Reach, reach_of
from central.web.roles import EVERYBODY, Role, roles_of


@dataclass(frozen=True)
class Visitor:
    """A person who is signed in.

    id: of their row. grants: what they are here for, and how far.
    session: names the browser's session without opening it. is_still_here: asks the database whether it is still open;
    may be called for as long as a response goes on.
    """

    id: int
    name: str
    grants: frozenset[Grant]
    session: bytes
    is_still_here: Callable[[], bool]

    @property
    def roles(self) -> frozenset[Role]:
        """What they are here for."""
        return frozenset(grant.role for grant in self.grants)


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


def may_open(endpoint: str) -> bool:
    """Whether who is looking has a role that opens this view; a page shows no door that is shut."""
    looking = visitor()
    if looking is None:
        return False
    roles = roles_of(current_app.view_functions[endpoint])
    # Somebody whose last role was taken back has their own account still.
    return roles == EVERYBODY or not looking.roles.isdisjoint(roles)


def reach(endpoint: str | None = None) -> Reach:
    """How far who is looking sees on this view: only the grants that open it count."""
    looking = present_visitor()
    view = current_app.view_functions[endpoint or request.endpoint or ""]
    return reach_of(looking.id, looking.grants, roles_of(view))
