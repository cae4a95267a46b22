"""Who may open a page. Deny by default: a view says which roles it is open to, or `create_app` refuses the app."""

from collections.abc import Callable
from enum import StrEnum, unique
from typing import Any, Final, TypeVar

_View = TypeVar("_View", bound=Callable[..., Any])


@unique
class Role(StrEnum):
    """What a person who signs in is here for.

    Those who run the system, those who give rights and those who look at what was done are three (GB/T 22239, "three
    administrators"); none of them sees the town's subjects by that role.
    """

    SYSTEM = "system-administrator"
    SECURITY = "security-administrator"
    AUDIT = "audit-administrator"
    OFFICE = "town-office"
    REGISTRAR = "registrar"
    SQUAD_LEADER = "squad-leader"
    GRID_WORKER = "grid-worker"
    MEDIATOR = "mediator"
    COUNSELLOR = "counsellor"
    DISPATCHER = "dispatcher"
    LANDLORD = "landlord"
    AUDITOR = "auditor"


EVERYBODY: Final = frozenset(Role)
TOWN_STAFF: Final = EVERYBODY - {Role.LANDLORD}


def open_to(*roles: Role) -> Callable[[_View], _View]:
    """Marks a view for the roles that may open it; goes under the route's decorator.

    What somebody sees of the page's subject is `central.web.visitor.reach`.
    """

    def mark(view: _View) -> _View:
        vars(view)["open_to"] = frozenset(roles)
        return view

    return mark


def needs_confirmation(view: _View) -> _View:
    """Marks a view that does what is dangerous: whoever opens it has shown lately that it is them (ASVS 5.0, 7.5)."""
    vars(view)["needs_confirmation"] = True
    return view


def is_dangerous(view: Callable[..., Any]) -> bool:
    """Whether `view` is marked so."""
    return "needs_confirmation" in vars(view)


def roles_of(view: Callable[..., Any]) -> frozenset[Role]:
    """The roles that may open `view`: none where it does not say."""
    marked: frozenset[Role] = vars(view).get("open_to", frozenset())
    return marked
