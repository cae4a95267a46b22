"""Counts entries again, and mends what differs: their counts, and when each person was let in last.

What a piece finds stands in one view of the database, where entries and counts belong together. So what is wrong there
is wrong by the same number however many entries come until it is mended: the difference is added, nothing overwritten,
and boxes write in between. nightly.py does it piece by piece.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, case, delete, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import counting
from central.edges import seen as last_seen
from central.edges.counting import DAY, QUARTER, Counts
from central.edges.tables import door, entry, entry_count, entry_day, seen

BOXES_AT_ONCE: Final = 500
"""Whose last moments are looked up in one question."""
# As a constant: PostgreSQL takes two parameters for two different expressions, even where both are one number.
_QUARTER: Final[ColumnElement[int]] = entry.c.at // literal_column(str(QUARTER), BigInteger)
_WHEN: Final[ColumnElement[int]] = case((entry.c.at < entry.c.received_at, entry.c.at), else_=entry.c.received_at)
"""As seen.add has it: never later than central heard of it."""


Span = tuple[int, int]
"""From, until (exclusive), Unix ms: whole quarters of an hour."""


def count_span(database: Database, span: Span) -> tuple[int, int]:
    """Count the entries of a span again: how many there are, and how many rows were wrong."""
    with database.reading() as session:
        there, kept = _entries(session, span), _kept(session, span)
        missing = _missing(session, span)
    wrong = _difference(there, kept)
    if wrong or missing:
        with database.writing() as session:
            counting.put_quarters(session, wrong)
            _drop_empty(session, {quarter for quarter, _, _ in wrong})
            for box_id, person, at in missing:
                last_seen.add(session, box_id, [(person, at)], now=at)
    return sum(there.values()), len(wrong) + len(missing)


def count_day(database: Database, day: int) -> int:
    """Count a day of `counting.day_of` again from its quarters of an hour; how many rows were wrong."""
    first = counting.begin_of_day(day) // QUARTER
    of_day = entry_count.c.quarter >= first, entry_count.c.quarter < first + DAY // QUARTER
    quarters = select(entry_count.c.door_id, entry_count.c.granted, func.sum(entry_count.c.count))
    days = select(entry_day.c.door_id, entry_day.c.granted, entry_day.c.count).where(entry_day.c.day == day)
    with database.reading() as session:
        there = _rows(day, session.execute(quarters.where(*of_day).group_by(*quarters.selected_columns[:2])))
        kept = _rows(day, session.execute(days))
    wrong = _difference(there, kept)
    if wrong:
        with database.writing() as session:
            counting.put_days(session, wrong)
            session.execute(delete(entry_day).where(entry_day.c.day == day, entry_day.c.count == 0))
    return len(wrong)


def days_ahead(database: Database, after: int) -> list[int]:
    """The days of `counting.day_of` behind one for which anything is counted: of boxes whose clocks are ahead."""
    begin = counting.begin_of_day(after + 1) // QUARTER
    quarters = select(entry_count.c.quarter).where(entry_count.c.quarter >= begin).distinct()
    days = select(entry_day.c.day).where(entry_day.c.day > after).distinct()
    with database.reading() as session:
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
    told = of_box.where(entry.c.at == seen.c.at, entry.c.granted, entry.c.person == seen.c.person).exists()
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
