"""The list of landlords as pages and files show it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, func

from central.account import invitations
from central.account.invitations import LandlordRow
from central.account.tables import staff, staff_invitation
from central.account.words import landlord_state
from central.web import moments, purposes
from central.web.filters import one_of, words_in
from central.web.lists import Column, Listing


def _chosen(_: None) -> Select[Any]:
    return invitations.landlords_chosen()


def _read(rows: Iterable[Any]) -> list[LandlordRow]:
    return [LandlordRow(*row) for row in rows]


def _joined() -> ColumnElement[bool]:
    return staff.c.password.is_not(None)


def _waits() -> ColumnElement[bool]:
    return and_(staff.c.password.is_(None), func.coalesce(staff_invitation.c.expires_at, 0) > moments.now())


def _expired() -> ColumnElement[bool]:
    return and_(staff.c.password.is_(None), func.coalesce(staff_invitation.c.expires_at, 0) <= moments.now())


LANDLORDS: Listing[LandlordRow, None] = Listing(
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
