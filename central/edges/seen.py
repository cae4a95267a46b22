"""When each person was let in last, house by house: one row for each, and nothing of where else they went.

It is kept when entries are written (`add`), in the same transaction. The latest moment stays whatever order entries
come in. A box whose clock is ahead can't have seen somebody later than central heard of it.
"""

from collections.abc import Iterable

from sqlalchemy import Select, delete, select, text
from sqlalchemy.orm import Session

from central.edges.tables import seen

_ADD = text(
    "INSERT INTO seen (box_id, person, at) VALUES (:box_id, :person, :at)"
    " ON CONFLICT (box_id, person) DO UPDATE SET at = excluded.at WHERE seen.at < excluded.at"
)


def add(session: Session, box_id: int, let_in: Iterable[tuple[str, int]], *, now: int) -> None:
    """These were let in: whom, and when by the door's time. now: when central heard of it. All of it Unix ms."""
    last: dict[str, int] = {}
    for person, at in let_in:
        last[person] = max(min(at, now), last.get(person, 0))
    if last:
        rows = [{"box_id": box_id, "person": person, "at": at} for person, at in sorted(last.items())]
        session.connection().execute(_ADD, rows)


def forget(session: Session, before: int) -> None:
    """Forget who was let in last before that moment (Unix ms)."""
    session.execute(delete(seen).where(seen.c.at < before))


def last_seen(since: int = 0) -> Select[tuple[int, str, int]]:
    """Box, person and moment (Unix ms) of all who were let in then or later, for another subject's question."""
    return select(seen.c.box_id, seen.c.person, seen.c.at).where(seen.c.at >= since)
