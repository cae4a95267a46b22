"""What every subject may ask of the audit log: to note who did what, and who read what about a person."""

import time

from flask import has_request_context, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.audit.rules import Told
from central.audit.tables import audit
from central.audit.texts import NAME_LENGTH, Detail, bounded, purpose, written
from central.audit.writing import wait_for_commit
from central.db import Database
from central.web.visitor import present_visitor

__all__ = ["Detail", "note", "note_read", "present"]

ONE_LOOK = 10 * 60 * 1000
"""Reading the same again within this time, ms, is one look: a page that is open fetches itself again and again."""


def note(
    session: Session, *, by: str, act: str, of: str = "", why: str = "", detail: Detail | None = None, at: int = 0
) -> None:
    """Have the log say what this transaction does; the row is written when it commits, or never.

    by: staff:17, person:<opaque id>, terminal:root, box:3 or central. act: subject first, such as stay.end. of: to
    what, such as stay:12. why: the purpose, where one is asked for. detail: names of fields and plain values, nothing
    about a resident. at: Unix ms, now by default. Raises RuntimeError in a session that keeps nothing.
    """
    wait_for_commit(session, _told(by, act, of, why, detail or {}, at))


def note_read(
    database: Database, *, by: str, act: str, of: str = "", why: str = "", detail: Detail | None = None, at: int = 0
) -> None:
    """Note that something about a person is read; call it before it is shown. Fields as for `note`.

    The same look within ONE_LOOK is noted once.
    """
    told = _told(by, act, of, why, detail or {}, at)
    with database.reading() as session:
        if _is_noted(session, told):
            return
    with database.writing() as session:
        wait_for_commit(session, told)


def present() -> str:
    """Whoever is signed in, as the log names them. Raises LookupError on a page that needs no sign-in."""
    return f"staff:{present_visitor().id}"


def _told(by: str, act: str, of: str, why: str, detail: Detail, at: int) -> Told:
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
