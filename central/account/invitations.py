"""How landlords come to sign in: an administrator makes a code, and the landlord chooses a password with it.

Nobody has a password before they choose one. A new code lets somebody who has forgotten theirs choose again.
Times are Unix milliseconds.
"""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.account import attempts, codes, passwords, rules
from central.account.refusals import NameTaken, WrongCode
from central.account.tables import staff, staff_invitation, staff_session
from central.db import Database
from central.web.roles import Role

JOIN = "join"
"""What stands for a name among the failed attempts of the page where a code is typed."""


@dataclass(frozen=True)
class NewInvitation:
    """A code as it is shown, once."""

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


def add_landlord(session: Session, name: str, *, by: str, now: int) -> NewInvitation:
    """Make a landlord called `name` (it has passed the rules), and the code for their first sign-in.

    by: who lets them in. Raises NameTaken.
    """
    row = {"name": name.strip(), "name_key": rules.name_key(name), "role": Role.LANDLORD.value, "made_at": now}
    try:
        made = session.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
    except IntegrityError as error:
        raise NameTaken from error
    return _invitation(session, int(made), name.strip(), by, now)


def invite_again(session: Session, landlord_id: int, *, by: str, now: int) -> NewInvitation | None:
    """A new code for a landlord; the one before is void. None if there is no such landlord."""
    chosen = select(staff.c.name).where(staff.c.id == landlord_id, staff.c.role == Role.LANDLORD.value)
    name = session.scalar(chosen)
    return _invitation(session, landlord_id, name, by, now) if name else None


def join(database: Database, code: str, password: str, address: str, now: int) -> str:
    """Spend a code: whom it was made for signs in with `password` from now on; their name.

    Sessions that were open end. Password rules were checked before. Raises WrongCode, TooManyAttempts.
    """
    attempt = attempts.of_form(JOIN, address)
    attempts.admit(database, attempt, now)
    stored = passwords.hashed(password)
    with database.writing() as session:
        spent = session.execute(
            delete(staff_invitation)
            .where(staff_invitation.c.digest == codes.digest(code), staff_invitation.c.expires_at > now)
            .returning(staff_invitation.c.staff_id)
        ).scalar()
        if spent is None:
            raise WrongCode
        attempts.forget(session, attempt)
        session.execute(delete(staff_session).where(staff_session.c.staff_id == spent))
        changed = update(staff).where(staff.c.id == spent).values(password=stored)
        return str(session.execute(changed.returning(staff.c.name)).scalar_one())


def landlords(session: Session) -> list[LandlordRow]:
    """Every landlord, by name."""
    rows = session.execute(
        select(staff.c.id, staff.c.name, staff.c.made_at, staff.c.password.is_not(None), staff_invitation.c.expires_at)
        .outerjoin(staff_invitation, staff_invitation.c.staff_id == staff.c.id)
        .where(staff.c.role == Role.LANDLORD.value)
        .order_by(staff.c.name_key)
    )
    return [LandlordRow(*row) for row in rows]


def _invitation(session: Session, staff_id: int, name: str, by: str, now: int) -> NewInvitation:
    code, expires_at = codes.new(), now + rules.INVITATION_LIFE
    session.execute(delete(staff_invitation).where(staff_invitation.c.staff_id == staff_id))
    row = {"staff_id": staff_id, "digest": codes.digest(code), "made_by": by, "expires_at": expires_at}
    session.execute(insert(staff_invitation), row)
    return NewInvitation(codes.shown(code), name, expires_at)
