"""The parts in which PostgreSQL keeps entries, one for each week: made ahead, dropped whole when their time is over.

An entry always finds a place: what no week is made for lies in `entry_rest`, and moves when its week is made.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from psycopg.errors import LockNotAvailable
from sqlalchemy import column, delete, func, insert, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from central.db import Database
from central.edges.tables import entry
from central.edges.weeks import Week

AHEAD = 5
"""Weeks that are made beforehand: so long entries go where they belong although nobody makes any."""
PATIENCE = "200ms"
"""How long it waits for readers: those who come behind it wait as well, boxes too. It tries again later."""
TRIES = 8
REST = 0.3
"""s between two of them, in which those who came behind have their turn."""
COUNTED_AT_ONCE = 100_000
"""Entries counted in one view: some tenths of a second, of a disk that is slow."""

_LOOSE = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition AND starts_with(relname, 'entry_')"
    " AND relnamespace = current_schema()::regnamespace"
)
_PARTS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'entry'::regclass"


def are_kept(database: Database) -> bool:
    """Whether this database keeps entries in parts."""
    return database.engine.dialect.name == "postgresql"


def weeks(session: Session) -> list[Week]:
    """The weeks that have a part, in order."""
    found = (Week.named(name) for name in session.scalars(text(_PARTS)))
    return sorted(week for week in found if week is not None)


def make(database: Database, now: int) -> list[Week]:
    """Make the parts for this week and the next ones that are not there; which. Raises OperationalError."""
    with database.reading() as session:
        there = set(weeks(session))
    missing = [week for week in map(Week.of(now).later, range(AHEAD)) if week not in there]
    for week in missing:
        with database.writing() as session:
            _be_quick(session)
            _make(session, week)
    return missing


@dataclass
class Tally:
    """How far the entries of weeks that are over were counted, by one process: nothing comes into them any more, so it
    need not begin anew at each look. By week: up to which number, and how many.
    """

    counted: dict[Week, tuple[int, int]] = field(default_factory=dict)


def drop(
    database: Database, before: int, tell: Callable[[Session, int], None], tally: Tally, until: float = math.inf
) -> list[Week]:
    """Drop the parts of weeks that were over at `before` (Unix ms); which. Raises OperationalError.

    tell: hears how many entries go, in the very transaction. until: on time.monotonic, when it is enough for now.
    First they are counted, in which nobody waits, however many millions there are; then everybody does for some
    hundredths of a second. To take a week off and to drop it are two transactions: a table goes with its hold on the
    boxes' and doors' tables, which whoever writes entries may have while it waits for the entries'.
    """
    with database.reading() as session:
        over = [week for week in weeks(session) if week.end <= before]
    taken_off = []
    for week in over:
        count = _count(database, week, tally, until)
        if count is None:
            break
        _quickly(database, partial(_take_off, week=week, count=count, tell=tell))
        del tally.counted[week]
        taken_off.append(week)
    with database.reading() as session:
        # Also what a process has taken off that died before it could drop it.
        loose = [name for name in session.scalars(text(_LOOSE)) if Week.named(name) is not None]
    for name in loose:
        _quickly(database, partial(_drop, name=name))
    return taken_off


def _take_off(session: Session, week: Week, count: int, tell: Callable[[Session, int], None]) -> None:
    tell(session, count)
    session.execute(text(f"ALTER TABLE entry DETACH PARTITION {week.table}"))


def _drop(session: Session, name: str) -> None:
    session.execute(text(f"DROP TABLE IF EXISTS {name}"))


def _quickly(database: Database, step: Callable[[Session], None]) -> None:
    """Do it in a transaction that waits for nobody longer than PATIENCE; some times over. Raises OperationalError."""
    for left in reversed(range(TRIES)):
        try:
            with database.writing() as session:
                _be_quick(session)
                step(session)
        except OperationalError as error:
            if not left or not isinstance(error.orig, LockNotAvailable):
                raise
            time.sleep(REST)
        else:
            break


def _count(database: Database, week: Week, tally: Tally, until: float) -> int | None:
    """How many entries lie in a week, piece by piece; None where the time was up before the last piece."""
    kept = table(week.table, column("id"))
    after, count = tally.counted.setdefault(week, (0, 0))
    while time.monotonic() < until:
        some = select(kept.c.id).where(kept.c.id > after).order_by(kept.c.id).limit(COUNTED_AT_ONCE).subquery()
        with database.reading() as session:
            number, last = session.execute(select(func.count(), func.max(some.c.id)).select_from(some)).one()
        if not number:
            return count
        after, count = last, count + number
        tally.counted[week] = after, count
    return None


def _make(session: Session, week: Week) -> None:
    session.execute(text(f"CREATE TABLE {week.table} (LIKE entry INCLUDING DEFAULTS)"))
    columns = [each.name for each in entry.c]
    rest, part = (table(name, *map(column, columns)) for name in ("entry_rest", week.table))
    within = rest.c.received_at >= week.start, rest.c.received_at < week.end
    session.execute(insert(part).from_select(columns, select(rest).where(*within)))
    session.execute(delete(rest).where(*within))
    session.execute(
        text(f"ALTER TABLE entry ATTACH PARTITION {week.table} FOR VALUES FROM ({week.start}) TO ({week.end})")
    )


def _be_quick(session: Session) -> None:
    session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
