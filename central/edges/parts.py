"""The parts in which PostgreSQL keeps entries, one for each week: made ahead, dropped whole when their time is over.

An entry always finds a place: what no week is made for lies in `entry_rest`, and moves when its week is made.
"""

from collections.abc import Callable

from sqlalchemy import column, delete, func, insert, select, table, text
from sqlalchemy.orm import Session

from central.db import Database
from central.edges.tables import entry
from central.edges.weeks import Week

AHEAD = 5
"""Weeks that are made beforehand: so long entries go where they belong although nobody makes any."""
PATIENCE = "2s"
"""How long it waits for readers: those who come behind it wait as well. It tries again later."""

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


def drop(database: Database, before: int, tell: Callable[[Session, int], None]) -> list[Week]:
    """Drop the parts of weeks that were over at `before` (Unix ms); which. Raises OperationalError.

    tell: hears how many entries go, in the very transaction.
    """
    with database.reading() as session:
        over = [week for week in weeks(session) if week.end <= before]
    for week in over:
        with database.writing() as session:
            # Nobody waits yet, and nothing comes into that week. To count millions takes longer than a page may.
            session.execute(text("SET LOCAL statement_timeout = 0"))
            tell(session, session.scalar(select(func.count()).select_from(table(week.table))) or 0)
            _be_quick(session)
            session.execute(text(f"ALTER TABLE entry DETACH PARTITION {week.table}"))
            session.execute(text(f"DROP TABLE {week.table}"))
    return over


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
