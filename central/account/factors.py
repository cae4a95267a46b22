"""Second factors: one-time codes by an app (TOTP, RFC 6238) and recovery codes on paper. Times are Unix milliseconds.

Either shows that whoever knows the password also has something; each code is good once.
"""

import hashlib
import hmac
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.account import attempts, codes, rules
from central.account.refusals import WrongCode
from central.account.tables import staff_passkey, staff_recovery, staff_totp
from central.audit import service as audit
from central.db import Database
from central.sealed.ring import Ring

ISSUER = "Menlu"
DRIFT = 1
"""Time steps by which the phone's clock may be wrong, each way."""


@dataclass(frozen=True)
class Factors:
    """What somebody has set up."""

    totp: bool
    passkeys: int
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes alone are none."""
        return self.totp or self.passkeys > 0


def factors_of(session: Session, person: int) -> Factors:
    """What somebody has set up."""
    proven = select(staff_totp.c.staff_id).where(staff_totp.c.staff_id == person, staff_totp.c.proven_at.is_not(None))
    passkeys = select(func.count()).where(staff_passkey.c.staff_id == person)
    recovery = select(func.count()).where(staff_recovery.c.staff_id == person)
    has_totp = session.scalar(proven) is not None
    return Factors(has_totp, session.scalar(passkeys) or 0, session.scalar(recovery) or 0)


def begin_totp(session: Session, ring: Ring, person: int, now: int) -> str:
    """A secret for somebody's app, base32; one that was not proven before is replaced. Nothing asks for it yet.

    Raises WrongCode where a proven one is in use: take that away first.
    """
    known = session.execute(select(staff_totp).where(staff_totp.c.staff_id == person).with_for_update()).one_or_none()
    if known is not None and known.proven_at is not None:
        raise WrongCode
    secret = pyotp.random_base32()
    session.execute(delete(staff_totp).where(staff_totp.c.staff_id == person))
    sealed = ring.sealing(session).row(staff_totp, person, {"secret": secret})
    session.execute(insert(staff_totp), {"staff_id": person, "made_at": now, "last_step": 0, **sealed})
    return secret


def pending_totp(session: Session, ring: Ring, person: int) -> str | None:
    """The secret that waits for its first code."""
    chosen = select(staff_totp.c.secret).where(staff_totp.c.staff_id == person, staff_totp.c.proven_at.is_(None))
    sealed = session.scalar(chosen)
    return ring.unseal(staff_totp.c.secret, person, sealed) if sealed else None


def link_of(secret: str, name: str) -> str:
    """What an app reads from the picture (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def prove_totp(database: Database, ring: Ring, person: int, code: str, address: str, now: int) -> list[str]:
    """The first code shows that the app has the secret: from now on it is asked for. Returns fresh recovery codes.

    Raises WrongCode, TooManyAttempts.
    """
    attempt = attempts.of_form(f"totp {person}", address)
    attempts.admit(database, attempt, now)
    with _failures_noted(database, person), database.writing() as session:
        _spend_totp(session, ring, person, code, now)
        attempts.forget(session, attempt)
        session.execute(update(staff_totp).where(staff_totp.c.staff_id == person).values(proven_at=now))
        _note(session, "add", person, "totp")
        return new_recovery_codes(session, person, now)


def spend(database: Database, ring: Ring, person: int, code: str, address: str, now: int) -> None:
    """Take a code of the app, or one from the paper, for good. Raises WrongCode, TooManyAttempts."""
    attempt = attempts.of_form(f"totp {person}", address)
    attempts.admit(database, attempt, now)
    with _failures_noted(database, person), database.writing() as session:
        is_recovery = _spend_recovery(session, person, code)
        if not is_recovery:
            _spend_totp(session, ring, person, code, now, proven=True)
        _note(session, "spend", person, "recovery" if is_recovery else "totp")
        attempts.forget(session, attempt)


def new_recovery_codes(session: Session, person: int, now: int) -> list[str]:
    """Fresh codes for the paper, shown once; those before are void."""
    session.execute(delete(staff_recovery).where(staff_recovery.c.staff_id == person))
    made = [codes.new() for _ in range(rules.RECOVERY_CODES)]
    rows = [{"digest": _digest(person, code), "staff_id": person, "made_at": now} for code in made]
    session.execute(insert(staff_recovery), rows)
    _note(session, "add", person, "recovery")
    return [codes.shown(code) for code in made]


def remove_totp(session: Session, person: int) -> None:
    """The app's codes are asked for no more."""
    session.execute(delete(staff_totp).where(staff_totp.c.staff_id == person))
    _note(session, "remove", person, "totp")


def forget(session: Session, person: int) -> None:
    """Take every second factor away: phone and paper are lost."""
    for table in (staff_totp, staff_recovery, staff_passkey):
        session.execute(delete(table).where(table.c.staff_id == person))
    _note(session, "remove", person, "all")


def _failures_noted(database: Database, person: int) -> AbstractContextManager[None]:
    return attempts.failures_noted(database, "factor.spend", f"staff:{person}")


def _note(session: Session, what: str, person: int, kind: str) -> None:
    audit.note(session, act=f"factor.{what}", of=f"staff:{person}", detail={"kind": kind})


def _spend_totp(session: Session, ring: Ring, person: int, code: str, now: int, *, proven: bool = False) -> None:
    chosen = select(staff_totp).where(staff_totp.c.staff_id == person).with_for_update()
    held: Any = session.execute(chosen).one_or_none()
    if held is None or (proven and held.proven_at is None):
        raise WrongCode
    app, typed, step = pyotp.TOTP(ring.unseal(staff_totp.c.secret, person, held.secret)), _digits(code), None
    for each in range(rules.totp_step(now) - DRIFT, rules.totp_step(now) + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(each), typed):
            step = each
    if step is None or step <= held.last_step:
        raise WrongCode
    session.execute(update(staff_totp).where(staff_totp.c.staff_id == person).values(last_step=step))


def _spend_recovery(session: Session, person: int, code: str) -> bool:
    chosen = delete(staff_recovery).where(staff_recovery.c.digest == _digest(person, code))
    return session.execute(chosen.returning(staff_recovery.c.staff_id)).first() is not None


def _digest(person: int, code: str) -> bytes:
    """Of 60 random bits, bound to their owner: no salt or slowness is needed."""
    return hashlib.sha256(b"%d " % person + codes.digest(code)).digest()


def _digits(code: str) -> str:
    """As an app shows them: spaces do not count, and whatever is no digit is no code."""
    typed = "".join(code.split())
    return typed if typed.isascii() and typed.isdigit() else secrets.token_hex(4)
