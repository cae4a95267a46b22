"""What roles and refusals are called on the pages (lazy translations)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from central.account.invitations import LandlordRow
from central.account.people import PersonRow
from central.account.rules import GrantRefusal
from central.web import moments
from central.web.grants import Grant
from central.web.roles import Role

ROLES: Mapping[Role, Any] = {
    Role.SYSTEM: _("System administrator"),
    Role.SECURITY: _("Security administrator"),
    Role.AUDIT: _("Audit administrator"),
    Role.OFFICE: _("Town office"),
    Role.REGISTRAR: _("Registrar"),
    Role.SQUAD_LEADER: _("Squad leader"),
    Role.GRID_WORKER: _("Grid worker"),
    Role.MEDIATOR: _("Mediator"),
    Role.COUNSELLOR: _("Counsellor"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.LANDLORD: _("Landlord"),
    Role.AUDITOR: _("Auditor, reads only"),
}
PURPOSES: Mapping[Role, Any] = {
    Role.SYSTEM: _("boxes, settings, backups"),
    Role.SECURITY: _("who works here, and what they may do"),
    Role.AUDIT: _("the log of who did what"),
    Role.OFFICE: _("everything the town's office does"),
    Role.REGISTRAR: _("rooms, stays and registrations"),
    Role.SQUAD_LEADER: _("grids, their workers, what happens at doors"),
    Role.GRID_WORKER: _("the houses of a grid"),
    Role.MEDIATOR: _("disputes"),
    Role.COUNSELLOR: _("disputes, as counsel"),
    Role.DISPATCHER: _("trucks"),
    Role.LANDLORD: _("their own rooms"),
    Role.AUDITOR: _("sees, and changes nothing"),
}
REFUSALS: Mapping[GrantRefusal, Any] = {
    GrantRefusal.STANDS_ALONE: _(
        "This role is held alone: whoever gives rights, checks what was done or lets rooms has no other one."
    ),
    GrantRefusal.NOT_THE_TOWN: _("This role is for the whole town: choose that as the place."),
    GrantRefusal.NEEDS_A_PLACE: _("Choose a place."),
    GrantRefusal.NO_SUCH_CASE: _("Write a case as registration:17 or stay:12."),
    GrantRefusal.ALREADY: _("This person has that role there already."),
}


NEW_CODES: Any = _("New codes")


def landlord_state(row: LandlordRow | PersonRow, now: int) -> tuple[str, str, Any]:
    """Whether a landlord signs in, as tone, icon and word."""
    if row.has_joined:
        return "good", "granted", _("Signs in")
    if row.invited_until is not None and row.invited_until > now:
        return "quiet", "waiting", _("Invited until %(day)s", day=moments.day(row.invited_until))
    return "doubtful", "warning", _("The code has expired")


def role(grant: Grant) -> Any:
    """What the role of a grant is called."""
    return ROLES[grant.role]


def person_state(row: PersonRow, now: int) -> tuple[str, str, Any]:
    """Whether one of the staff signs in, as tone, icon and word."""
    return landlord_state(row, now) if row.disabled_at is None else ("quiet", "revoked", _("Shut out"))
