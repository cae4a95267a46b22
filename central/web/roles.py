"""Who may open a page. Deny by default: a view that does not say so is open to administrators only."""

from collections.abc import Callable
from enum import StrEnum, unique
from typing import Any, TypeVar

_View = TypeVar("_View", bound=Callable[..., Any])


@unique
class Role(StrEnum):
    """What a person who signs in is here for."""

    ADMINISTRATOR = "administrator"
    LANDLORD = "landlord"


EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def open_to(*roles: Role) -> Callable[[_View], _View]:
    """Marks a view for the roles that may open it; goes under the route's decorator.

    What a role sees of the page's subject is that subject's own matter.
    """

    def mark(view: _View) -> _View:
        vars(view)["open_to"] = frozenset(roles)
        return view

    return mark


def roles_of(view: Callable[..., Any]) -> frozenset[Role]:
    """The roles that may open `view`."""
    marked: frozenset[Role] = vars(view).get("open_to", ADMINISTRATORS)
    return marked
