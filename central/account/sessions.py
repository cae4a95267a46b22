"""Sessions of those who work here: opened by a password or a passkey, kept on the server, ended by any of many.

Times are Unix milliseconds. Of a session's secret only a digest is kept; with each step of signing in it is a new one.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central.account import attempts, factors, passwords, rules
from central.account.people import grants_of
from central.account.refusals import WrongPassword
from central.account.rules import Stage
from central.account.tables import staff, staff_session
from central.audit import service as audit
from central.db import Database
from central.web.grants import Grant

USE_NOTED_EVERY = rules.MINUTE
"""How exactly it is kept when a session was last used: not every page view has to write."""
BROWSER_LENGTH = 200
"""Letters of what a browser calls itself that are kept, so that people know their sessions apart."""


@dataclass(frozen=True)
class Staff:
    """A person who works here."""

    id: int
    name: str
    grants: frozenset[Grant]


@dataclass(frozen=True)
class SignedIn:
    """An open session. `handle` names it without being its secret. confirmed_at: when they last showed it is them."""

    staff: Staff
    handle: bytes
    stage: Stage
    confirmed_at: int


@dataclass(frozen=True)
class SessionRow:
    """One of somebody's own sessions. mark: names it on a page; what is behind it opens nothing."""

    mark: str
    made_at: int
    used_at: int
    address: str
    browser: str
    is_this: bool


def sign_in(
    database: Database,
    name: str,
    password: str,
    address: str,
    now: int,
    *,
    browser: str = "",
    second_is_required: bool = False,
) -> str:
    """The secret of a new session, which still owes the second factor where there is one, or one is required.

    The attempt is noted as failed before the password is looked at, so that many at once can't outrun the count.
    Raises WrongPassword, TooManyAttempts.
    """
    attempt = attempts.of_name(name, address)
    attempts.admit(database, attempt, now)
    with database.reading() as session:
        chosen = select(staff).where(staff.c.name_key == rules.name_key(name), staff.c.disabled_at.is_(None))
        known = session.execute(chosen).first()
    with attempts.failures_noted(database, "sign-in", f"staff:{known.id}" if known else ""):
        if not passwords.is_right(password, known.password if known else None) or known is None:
            raise WrongPassword
    with database.writing() as session:
        attempts.forget(session, attempt)
        has_second = factors.factors_of(session, known.id).any
        grants = grants_of(session, known.id)
        stage = rules.stage_of(grants, has_second=has_second, is_required=second_is_required)
        return open_session(session, known.id, stage, address, browser, now)


def open_session(session: Session, person: int, stage: Stage, address: str, browser: str, now: int) -> str:
    """The secret of a new session of somebody who has just shown that it is them."""
    secret = secrets.token_urlsafe(32)
    session.execute(delete(staff_session).where(staff_session.c.made_at <= now - rules.SESSION_KNOWN))
    row = {"digest": _digest(secret), "staff_id": person, "made_at": now, "used_at": now, "confirmed_at": now}
    row |= {"stage": stage.value, "address": address, "browser": _printable(browser)}
    session.execute(insert(staff_session), row)
    audit.note(session, act="sign-in", of=f"staff:{person}", by=f"staff:{person}", detail={"then": stage.value})
    return secret


def complete(session: Session, handle: bytes, now: int) -> str | None:
    """A new secret for a session that has shown all; None where it is gone meanwhile. The old one opens nothing."""
    secret = secrets.token_urlsafe(32)
    values = {"digest": _digest(secret), "stage": Stage.IN.value, "made_at": now, "used_at": now, "confirmed_at": now}
    chosen = update(staff_session).where(staff_session.c.digest == handle).values(values)
    person = session.scalar(chosen.returning(staff_session.c.staff_id))
    if person is None:
        return None
    audit.note(session, act="sign-in.complete", of=f"staff:{person}", by=f"staff:{person}")
    return secret


def confirm(session: Session, handle: bytes, now: int) -> None:
    """Whoever sits there has shown again that it is them."""
    session.execute(update(staff_session).where(staff_session.c.digest == handle).values(confirmed_at=now))
    audit.note(session, act="sign-in.confirm")


def has_password(database: Database, person: int, password: str, address: str, now: int) -> bool:
    """Whether this is somebody's password, for showing again that it is them. Raises TooManyAttempts."""
    attempt = attempts.of_form(f"confirm {person}", address)
    attempts.admit(database, attempt, now)
    with database.reading() as session:
        stored: str | None = session.scalar(select(staff.c.password).where(staff.c.id == person))
    is_right = passwords.is_right(password, stored)
    with database.writing() as session:
        if is_right:
            attempts.forget(session, attempt)
        else:
            audit.note(session, act="sign-in.confirm.fail", of=f"staff:{person}")
    return is_right


