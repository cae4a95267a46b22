"""The people who work here: who was granted what, who may no longer sign in. Times are Unix milliseconds.

What is changed here holds at once: the next request of whoever is meant is already judged by it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.account.refusals import LastOfThem, NotGranted, OwnRights
from central.account.rules import grant_refusal
from central.account.tables import staff, staff_grant, staff_invitation, staff_session
from central.audit import service as audit
from central.web.grants import Grant
from central.web.roles import Role


@dataclass(frozen=True)
class HeldGrant:
    """A grant as it stands in its row."""

    id: int
    grant: Grant


@dataclass(frozen=True)
class PersonRow:
    """One of the staff. has_joined: they have chosen a password. invited_until: a code of theirs works until then.

    disabled_at: since when they may not sign in; None: they may.
    """

    id: int
    name: str
    made_at: int
    has_joined: bool
    invited_until: int | None
    disabled_at: int | None
    disabled_by: str | None
    held: tuple[HeldGrant, ...]

    @property
    def grants(self) -> frozenset[Grant]:
        """What they were granted."""
        return frozenset(each.grant for each in self.held)


def grants_of(session: Session, person: int) -> frozenset[Grant]:
    """What somebody was granted."""
    return frozenset(each.grant for each in _held(session, [person])[person])


def people_chosen() -> Select[Any]:
    """The staff without landlords, who have a page of their own, for a list."""
    return _people().where(staff.c.id.not_in(with_role(Role.LANDLORD)))


def person_of(session: Session, person: int) -> PersonRow | None:
    """One of the staff, a landlord too; None if there is nobody by that number."""
    found = rows_of(session, session.execute(_people().where(staff.c.id == person)).all())
    return found[0] if found else None


def has_anybody(session: Session, role: Role) -> bool:
    """Whether somebody who may sign in has `role`."""
    chosen = select(staff.c.id).where(staff.c.id.in_(with_role(role)), staff.c.disabled_at.is_(None))
    return session.scalar(chosen.limit(1)) is not None


def give(session: Session, person: int, grant: Grant, *, giver: int | None, by: str, now: int) -> None:
    """Grant somebody a role. giver: the number of who does it; None at the terminal.

    Raises OwnRights, NotGranted.
    """
    _refuse_own(person, giver)
    _lock(session, person)
    add(session, person, [grant], by=by, now=now)


def add(session: Session, person: int, grants: Iterable[Grant], *, by: str, now: int) -> None:
    """Write grants down that can be held together. Raises NotGranted."""
    held = set(grants_of(session, person))
    for grant in grants:
        if (refusal := grant_refusal(held, grant)) is not None:
            raise NotGranted(refusal)
        held.add(grant)
        row = {"staff_id": person, "role": grant.role.value, "place_id": grant.place, "case_of": grant.case}
        session.execute(insert(staff_grant).values(row | {"made_at": now, "made_by": by}))
        audit.note(session, act="role.give", of=f"staff:{person}", detail=_told(grant))


def take(session: Session, person: int, grant_id: int, *, giver: int) -> Grant | None:
    """Take a grant back; what it was, None if there is none by that number. Raises OwnRights, LastOfThem."""
    _refuse_own(person, giver)
    _lock(session, person)
    found = next((each.grant for each in _held(session, [person])[person] if each.id == grant_id), None)
    if found is None:
        return None
    if found.role is Role.SECURITY:
        _refuse_last(session, person)
    session.execute(delete(staff_grant).where(staff_grant.c.id == grant_id))
    audit.note(session, act="role.take", of=f"staff:{person}", detail=_told(found))
    return found


def disable(session: Session, person: int, *, giver: int, by: str, now: int) -> bool:
    """Let somebody in no more: sessions end, codes are void. False if that was so already.

    Raises OwnRights, LastOfThem.
    """
    _refuse_own(person, giver)
    _lock(session, person)
    if Role.SECURITY in {grant.role for grant in grants_of(session, person)}:
        _refuse_last(session, person)
    chosen = update(staff).where(staff.c.id == person, staff.c.disabled_at.is_(None))
    done = session.execute(chosen.values(disabled_at=now, disabled_by=by).returning(staff.c.id)).first()
    session.execute(delete(staff_session).where(staff_session.c.staff_id == person))
    session.execute(delete(staff_invitation).where(staff_invitation.c.staff_id == person))
    audit.note(session, act="staff.shut-out", of=f"staff:{person}")
    return done is not None


def enable(session: Session, person: int, *, giver: int) -> None:
    """Let somebody in again, with the grants they had. Raises OwnRights."""
    _refuse_own(person, giver)
    session.execute(update(staff).where(staff.c.id == person).values(disabled_at=None, disabled_by=None))
    audit.note(session, act="staff.let-in", of=f"staff:{person}")


def _told(grant: Grant) -> audit.Detail:
    return {"role": grant.role.value, "place": grant.place, "case": grant.case}


def _refuse_own(person: int, giver: int | None) -> None:
    if person == giver:
        raise OwnRights


def _refuse_last(session: Session, person: int) -> None:
    others = select(func.count()).where(
        staff.c.id.in_(with_role(Role.SECURITY)), staff.c.disabled_at.is_(None), staff.c.id != person
    )
    if not session.scalar(others):
        raise LastOfThem


def _lock(session: Session, person: int) -> None:
    """Two who give rights do so one after the other, whoever is meant: the last of them stays."""
    session.execute(select(staff.c.id).where(staff.c.id.in_(with_role(Role.SECURITY))).with_for_update()).all()
    session.execute(select(staff.c.id).where(staff.c.id == person).with_for_update()).all()


def with_role(role: Role) -> Select[Any]:
    """The numbers of those who have a role."""
    return select(staff_grant.c.staff_id).where(staff_grant.c.role == role.value)


def _people() -> Select[Any]:
    return select(
        staff.c.id,
        staff.c.name,
        staff.c.name_key,
        staff.c.made_at,
        staff.c.password.is_not(None).label("has_joined"),
        staff_invitation.c.expires_at,
        staff.c.disabled_at,
        staff.c.disabled_by,
    ).outerjoin(staff_invitation, staff_invitation.c.staff_id == staff.c.id)


def rows_of(session: Session, rows: Iterable[Row[Any]]) -> list[PersonRow]:
    """Rows of the database as the pages know them, each with what they were granted."""
    found = list(rows)
    held = _held(session, [row.id for row in found])
    return [
        PersonRow(
            row.id,
            row.name,
            row.made_at,
            row.has_joined,
            row.expires_at,
            row.disabled_at,
            row.disabled_by,
            tuple(held[row.id]),
        )
        for row in found
    ]


def _held(session: Session, people: list[int]) -> defaultdict[int, list[HeldGrant]]:
    found: defaultdict[int, list[HeldGrant]] = defaultdict(list)
    chosen = select(staff_grant).where(staff_grant.c.staff_id.in_(people)).order_by(staff_grant.c.id)
    for row in session.execute(chosen):
        found[row.staff_id].append(HeldGrant(row.id, Grant(Role(row.role), row.place_id, row.case_of)))
    return found
