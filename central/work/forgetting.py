"""Of an item that was settled long ago only its kind, its place and its times stay: nothing says whom it was about."""

from typing import Any, Final

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from central.work.tables import work_item, work_note

NOBODY: Final = ""
"""In place of the subject that was forgotten."""


def forget(session: Session, before: int, limit: int) -> int:
    """Forget whom items were about that were settled before that moment (Unix ms), and all words; so many at most."""
    numbers = list(session.scalars(_old(before, work_item.c.id).limit(limit)))
    if numbers:
        session.execute(delete(work_note).where(work_note.c.item_id.in_(numbers)))
        nothing = {"subject_id": NOBODY, "about": NOBODY, "why": ""}
        session.execute(update(work_item).where(work_item.c.id.in_(numbers)).values(nothing))
    return len(numbers)


def count_old(session: Session, before: int) -> int:
    """How many of those are still there."""
    return session.scalar(_old(before, func.count())) or 0


def _old(before: int, column: Any) -> Select[Any]:
    return select(column).select_from(work_item).where(work_item.c.closed_at < before, work_item.c.subject_id != NOBODY)
