"""Who looks after a place: those with a role there, or at the nearest place around it; and who does so no more."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.account.tables import staff, staff_grant
from central.web.roles import Role


def looking_after(session: Session, role: Role, path: str) -> list[int]:
    """Numbers of those who may sign in and have `role` at a place of `path` (/1/5/9/), the nearest first."""
    around = [int(number) for number in path.strip("/").split("/")]
    held = select(staff_grant.c.staff_id, staff_grant.c.place_id).join(staff, staff.c.id == staff_grant.c.staff_id)
    held = held.where(staff_grant.c.role == role.value, staff_grant.c.place_id.in_(around))
    rows = session.execute(held.where(staff.c.disabled_at.is_(None))).all()
    nearest = sorted(rows, key=lambda row: (-around.index(row.place_id), row.staff_id))
    return list(dict.fromkeys(row.staff_id for row in nearest))


def gone(session: Session, numbers: Collection[int]) -> set[int]:
    """Those of them who may not sign in any more."""
    chosen = select(staff.c.id).where(staff.c.id.in_(numbers), staff.c.disabled_at.is_not(None))
    return set(session.scalars(chosen))