def change_password(session: Session, person: int, stored: str, keep: bytes) -> None:
    """From now on this password, hashed already; every other session of theirs ends (ASVS 5.0, 7.4.3)."""
    session.execute(update(staff).where(staff.c.id == person).values(password=stored))
    others = staff_session.c.staff_id == person, staff_session.c.digest != keep
    session.execute(delete(staff_session).where(*others))
    audit.note(session, act="password.change", of=f"staff:{person}")


def signed_in(session: Session, secret: str, now: int) -> SignedIn | None:
    """Who the session with this secret belongs to; None when there is no such session or it has ended."""
    return session_by_handle(session, _digest(secret), now)


def owner_of(session: Session, secret: str) -> int | None:
    """Whose session it is or was; None when nothing is known of it any more."""
    return session.scalar(select(staff_session.c.staff_id).where(staff_session.c.digest == _digest(secret)))


def session_by_handle(session: Session, handle: bytes, now: int) -> SignedIn | None:
    """As `signed_in`, for a request that goes on for long and need not keep the secret."""
    columns = (staff_session.c[name] for name in ("made_at", "used_at", "stage", "confirmed_at"))
    found: Any = session.execute(
        select(staff.c.id, staff.c.name, *columns)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(staff_session.c.digest == handle, staff.c.disabled_at.is_(None))
    ).first()
    if found is None:
        return None
    stage = Stage(found.stage)
    if rules.has_ended(found.made_at, found.used_at, now, stage):
        return None
    return SignedIn(Staff(found.id, found.name, grants_of(session, found.id)), handle, stage, found.confirmed_at)


def note_use(database: Database, handle: bytes, now: int) -> None:
    """Keep that the session was used now, to the minute: rest ends it."""
    stale = (staff_session.c.digest == handle) & (staff_session.c.used_at <= now - USE_NOTED_EVERY)
    with database.reading() as session:
        if session.execute(select(staff_session.c.digest).where(stale)).first() is None:
            return
    with database.writing() as session:
        session.execute(update(staff_session).where(stale).values(used_at=now))


def sessions_of(session: Session, person: int, handle: bytes, now: int) -> list[SessionRow]:
    """Somebody's open sessions, the one used last first. handle: of the one that asks."""
    chosen = select(staff_session).where(staff_session.c.staff_id == person).order_by(staff_session.c.used_at.desc())
    return [
        SessionRow(
            _mark(row.digest), row.made_at, row.used_at, row.address or "", row.browser or "", row.digest == handle
        )
        for row in session.execute(chosen)
        if not rules.has_ended(row.made_at, row.used_at, now, Stage(row.stage))
    ]


def sign_out(database: Database, handle: bytes) -> None:
    """End the session; its cookie is worth nothing from now on."""
    with database.writing() as session:
        session.execute(delete(staff_session).where(staff_session.c.digest == handle))
        audit.note(session, act="sign-out")


def end_session(session: Session, person: int, mark: str) -> None:
    """End one of somebody's own sessions, by its mark."""
    theirs = session.scalars(select(staff_session.c.digest).where(staff_session.c.staff_id == person)).all()
    meant = [digest for digest in theirs if _mark(digest) == mark]
    session.execute(delete(staff_session).where(staff_session.c.digest.in_(meant)))
    audit.note(session, act="session.end", of=f"staff:{person}")


def end_sessions_of(session: Session, person: int, *, but: bytes = b"") -> None:
    """Sign somebody out everywhere, but in one session perhaps."""
    session.execute(delete(staff_session).where(staff_session.c.staff_id == person, staff_session.c.digest != but))
    audit.note(session, act="session.end-all", of=f"staff:{person}")


def end_sessions(session: Session) -> None:
    """Sign everybody out."""
    session.execute(delete(staff_session))


def _digest(secret: str) -> bytes:
    """What is kept of a secret that is random throughout: no salt or slowness is needed."""
    return hashlib.sha256(secret.encode()).digest()


def _mark(digest: bytes) -> str:
    return hashlib.sha256(b"mark " + digest).hexdigest()[:16]


def _printable(browser: str) -> str:
    return "".join(letter for letter in browser if letter.isprintable())[:BROWSER_LENGTH]
