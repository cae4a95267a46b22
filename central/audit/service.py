"""What every subject may ask of the audit log: to note who did what, and who read what about a person."""

import time

from flask import has_request_context, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.audit.about import Noted, about, last_detail
from central.audit.doers import CENTRAL, VISITOR, acting_as, at_terminal, named
from central.audit.done import Done, done, done_by
from central.audit.rules import Told
from central.audit.tables import audit
from central.audit.taken import Taken, count_taken, taken
from central.audit.texts import NAME_LENGTH, Detail, bounded, purpose, written
from central.audit.writing import wait_for_commit
from central.db import Database
from central.web.visitor import visitor

__all__ = [
    "Detail",
    "Done",
    "Noted",
    "Taken",
    "about",
    "acting_as",
    "at_terminal",
    "count",
    "count_taken",
    "doer",
    "done",
    "done_by",
    "last_detail",
    "note",
    "note_once",
    "note_read",
    "present",
    "taken",
]

ONE_LOOK = 10 * 60 * 1000
"""Reading the same again within this time, ms, is one look: a page that is open fetches itself again and again."""


def doer() -> str:
    """Who acts now: whoever is signed in on a page, else whom a command or a token has named."""
    if not has_request_context():
        return named() or CENTRAL
    looking = visitor()
    return f"staff:{looking.id}" if looking else named() or VISITOR


present = doer
"""Of a request."""


def note(
    session: Session, *, act: str, of: str = "", by: str = "", why: str = "", detail: Detail | None = None, at: int = 0
) -> None:
    """Have the log say what this transaction does; the row is written when it commits, or never.

    act: subject first, such as stay.end. of: to what, such as stay:12. by: whoever acts now by default,
    else staff:17, person:<opaque id>, terminal:root, box:3 or central. why: the purpose, where one is asked for.
    detail: names of fields and plain values, nothing about a resident. at: Unix ms, now by default.
    Raises RuntimeError in a session that keeps nothing.
    """
    wait_for_commit(session, _told(act, of, by or doer(), why, detail or {}, at))


def note_once(
    database: Database,
    *,
    act: str,
    of: str = "",
    by: str = "",
    why: str = "",
    detail: Detail | None = None,
    at: int = 0,
) -> None:
    """Note what changes nothing, in a transaction of its own; the same within ONE_LOOK is noted once."""
    told = _told(act, of, by or doer(), why, detail or {}, at)
    with database.reading() as session:
        if _is_noted(session, told):
            return
    with database.writing() as session:
        wait_for_commit(session, told)


def count(session: Session, *, act: str, by: str, since: int) -> int:
    """How often somebody has done something since then (Unix ms), by the rows that are written."""
    done = audit.c.act == act, audit.c.by == by, audit.c.at >= since
    return session.scalar(select(func.count()).select_from(audit).where(*done)) or 0


note_read = note_once
"""That something about a person is read, and for what purpose: called before it is shown, so what can't be noted is not
shown either."""


def _told(act: str, of: str, by: str, why: str, detail: Detail, at: int) -> Told:
    who, what, whom = (bounded(text, NAME_LENGTH) for text in (by, act, of))
    return Told(at or time.time_ns() // 1_000_000, who, what, whom, purpose(why), _origin(by), written(detail))


def _origin(by: str) -> str:
    if has_request_context():
        return bounded(request.remote_addr or "", NAME_LENGTH)
    return "terminal" if by.startswith("terminal:") else ""


def _is_noted(session: Session, told: Told) -> bool:
    same = (audit.c[name] == getattr(told, name) for name in ("by", "act", "of", "why", "origin", "detail"))
    lately = audit.c.at.between(told.at - ONE_LOOK, told.at)
    return session.execute(select(audit.c.seq).where(lately, *same).limit(1)).first() is not None
