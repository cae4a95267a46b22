"""What pages and commands may ask of the account, and the first run.

Times are Unix milliseconds. What a function refuses it raises as one of the AccountRefusal classes (refusals.py).
"""

import secrets

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.account import attempts, codes, passwords, rules
from central.account.beholden import beholden
from central.account.codes_made import TOLD_FOR, CodeMade, codes_made
from central.account.invitations import (
    LandlordRow,
    NewInvitation,
    add_landlord,
    forget_landlord,
    invite,
    invite_again,
    invite_landlord_again,
    join,
    landlords,
    remove_landlords,
    rename_landlord,
)
from central.account.names import called, names
from central.account.nearest import gone, looking_after
from central.account.people import (
    HeldGrant,
    PersonRow,
    add,
    disable,
    enable,
    give,
    has_anybody,
    person_of,
    take,
)
from central.account.refusals import (
    AccountRefusal,
    LandlordInUse,
    LastOfThem,
    NameTaken,
    NotGranted,
    OwnRights,
    TooManyAttempts,
    WrongCode,
    WrongPassword,
)
from central.account.sessions import (
    SessionRow,
    SignedIn,
    Staff,
    change_password,
    complete,
    confirm,
    end_session,
    end_sessions,
    end_sessions_of,
    has_password,
    note_use,
    open_session,
    owner_of,
    session_by_handle,
    sessions_of,
    sign_in,
    sign_out,
    signed_in,
)
from central.account.tables import first_run_code, staff
from central.account.tables import form_key as form_keys
from central.audit import service as audit
from central.db import Database
from central.web.grants import TOWN, Grant
from central.web.roles import Role

__all__ = [
    "TOLD_FOR",
    "AccountRefusal",
    "CodeMade",
    "HeldGrant",
    "LandlordInUse",
    "LandlordRow",
    "LastOfThem",
    "NameTaken",
    "NewInvitation",
    "NotGranted",
    "OwnRights",
    "PersonRow",
    "SessionRow",
    "SignedIn",
    "Staff",
    "TooManyAttempts",
    "WrongCode",
    "WrongPassword",
    "add_landlord",
    "beholden",
    "called",
    "change_password",
    "codes_made",
    "complete",
    "confirm",
    "disable",
    "enable",
    "end_session",
    "end_sessions",
    "end_sessions_of",
    "forget_landlord",
    "form_key",
    "give",
    "gone",
    "has_anybody",
    "has_password",
    "has_staff",
    "invite",
    "invite_again",
    "invite_landlord_again",
    "join",
    "knows_anybody",
    "landlords",
    "looking_after",
    "make_first_administrator",
    "names",
    "new_first_run_code",
    "note_use",
    "open_session",
    "owner_of",
    "person_of",
    "remove_landlords",
    "rename_landlord",
    "session_by_handle",
    "sessions_of",
    "sign_in",
    "sign_out",
    "signed_in",
    "take",
]

_FIRST_RUN = "first run"
"""What stands for a name among the failed attempts of the first-run page."""


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
    audit.note(session, act="first-run-code.make")
    return codes.shown(code)


def make_first_administrator(database: Database, code: str, name: str, password: str, address: str, now: int) -> Staff:
    """Spend the first-run code on the first security administrator, who lets the others in.

    Name and password have passed the rules before. Raises WrongCode, TooManyAttempts, NameTaken.
    """
    attempt = attempts.of_form(_FIRST_RUN, address)
    attempts.admit(database, attempt, now)
    stored = passwords.hashed(password)
    with attempts.failures_noted(database, "first-run"), database.writing() as session:
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
        with audit.acting_as(f"staff:{made}"):
            audit.note(session, act="first-run", of=f"staff:{made}")
            add(session, made, [first], by="first run", now=now)
    return Staff(made, name.strip(), frozenset({first}))


def form_key(database: Database) -> bytes:
    """The key that signs form tokens, made when first asked for."""
    with database.writing() as session:
        attempts.in_turn(session, form_keys)
        kept: bytes | None = session.execute(select(form_keys.c.key)).scalar()
        if kept is None:
            kept = secrets.token_bytes(32)
            session.execute(insert(form_keys).values(id=1, key=kept))
        return kept
