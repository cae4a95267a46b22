"""How people come to sign in: whoever may let them in makes a code, and they choose a password with it.

Nobody has a password before they choose one. A new code lets somebody who has forgotten theirs choose again.
Times are Unix milliseconds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.account import attempts, codes, factors, passwords, people, rules
from central.account.refusals import LandlordInUse, NameTaken, WrongCode
from central.account.tables import staff, staff_grant, staff_invitation, staff_session
from central.audit import service as audit
from central.db import Database
from central.web.grants import Grant
from central.web.roles import Role

JOIN = "join"
"""What stands for a name among the failed attempts of the page where a code is typed."""


@dataclass(frozen=True)
class NewInvitation:
    """A code as it is shown, once. person: whom it lets in."""

    person: int
    code: str
    name: str
    expires_at: int


@dataclass(frozen=True)
class LandlordRow:
    """A landlord. has_joined: they have chosen a password. invited_until: a code of theirs can be used until then."""

    id: int
    name: str
    made_at: int
    has_joined: bool
    invited_until: int | None


def invite(session: Session, name: str, grants: Collection[Grant], *, by: str, now: int) -> NewInvitation:
    """Make a person called `name` (it has passed the rules) with these grants, and the code for their first sign-in.

    by: who lets them in. Raises NameTaken, NotGranted.
    """
    row = {"name": name.strip(), "name_key": rules.name_key(name), "made_at": now}
    try:
        made = int(session.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one())
    except IntegrityError as error:
        raise NameTaken from error
    audit.note(session, act="staff.invite", of=f"staff:{made}")
    people.add(session, made, grants, by=by, now=now)
    return _invitation(session, made, name.strip(), by, now)


def add_landlord(session: Session, name: str, *, by: str, now: int) -> NewInvitation:
    """Make a landlord, as `invite` does. Raises NameTaken."""
    return invite(session, name, [Grant(Role.LANDLORD)], by=by, now=now)


def remove_landlords(session: Session, landlord_ids: Collection[int]) -> None:
    """Take away landlords who never joined and have nothing; those that are gone already are passed over.

    Raises LandlordInUse where one of them has joined or has something: the caller's savepoint keeps the others then.
    """
    chosen = select(staff.c.id, staff.c.password).where(staff.c.id.in_(landlord_ids)).order_by(staff.c.id)
    known = session.execute(chosen.with_for_update()).all()
    if any(row.password is not None for row in known):
        raise LandlordInUse
    try:
        session.execute(delete(staff).where(staff.c.id.in_([row.id for row in known])))
    except IntegrityError as error:
        raise LandlordInUse from error
    for row in known:
        audit.note(session, act="staff.remove", of=f"staff:{row.id}")


def rename_landlord(session: Session, landlord_id: int, name: str) -> None:
    """Call a landlord otherwise; they sign in by that name from now on. Raises NameTaken."""
    named = {"name": name.strip(), "name_key": rules.name_key(name)}
    try:
        with session.begin_nested():
            session.execute(update(staff).where(staff.c.id == landlord_id).values(named))
    except IntegrityError as error:
        raise NameTaken from error
    audit.note(session, act="staff.rename", of=f"staff:{landlord_id}")


def forget_landlord(session: Session, landlord_id: int, *, giver: int, by: str, now: int) -> None:
    """Shut a landlord out, and forget what they are called and how they signed in. Their number stays, for the log."""
    people.disable(session, landlord_id, giver=giver, by=by, now=now)
    factors.forget(session, landlord_id)
    rename_landlord(session, landlord_id, f"№ {landlord_id}")
    session.execute(update(staff).where(staff.c.id == landlord_id).values(password=None))
    audit.note(session, act="staff.forget", of=f"staff:{landlord_id}")


def invite_again(session: Session, person: int, *, by: str, now: int) -> NewInvitation | None:
    """A new code for somebody; the one before is void. None if there is no such person, or they are shut out."""
    name = session.scalar(select(staff.c.name).where(staff.c.id == person, staff.c.disabled_at.is_(None)))
    return _invitation(session, person, name, by, now) if name else None


def invite_landlord_again(session: Session, landlord_id: int, *, by: str, now: int) -> NewInvitation | None:
    """As `invite_again`, for a landlord only: whoever lets landlords in lets nobody else in."""
    grants = people.grants_of(session, landlord_id)
    return invite_again(session, landlord_id, by=by, now=now) if Grant(Role.LANDLORD) in grants else None


def join(database: Database, code: str, password: str, address: str, now: int) -> str:
    """Spend a code: whom it was made for signs in with `password` from now on; their name.

    Sessions that were open end. Password rules were checked before. Raises WrongCode, TooManyAttempts.
    """
    attempt = attempts.of_form(JOIN, address)
    attempts.admit(database, attempt, now)
    stored = passwords.hashed(password)
    with attempts.failures_noted(database, "staff.join"), database.writing() as session:
        spent = session.execute(
            delete(staff_invitation)
            .where(staff_invitation.c.digest == codes.digest(code), staff_invitation.c.expires_at > now)
            .returning(staff_invitation.c.staff_id)
        ).scalar()
        if spent is None:
            raise WrongCode
        attempts.forget(session, attempt)
        session.execute(delete(staff_session).where(staff_session.c.staff_id == spent))
        audit.note(session, act="staff.join", of=f"staff:{spent}", by=f"staff:{spent}")
        changed = update(staff).where(staff.c.id == spent).values(password=stored)
        return str(session.execute(changed.returning(staff.c.name)).scalar_one())


def landlords(
    session: Session, numbers: Collection[int] | None = None, seen: ColumnElement[bool] | None = None
) -> list[LandlordRow]:
    """Every landlord, or those of these numbers, or of whom `seen` is so, by name."""
    chosen = landlords_chosen() if numbers is None else landlords_chosen().where(staff.c.id.in_(numbers))
    chosen = chosen if seen is None else chosen.where(seen)
    return [LandlordRow(*row) for row in session.execute(chosen.order_by(staff.c.name_key))]


def landlords_chosen() -> Select[Any]:
    """Every landlord, for a list."""
    return (
        select(staff.c.id, staff.c.name, staff.c.made_at, staff.c.password.is_not(None), staff_invitation.c.expires_at)
        .outerjoin(staff_invitation, staff_invitation.c.staff_id == staff.c.id)
        .where(staff.c.id.in_(select(staff_grant.c.staff_id).where(staff_grant.c.role == Role.LANDLORD.value)))
    )


def _invitation(session: Session, staff_id: int, name: str, by: str, now: int) -> NewInvitation:
    code, expires_at = codes.new(), now + rules.INVITATION_LIFE
    session.execute(delete(staff_invitation).where(staff_invitation.c.staff_id == staff_id))
    row = {"staff_id": staff_id, "digest": codes.digest(code), "made_by": by, "expires_at": expires_at}
    session.execute(insert(staff_invitation), row)
    audit.note(session, act="staff.code", of=f"staff:{staff_id}")
    return NewInvitation(staff_id, codes.shown(code), name, expires_at)
