"""First run, sign-in, sign-out: the transactions on staff and their sessions.

Times are Unix milliseconds. What a function refuses it raises as one of the AccountRefusal classes below.
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.orm import Session

from central.account import passwords, rules
from central.account.tables import first_run_code, sign_in_attempt, staff, staff_session
from central.account.tables import form_key as form_keys
from central.db import Database
from wire.claim import ALPHABET, normalised

USE_NOTED_EVERY = rules.MINUTE
"""How exactly it is kept when a session was last used: not every page view has to write."""
FIRST_RUN_LENGTH = 12
"""Random characters in a first-run code: 60 bits."""

_FIRST_RUN = "first run"
"""What stands for a name among the failed attempts of the first-run page. No name key holds it: see `_who`."""


class AccountRefusal(Exception):
    """Base: what was asked is refused, and the page says why."""


class WrongPassword(AccountRefusal):
    """No such name, or not its password; which of them is not said."""


class TooManyAttempts(AccountRefusal):
    """`wait` ms must pass before another attempt is looked at."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class WrongCode(AccountRefusal):
    """The first-run code is wrong, used or too old, or there is staff already."""


@dataclass(frozen=True)
class Staff:
    """A person who works here."""

    id: int
    name: str


@dataclass(frozen=True)
class SignedIn:
    """An open session. `handle` names it without being its secret."""

    staff: Staff
    handle: bytes


def has_staff(session: Session) -> bool:
    """Whether anybody has been made administrator yet."""
    return session.execute(select(staff.c.id).limit(1)).first() is not None


def new_first_run_code(session: Session, now: int) -> str | None:
    """A fresh single-use code for making the first administrator, those before are void; None if there is staff."""
    if has_staff(session):
        return None
    code = "".join(secrets.choice(ALPHABET) for _ in range(FIRST_RUN_LENGTH))
    session.execute(delete(first_run_code))
    session.execute(insert(first_run_code).values(digest=_digest(code), expires_at=now + rules.FIRST_RUN_LIFE))
    return "-".join(code[i : i + 4] for i in range(0, FIRST_RUN_LENGTH, 4))


def make_first_administrator(database: Database, code: str, name: str, password: str, address: str, now: int) -> Staff:
    """Spend the first-run code on the first administrator. Raises WrongCode, TooManyAttempts.

    Name and password have passed the rules before.
    """
    attempt = _Attempt(hashlib.sha256(_FIRST_RUN.encode()).digest(), address)
    _admit(database, attempt, now)
    stored = passwords.hashed(password)
    with database.writing() as session:
        spent = session.execute(
            delete(first_run_code)
            .where(first_run_code.c.digest == _digest(normalised(code)), first_run_code.c.expires_at > now)
            .returning(first_run_code.c.digest)
        ).first()
        if spent is None or has_staff(session):
            raise WrongCode
        _forget(session, attempt)
        row = {"name": name.strip(), "name_key": rules.name_key(name), "password": stored, "made_at": now}
        made = session.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
    return Staff(made, name.strip())


def sign_in(database: Database, name: str, password: str, address: str, now: int) -> str:
    """The secret of a new session. Raises WrongPassword, TooManyAttempts.

    The attempt is noted as failed before the password is looked at, so that many at once can't outrun the count.
    """
    attempt = _Attempt(_who(name), address)
    _admit(database, attempt, now)
    with database.reading() as session:
        known = session.execute(select(staff).where(staff.c.name_key == rules.name_key(name))).first()
    if not passwords.is_right(password, known.password if known else None) or known is None:
        raise WrongPassword
    secret = secrets.token_urlsafe(32)
    with database.writing() as session:
        _forget(session, attempt)
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
        .where(staff_session.c.digest == handle)
    ).first()
    if found is None or rules.has_ended(found.made_at, found.used_at, now):
        return None
    return SignedIn(Staff(found.id, found.name), handle)


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


def form_key(database: Database) -> bytes:
    """The key that signs form tokens, made when first asked for."""
    with database.writing() as session:
        _in_turn(session, form_keys)
        kept: bytes | None = session.execute(select(form_keys.c.key)).scalar()
        if kept is None:
            kept = secrets.token_bytes(32)
            session.execute(insert(form_keys).values(id=1, key=kept))
        return kept


@dataclass(frozen=True)
class _Attempt:
    who: bytes
    address: str


def _admit(database: Database, attempt: _Attempt, now: int) -> None:
    """Note the attempt as failed, unless it comes too soon after others that failed: then raise TooManyAttempts."""
    with database.writing() as session:
        _in_turn(session, sign_in_attempt)
        session.execute(delete(sign_in_attempt).where(sign_in_attempt.c.at <= now - rules.FAILURE_WINDOW))
        failed = session.execute(
            select(sign_in_attempt.c.who, sign_in_attempt.c.at)
            .where(sign_in_attempt.c.address == attempt.address)
            .order_by(sign_in_attempt.c.at)
        ).all()
        of_pair = [row.at for row in failed if row.who == attempt.who]
        wait = rules.wait(rules.Failures(of_pair, [row.at for row in failed]), now)
        if wait > 0:
            raise TooManyAttempts(wait)
        session.execute(insert(sign_in_attempt).values(who=attempt.who, address=attempt.address, at=now))


def _in_turn(session: Session, table: Table) -> None:
    """Let one writer after the other look at the table and change it. SQLite does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))


def _forget(session: Session, attempt: _Attempt) -> None:
    same = (sign_in_attempt.c.who == attempt.who) & (sign_in_attempt.c.address == attempt.address)
    session.execute(delete(sign_in_attempt).where(same))


def _who(name: str) -> bytes:
    """A name as failed attempts keep it: what people type into a name field is at times their password."""
    return hashlib.sha256(f"name {rules.name_key(name)}".encode()).digest()


def _digest(secret: str) -> bytes:
    """What is kept of a secret that is random throughout: no salt or slowness is needed."""
    return hashlib.sha256(secret.encode()).digest()
