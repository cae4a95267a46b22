"""What the people who work here are called, for pages that know only their numbers. They keep theirs when they go."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.account.rules import name_key
from central.account.tables import staff


def names(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """By number; whoever is not there is left away."""
    rows = session.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def called(session: Session, name: str) -> list[int]:
    """The numbers of those who sign in by this name: one at most."""
    return list(session.scalars(select(staff.c.id).where(staff.c.name_key == name_key(name))))
