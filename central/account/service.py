"""First run, sign-in, sign-out: the transactions on staff and their sessions.

Times are Unix milliseconds. What a function refuses it raises as one of the AccountRefusal classes (refusals.py).
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.account import attempts, codes, passwords, rules
from central.account.invitations import (
    LandlordRow,
    NewInvitation,
    add_landlord,
    invite,
    invite_again,
    invite_landlord_again,
    join,
    landlords,
)
from central.account.people import (
    HeldGrant,
    PersonRow,
    add,
    disable,
    enable,
    give,
    grants_of,
    has_anybody,
    page_of_people,
    person_of,
    take,
)
from central.account.refusals import (
    AccountRefusal,
    LastOfThem,
    NameTaken,
    NotGranted,
    OwnRights,
    TooManyAttempts,
    WrongCode,
    WrongPassword,
)
from central.account.tables import first_run_code, staff, staff_session
from central.account.tables import form_key as form_keys
from central.db import Database
from central.web.grants import TOWN, Grant
from central.web.roles import Role

__all__ = [
    "AccountRefusal",
    "HeldGrant",
    "LandlordRow",
    "LastOfThem",
    "NameTaken",
    "NewInvitation",
    "NotGranted",
    "OwnRights",
    "PersonRow",
    "SignedIn",
    "Staff",
    "TooManyAttempts",
    "WrongCode",
    "WrongPassword",
    "add_landlord",
    "disable",
    "enable",
    "end_sessions_of",
    "form_key",
    "give",
    "has_anybody",
    "has_staff",
    "invite",
    "invite_again",
    "invite_landlord_again",
    "join",
    "knows_anybody",
    "landlords",
    "make_first_administrator",
    "new_first_run_code",
    "note_use",
    "page_of_people",
    "person_of",
    "session_by_handle",
    "sign_in",
    "sign_out",
    "signed_in",
    "take",
]

USE_NOTED_EVERY = rules.MINUTE
"""How exactly it is kept when a session was last used: not every page view has to write."""

_FIRST_RUN = "first run"
"""What stands for a name among the failed attempts of the first-run page."""


@dataclass(frozen=True)
class Staff:
    """A person who works here."""

    id: int
    name: str
    grants: frozenset[Grant]


@dataclass(frozen=True)
class SignedIn:
    """An open session. `handle` names it without being its secret."""

    staff: Staff
    handle: bytes


def has_staff(session: Session) -> bool:
    """Whether there is anybody who can let others in: a security administrator."""
    return has_anybody(session, Role.SECURITY)


def knows_anybody(session: Session) -> bool:
    """Whether there is somebody to sign in, whatever they may do."""
    return session.execute(select(staff.c.id).limit(1)).first() is not None


def new_first_run_code(session: Session, now: int) -> str | None:
    """A fresh single-use code for making the first security administrator, those before are void; None if there is
    one."""
    if has_staff(session):
        return None
    code = codes.new()
    session.execute(delete(first_run_code))
    session.execute(insert(first_run_code).values(digest=codes.digest(code), expires_at=now + rules.FIRST_RUN_LIFE))
    return codes.shown(code)


def make_first_administrator(database: Database, code: str, name: str, password: str, address: str, now: int) -> Staff:
    """Spend the first-run code on the first security administrator, who lets the others in.

    Name and password have passed the rules before. Raises WrongCode, TooManyAttempts, NameTaken.
    """
    attempt = attempts.of_form(_FIRST_RUN, address)
    attempts.admit(database, attempt, now)
    stored = passwords.hashed(password)
    with database.writing() as session:
        spent = session.execute(
            delete(first_run_code)
            .where(first_run_code.c.digest == codes.digest(code), first_run_code.c.expires_at > now)
            .returning(first_run_code.c.digest)
        ).first()
        if spent is None or has_staff(session):
            raise WrongCode
        attempts.forget(session, attempt)
        row = {"name": name.strip(), "name_key": rules.name_key(name), "password": stored, "made_at": now}
        try:
            made = int(session.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one())
        except IntegrityError as error:
            raise NameTaken from error
        first = Grant(Role.SECURITY, TOWN)
        add(session, made, [first], by="first run", now=now)
    return Staff(made, name.strip(), frozenset({first}))


def sign_in(database: Database, name: str, password: str, address: str, now: int) -> str:
    """The secret of a new session. Raises WrongPassword, TooManyAttempts.

    The attempt is noted as failed before the password is looked at, so that many at once can't outrun the count.
    """
    attempt = attempts.of_name(name, address)
    attempts.admit(database, attempt, now)
    with database.reading() as session:
        chosen = select(staff).where(staff.c.name_key == rules.name_key(name), staff.c.disabled_at.is_(None))
        known = session.execute(chosen).first()
    if not passwords.is_right(password, known.password if known else None) or known is None:
        raise WrongPassword
    secret = secrets.token_urlsafe(32)
    with database.writing() as session:
        attempts.forget(session, attempt)
        session.execute(delete(staff_session).where(staff_session.c.made_at <= now - rules.SESSION_LENGTH))
        row = {"digest": _digest(secret), "staff_id": known.id, "made_at": now, "used_at": now}
        session.execute(insert(staff_session).values(row))
    return secret


def signed_in(session: Session, secret: str, now: int) -> SignedIn | None:
    """Who the session with this secret belongs to; None when there is no such session or it has ended."""
    return session_by_handle(session, _digest(secret), now)


def session_by_handle(session: Session, handle: bytes, now: int) -> SignedIn | None:
    """As `signed_in`, for a request that goes on for long and need not keep the secret."""
    found = session.execute(
        select(staff.c.id, staff.c.name, staff_session.c.made_at, staff_session.c.used_at)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(staff_session.c.digest == handle, staff.c.disabled_at.is_(None))
    ).first()
    if found is None or rules.has_ended(found.made_at, found.used_at, now):
        return None
    return SignedIn(Staff(found.id, found.name, grants_of(session, found.id)), handle)


def note_use(database: Database, handle: bytes, now: int) -> None:
    """Keep that the session was used now, to the minute: rest ends it."""
    stale = (staff_session.c.digest == handle) & (staff_session.c.used_at <= now - USE_NOTED_EVERY)
    with database.reading() as session:
        if session.execute(select(staff_session.c.digest).where(stale)).first() is None:
            return
    with database.writing() as session:
        session.execute(update(staff_session).where(stale).values(used_at=now))


def sign_out(database: Database, handle: bytes) -> None:
    """End the session; its cookie is worth nothing from now on."""
    with database.writing() as session:
        session.execute(delete(staff_session).where(staff_session.c.digest == handle))


def end_sessions(session: Session) -> None:
    """Sign everybody out."""
    session.execute(delete(staff_session))


def end_sessions_of(session: Session, person: int) -> None:
    """Sign somebody out everywhere."""
    session.execute(delete(staff_session).where(staff_session.c.staff_id == person))


def form_key(database: Database) -> bytes:
    """The key that signs form tokens, made when first asked for."""
    with database.writing() as session:
        attempts.in_turn(session, form_keys)
        kept: bytes | None = session.execute(select(form_keys.c.key)).scalar()
        if kept is None:
            kept = secrets.token_bytes(32)
            session.execute(insert(form_keys).values(id=1, key=kept))
        return kept


def _digest(secret: str) -> bytes:
    """What is kept of a secret that is random throughout: no salt or slowness is needed."""
    return hashlib.sha256(secret.encode()).digest()
