"""People of registers who left long ago, or whose register was taken over long ago and never renewed: they go."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from central.rental.registers.states import State
from central.rental.registers.tables import register_import, register_row


def forget(session: Session, before: int, limit: int) -> int:
    """Delete rows whose person left before that moment (Unix ms), or that were taken over before it; how many.

    What can be taken back still stays whole.
    """
    some = select(register_row.c.id).where(_is_old(before)).limit(limit)
    return len(
        session.execute(delete(register_row).where(register_row.c.id.in_(some)).returning(register_row.c.id)).all()
    )


def count_old(session: Session, before: int) -> int:
    """How many of those are still there."""
    return session.scalar(select(func.count()).select_from(register_row).where(_is_old(before))) or 0


def _is_old(before: int) -> ColumnElement[bool]:
    day = datetime.fromtimestamp(before / 1000, UTC).date().isoformat()
    taken = register_import.c.state == State.TAKEN.value, register_import.c.taken_at < before
    of_old = register_row.c.import_id.in_(select(register_import.c.id).where(*taken))
    has_left = and_(register_row.c.until < day, register_row.c.cells == "")
    return or_(of_old, has_left)
