"""The lists of landlords and of the people who work here, as pages and files show them."""

from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from flask import g
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, func

from central import db
from central.account import invitations, people
from central.account.invitations import LandlordRow
from central.account.people import PersonRow
from central.account.tables import staff, staff_invitation
from central.account.words import ROLES, landlord_state, person_state, role
from central.place.service import places
from central.web import moments, purposes
from central.web.filters import one_of, words_in
from central.web.grants import EVERYWHERE, Grant
from central.web.lists import Column, Listing
from central.web.roles import Role

_KEPT: Final = "menlu_place_names"


def _chosen(seen: ColumnElement[bool]) -> Select[Any]:
    return invitations.landlords_chosen().where(seen)


def _read(rows: Iterable[Any]) -> list[LandlordRow]:
    return [LandlordRow(*row) for row in rows]


def _joined() -> ColumnElement[bool]:
    return staff.c.password.is_not(None)


def _waits() -> ColumnElement[bool]:
    return and_(staff.c.password.is_(None), func.coalesce(staff_invitation.c.expires_at, 0) > moments.now())


def _expired() -> ColumnElement[bool]:
    return and_(staff.c.password.is_(None), func.coalesce(staff_invitation.c.expires_at, 0) <= moments.now())


LANDLORDS: Listing[LandlordRow, ColumnElement[bool]] = Listing(
    "landlords",
    _("Landlords"),
    (
        Column("name", _("Name"), lambda row: row.name, staff.c.name_key),
        Column("state", _("State"), lambda row: landlord_state(row, moments.now())[2]),
        Column("added", _("Added"), lambda row: moments.local(row.made_at), staff.c.id),
        Column("more", _("More"), lambda _row: None, in_file=False),
    ),
    staff.c.id,
    _chosen,
    _read,
    "name",
    (
        words_in("q", _("Name"), staff.c.name),
        one_of(
            "state",
            _("State"),
            {
                "joined": (_("Signs in"), _joined),
                "invited": (_("Invited"), _waits),
                "expired": (_("The code has expired"), _expired),
            },
        ),
    ),
    purposes.OF_PEOPLE,
)


def where(grant: Grant) -> str:
    """Where somebody has a role: the place, or the case; all names of places are asked for once in a request."""
    if _KEPT not in g:
        named = {row.id: row.name or str(_("The whole town")) for row in places(db.session(), EVERYWHERE)}
        setattr(g, _KEPT, named)
    return cast(dict[int, str], getattr(g, _KEPT)).get(grant.place or 0, grant.case or "")


def _people_chosen(_: None) -> Select[Any]:
    return people.people_chosen()


def _people_read(rows: Iterable[Any]) -> list[PersonRow]:
    return people.rows_of(db.session(), rows)


def _roles(row: PersonRow) -> str:
    return ", ".join(f"{role(held.grant)} {where(held.grant)}".strip() for held in row.held)


def _has(wanted: Role) -> Callable[[], ColumnElement[bool]]:
    return lambda: staff.c.id.in_(people.with_role(wanted))


def _let_in(condition: Callable[[], ColumnElement[bool]]) -> Callable[[], ColumnElement[bool]]:
    return lambda: and_(staff.c.disabled_at.is_(None), condition())


PEOPLE: Listing[PersonRow, None] = Listing(
    "staff",
    _("People who work here"),
    (
        Column("name", _("Name"), lambda row: row.name, staff.c.name_key),
        Column("roles", _("Roles"), _roles),
        Column("state", _("State"), lambda row: person_state(row, moments.now())[2]),
        Column("added", _("Added"), lambda row: moments.local(row.made_at), staff.c.id, on_page=False),
    ),
    staff.c.id,
    _people_chosen,
    _people_read,
    "name",
    (
        words_in("q", _("Name"), staff.c.name),
        one_of("role", _("Role"), {each.value: (ROLES[each], _has(each)) for each in Role if each != Role.LANDLORD}),
        one_of(
            "state",
            _("State"),
            {
                "joined": (_("Signs in"), _let_in(_joined)),
                "invited": (_("Invited"), _let_in(_waits)),
                "expired": (_("The code has expired"), _let_in(_expired)),
                "shut-out": (_("Shut out"), lambda: staff.c.disabled_at.is_not(None)),
            },
        ),
    ),
    purposes.OF_PEOPLE,
)
