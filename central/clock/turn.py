"""Whose turn it is to bring what time brings: one process at a time, by a row that has to be renewed.

The database tells the time, so that hosts need not agree. (SQLite's is its host's, and its processes are on that host.)
Nothing rests on the turn for being right: it only saves the other processes from looking in vain.
"""

import time

from sqlalchemy import or_, select, text, update
from sqlalchemy.orm import Session

from central.clock.tables import clock_turn

NAME = "clock"
LASTS = 60_000
"""How long a turn lasts that is not renewed, ms: so long nobody does it when a process is killed."""

_FIRST = """
INSERT INTO clock_turn (name, holder, until_at, seen_at) VALUES (:name, '', 0, :now) ON CONFLICT DO NOTHING
"""


def moment(session: Session) -> int:
    """The database's time, Unix ms."""
    if session.get_bind().dialect.name == "postgresql":
        told = session.execute(text("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)"))
        return int(told.scalar_one())
    return time.time_ns() // 1_000_000


def take(session: Session, holder: str, now: int) -> int | None:
    """Take the turn, or keep it; when it was last taken before (`now` at first), None if it is another's."""
    session.execute(
        text(_FIRST),
        {"name": NAME, "now": now},
    )
    row = session.execute(select(clock_turn).where(clock_turn.c.name == NAME).with_for_update()).one()
    # A turn that lasts longer than one can was taken while the time was wrong.
    free = or_(clock_turn.c.holder == holder, clock_turn.c.until_at <= now, clock_turn.c.until_at > now + LASTS)
    mine = (
        update(clock_turn)
        .where(clock_turn.c.name == NAME, free)
        .values(holder=holder, until_at=now + LASTS, seen_at=now)
    )
    taken = session.execute(mine.returning(clock_turn.c.name)).first()
    return int(row.seen_at) if taken else None


def leave(session: Session, holder: str) -> None:
    """Give the turn back: the next process that asks takes it."""
    mine = clock_turn.c.name == NAME, clock_turn.c.holder == holder
    session.execute(update(clock_turn).where(*mine).values(holder="", until_at=0))


def holder_of(session: Session) -> str:
    """Whose turn it is; "" where nobody has one."""
    return session.scalar(select(clock_turn.c.holder).where(clock_turn.c.name == NAME)) or ""


def is_taken(session: Session) -> bool:
    """Whether it is anybody's turn now."""
    until = session.scalar(select(clock_turn.c.until_at).where(clock_turn.c.name == NAME)) or 0
    return bool(until > moment(session))
