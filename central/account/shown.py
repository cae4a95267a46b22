"""What a form shows of somebody who works here before what they may do is changed (`central.web.changes`)."""

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.account import people, words
from central.place.service import place_of
from central.web.changes import Coded, Shown
from central.web.grants import Grant


def shown(session: Session, person: int) -> Shown:
    """What they may do and where, and whether they are shut out."""
    row = people.person_of(session, person)
    if row is None:
        return {}
    held = sorted(f"{words.role(each.grant)} ({_where(session, each.grant)})" for each in row.held)
    return {
        "roles": (_("Roles"), Coded(" ".join(sorted(map(_code, row.grants))), ", ".join(held))),
        "state": (_("State"), Coded("shut-out", _("Shut out")) if row.disabled_at else Coded("", "")),
    }


def _code(grant: Grant) -> str:
    return f"{grant.role.value}@{grant.case or grant.place or ''}"


def _where(session: Session, grant: Grant) -> str:
    if grant.place is None:
        return grant.case or str(_("their own"))
    found = place_of(session, grant.place)
    return (found.name if found else "") or str(_("The whole town"))
