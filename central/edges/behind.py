"""How far boxes have told what happened at their doors, and of whom central heard late."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges.tables import door, entry, outbox, projected

AT_ONCE = 500
"""People in one question."""


@dataclass(frozen=True)
class Told:
    """Of a box. at: when the last record was made that is here, Unix ms; None where that is not known.

    unshown: records that are here, and that no page shows yet.
    """

    at: int | None
    unshown: int

    def since(self, moment: int) -> bool:
        """Whether all is known that happened up to a moment (Unix ms), as far as anybody can say."""
        return self.unshown == 0 and (self.at is None or self.at >= moment)


NOTHING = Told(None, 0)
"""Of a box that has sent nothing."""


def told(session: Session) -> Mapping[int, Told]:
    """Box → how far it has told."""
    unshown = func.sum(outbox.c.seq - projected.c.seq)
    chosen = select(outbox.c.box_id, func.max(outbox.c.told_at), unshown)
    rows = session.execute(chosen.join(projected, projected.c.outbox_id == outbox.c.id).group_by(outbox.c.box_id))
    return {box_id: Told(at, int(count)) for box_id, at, count in rows}


def heard_lately(session: Session, people: Collection[str], since: int) -> dict[tuple[int, str], int]:
    """Box and person of those of these whose being let in was heard of then or later → when last (Unix ms)."""
    chosen = select(door.c.box_id, entry.c.person, func.max(entry.c.received_at))
    chosen = chosen.join(door, door.c.id == entry.c.door_id).group_by(door.c.box_id, entry.c.person)
    chosen = chosen.where(entry.c.granted, entry.c.received_at >= since)
    named = sorted(set(people))
    some = (named[first : first + AT_ONCE] for first in range(0, len(named), AT_ONCE))
    found = (session.execute(chosen.where(entry.c.person.in_(each))) for each in some)
    return {(box_id, person): int(at) for rows in found for box_id, person, at in rows}
