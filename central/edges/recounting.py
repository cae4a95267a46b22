"""Counts entries again, and mends what differs: their counts, and when each person was let in last.

What a piece finds stands in one view of the database, where entries and counts belong together. So what is wrong there
is wrong by the same number however many entries come until it is mended: the difference is added, nothing overwritten,
and boxes write in between. nightly.py does it piece by piece, and has each mended once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, case, delete, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import counting
from central.edges import seen as last_seen
from central.edges.counting import DAY, QUARTER, Counts
from central.edges.in_turn import take_turn
from central.edges.tables import door, entry, entry_count, entry_day, seen

BOXES_AT_ONCE: Final = 500
"""Whose last moments are looked up in one question."""
# As a constant: PostgreSQL takes two parameters for two different expressions, even where both are one number.
_QUARTER: Final[ColumnElement[int]] = entry.c.at // literal_column(str(QUARTER), BigInteger)
_WHEN: Final[ColumnElement[int]] = case((entry.c.at < entry.c.received_at, entry.c.at), else_=entry.c.received_at)
"""As seen.add has it: never later than central heard of it."""


Span = tuple[int, int]
"""From, until (exclusive), Unix ms: whole quarters of an hour."""


@dataclass(frozen=True)
class Wrong:
    """What was found in a view of the database. entries: how many were counted in it.

    quarters, days: what has to be added to what is kept. missing: box, person and moment of those who were let in later
    than is kept.
    """

    entries: int = 0
    quarters: Counts = field(default_factory=dict)
    days: Counts = field(default_factory=dict)
    missing: Sequence[tuple[int, str, int]] = ()

    @property
    def rows(self) -> int:
        """How many rows that are."""
        return len(self.quarters) + len(self.days) + len(self.missing)


def look(session: Session, span: Span | None, days: Iterable[int]) -> Wrong:
    """Count the entries of a span again, and days of `counting.day_of` from the quarters of an hour as they are kept.

    So a day is to be counted when all its quarters are mended.
    """
    of_days = {key: number for day in days for key, number in _wrong_day(session, day).items()}
    if span is None:
        return Wrong(days=of_days)
    there = _entries(session, span)
    return Wrong(sum(there.values()), _difference(there, _kept(session, span)), of_days, _missing(session, span))


def mend(session: Session, wrong: Wrong) -> None:
    """Add what is missing and take away what is too much; in the turn of whoever writes entries."""
    counting.put_quarters(session, wrong.quarters)
    _drop_empty(session, {quarter for quarter, _, _ in wrong.quarters})
    counting.put_days(session, wrong.days)
    of_days = entry_day.c.day.in_(sorted({day for day, _, _ in wrong.days}))
    session.execute(delete(entry_day).where(of_days, entry_day.c.count == 0))
    for box_id, person, at in wrong.missing:
        last_seen.add(session, box_id, [(person, at)], now=at)


def days_from(session: Session, first: int) -> list[int]:
    """The days of `counting.day_of` from one on for which anything is counted: also of boxes whose clocks are ahead."""
    begin = counting.begin_of_day(first) // QUARTER
    quarters = select(entry_count.c.quarter).where(entry_count.c.quarter >= begin).distinct()
    days = select(entry_day.c.day).where(entry_day.c.day >= first).distinct()
    return sorted({*session.scalars(days), *map(counting.day_of, session.scalars(quarters))})


def look_for_later(database: Database, since: int) -> int:
    """Mend what says that somebody was let in later than any entry does, from `since` (Unix ms) on; how many rows."""
    mended = 0
    with database.reading() as session:
        last = session.scalar(select(func.max(seen.c.box_id))) or 0
    for first in range(1, last + 1, BOXES_AT_ONCE):
        with database.reading() as session:
            doubtful = list(session.execute(_without_entry(since, first)))
        if doubtful:
            with database.writing() as session:
                take_turn(session)
                mended += sum(_mend_last(session, *each) for each in doubtful)
    return mended


def _entries(session: Session, span: Span) -> Counts:
    quarter = _QUARTER.label("quarter")
    counted = select(quarter, entry.c.door_id, entry.c.granted, func.count()).where(*_within(span))
    rows = session.execute(counted.group_by(quarter, entry.c.door_id, entry.c.granted))
    return {(int(number), door_id, bool(granted)): int(count) for number, door_id, granted, count in rows}


def _kept(session: Session, span: Span) -> Counts:
    chosen = select(entry_count.c.quarter, entry_count.c.door_id, entry_count.c.granted, entry_count.c.count)
    of_span = entry_count.c.quarter >= span[0] // QUARTER, entry_count.c.quarter < span[1] // QUARTER
    rows = session.execute(chosen.where(*of_span))
    return {(quarter, door_id, bool(granted)): count for quarter, door_id, granted, count in rows}


def _wrong_day(session: Session, day: int) -> dict[tuple[int, int, bool], int]:
    first = counting.begin_of_day(day) // QUARTER
    of_day = entry_count.c.quarter >= first, entry_count.c.quarter < first + DAY // QUARTER
    quarters = select(entry_count.c.door_id, entry_count.c.granted, func.sum(entry_count.c.count))
    days = select(entry_day.c.door_id, entry_day.c.granted, entry_day.c.count).where(entry_day.c.day == day)
    there = _rows(day, session.execute(quarters.where(*of_day).group_by(*quarters.selected_columns[:2])))
    return _difference(there, _rows(day, session.execute(days)))


def _missing(session: Session, span: Span) -> list[tuple[int, str, int]]:
    """Those who were let in within a span, and by what is kept not since."""
    at = func.max(_WHEN).label("at")
    named = select(door.c.box_id, entry.c.person, at).join(door, door.c.id == entry.c.door_id)
    named = named.where(*_within(span), entry.c.granted, entry.c.person.is_not(None))
    found = named.group_by(door.c.box_id, entry.c.person).subquery()
    same = (seen.c.box_id == found.c.box_id) & (seen.c.person == found.c.person)
    earlier = or_(seen.c.at.is_(None), seen.c.at < found.c.at)
    return [(row[0], row[1], row[2]) for row in session.execute(select(found).outerjoin(seen, same).where(earlier))]


def _without_entry(since: int, first: int) -> Any:
    """Rows of some boxes whose moment is that of no entry."""
    of_box = select(entry.c.id).join(door, door.c.id == entry.c.door_id).where(door.c.box_id == seen.c.box_id)
    # What a clock that was ahead said was never put down.
    same = entry.c.at == seen.c.at, entry.c.at <= entry.c.received_at
    told = of_box.where(*same, entry.c.granted, entry.c.person == seen.c.person).exists()
    some = seen.c.box_id >= first, seen.c.box_id < first + BOXES_AT_ONCE, seen.c.at >= since
    return select(seen.c.box_id, seen.c.person, seen.c.at).where(*some, ~told)


def _mend_last(session: Session, box_id: int, person: str, told: int) -> bool:
    """Have a row say what the entries say; whether it was wrong. (It is not where a box's clock is ahead.)

    told: what it said; a row that says something else by now was written by an entry since.
    """
    at_doors = entry.c.door_id.in_(select(door.c.id).where(door.c.box_id == box_id))
    last = session.scalar(select(func.max(_WHEN)).where(at_doors, entry.c.granted, entry.c.person == person))
    of = seen.c.box_id == box_id, seen.c.person == person, seen.c.at == told
    if last is None:
        return session.connection().execute(delete(seen).where(*of)).rowcount == 1
    return session.connection().execute(update(seen).where(*of, seen.c.at != last).values(at=last)).rowcount == 1


def _within(span: Span) -> tuple[ColumnElement[bool], ...]:
    return entry.c.at >= span[0], entry.c.at < span[1]


def _difference(there: Counts, kept: Counts) -> dict[tuple[int, int, bool], int]:
    """What has to be added to what is kept."""
    return {
        key: there.get(key, 0) - kept.get(key, 0) for key in there.keys() | kept.keys() if _differs(there, kept, key)
    }


def _differs(there: Counts, kept: Counts, key: tuple[int, int, bool]) -> bool:
    return there.get(key) != kept.get(key)


def _drop_empty(session: Session, quarters: Iterable[int]) -> None:
    session.execute(delete(entry_count).where(entry_count.c.quarter.in_(sorted(quarters)), entry_count.c.count == 0))


def _rows(day: int, rows: Iterable[Any]) -> Counts:
    return {(day, door_id, bool(granted)): int(count) for door_id, granted, count in rows}
