"""What is so of doors and boxes. Times are Unix ms."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.presence.kinds import HOUR, MINUTE
from central.work.service import Fact
from wire.kinds import Level

FEW: Final = 20
"""Boxes that may be late at once, or a third of them all: of more, the line or central itself is at fault."""


def alarms(session: Session, minutes: int, now: int) -> Iterator[Fact]:
    """Critical alarms that nobody has looked at."""
    places = edges.places_of_boxes(session)
    for row in edges.open_matters(session):
        if row.level == Level.CRITICAL:
            about = f"{row.box}, {row.door}" if row.door else row.box
            yield Fact("matter", str(row.id), about, places[row.box_id], opens=row.since <= now - minutes * MINUTE)


def late(session: Session, hours: int, now: int) -> Iterator[Fact]:
    """Boxes that were not heard for too long."""
    in_force = [box for box in edges.boxes(session) if box.revoked_at is None]
    silent = [box for box in in_force if (box.last_seen or box.claimed_at) < now - hours * HOUR]
    opens = len(silent) <= max(FEW, len(in_force) // 3)
    for box in silent:
        yield Fact("box", str(box.id), box.name, box.place_id, opens=opens)
