"""Who did what at a front desk, and whose number was called: kept for a while, so that somebody can ask."""

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from central.rental.desk.tables import desk_act, ticket

_WHEN = ((desk_act, desk_act.c.at), (ticket, ticket.c.taken_at))


def forget(session: Session, before: int, limit: int) -> int:
    """Delete what was done before that moment (Unix ms), so many rows at most; how many."""
    gone = 0
    for table, at in _WHEN:
        some = select(table.c.id).where(at < before).limit(limit - gone)
        gone += _delete(session, table, list(session.scalars(some)))
    return gone


def count_old(session: Session, before: int) -> int:
    """How many of those rows are still there."""
    return sum(session.scalar(select(func.count()).select_from(table).where(at < before)) or 0 for table, at in _WHEN)


def _delete(session: Session, table: Table, numbers: list[int]) -> int:
    if numbers:
        session.execute(delete(table).where(table.c.id.in_(numbers)))
    return len(numbers)
