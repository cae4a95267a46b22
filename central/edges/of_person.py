"""The entries of one person, as their box calls them: for themselves, and for nobody who has no right to a timeline."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges.tables import door, entry
from central.edges.views import EntryRow, entries_chosen
from central.web.grants import EVERYWHERE

AT_ONCE = 500


def entries_of_person(session: Session, box_id: int, person: str, *, limit: int | None = None) -> Iterator[EntryRow]:
    """At the box's doors, the newest first; read some at a time."""
    doors, before, left = select(door.c.id).where(door.c.box_id == box_id), 1 << 62, limit or 1 << 62
    chosen = entries_chosen(session, EVERYWHERE).where(entry.c.door_id.in_(doors), entry.c.person == person)
    while left > 0:
        some = chosen.where(entry.c.id < before).order_by(entry.c.id.desc()).limit(min(AT_ONCE, left))
        rows = [EntryRow(*row) for row in session.execute(some)]
        yield from rows
        if len(rows) < min(AT_ONCE, left):
            return
        before, left = rows[-1].id, left - len(rows)
