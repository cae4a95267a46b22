"""What the pages read of work items. Plain rows come out; times are Unix ms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.place.service import within
from central.web.grants import Reach
from central.work.rules import Event
from central.work.tables import work_item, work_note

DUE = clocks.dues()


@dataclass(frozen=True)
class ItemRow:
    """A work item. owner_id: None where whoever looks after the place sees to it. due_at: of its clock.

    closed_by: None while it is open, and where the facts have changed.
    """

    id: int
    kind: str
    subject_kind: str
    subject_id: str
    about: str
    place_id: int
    owner_id: int | None
    clock_id: int | None
    opened_at: int
    closed_at: int | None
    closed_by: str | None
    why: str | None
    due_at: int | None


@dataclass(frozen=True)
class NoteRow:
    """Something that was done about an item; words: a comment, a reason, or whose it is now."""

    at: int
    event: Event
    by: str
    words: str


def chosen(reach: Reach, *, is_closed: bool = False) -> Select[Any]:
    """The items within reach that are open, or those that are not, for a list."""
    columns = (work_item.c[name] for name in ItemRow.__dataclass_fields__ if name != "due_at")
    there = work_item.c.closed_at.is_not(None) if is_closed else work_item.c.closed_at.is_(None)
    query = select(*columns, DUE.c.due_at).outerjoin(DUE, DUE.c.id == work_item.c.clock_id)
    return query.where(there, within(reach, work_item.c.place_id))


def rows(found: Iterable[Any]) -> list[ItemRow]:
    """Rows of the database as the pages know them."""
    return [ItemRow(*row) for row in found]


def item_of(session: Session, item_id: int, reach: Reach) -> ItemRow | None:
    """One item, open or not; None where there is none within reach."""
    either = (chosen(reach, is_closed=is_closed) for is_closed in (False, True))
    found = (session.execute(query.where(work_item.c.id == item_id)).one_or_none() for query in either)
    return next((ItemRow(*row) for row in found if row is not None), None)


def story(session: Session, item_id: int) -> list[NoteRow]:
    """All that was done about an item, the oldest first."""
    columns = work_note.c.at, work_note.c.event, work_note.c.by, work_note.c.words
    found = session.execute(select(*columns).where(work_note.c.item_id == item_id).order_by(work_note.c.id))
    return [NoteRow(row.at, Event(row.event), row.by, row.words) for row in found]


def counts(session: Session, reach: Reach) -> dict[str, int]:
    """Kind → how many items within reach are open."""
    here = work_item.c.closed_at.is_(None), within(reach, work_item.c.place_id)
    found = session.execute(select(work_item.c.kind, func.count()).where(*here).group_by(work_item.c.kind))
    return {kind: int(number) for kind, number in found}


def count_late(session: Session, reach: Reach, now: int) -> int:
    """How many open items within reach have run out of time."""
    late = select(func.count()).select_from(chosen(reach).where(is_late(now)).subquery())
    return session.scalar(late) or 0


def is_late(now: int) -> ColumnElement[bool]:
    """The condition that an item's time is over."""
    return DUE.c.due_at <= now
