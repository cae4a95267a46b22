"""How many are in, house by house and place by place: people who were let in within the last hours, each once.

It follows from the entries to the row. What fewer than FEWEST people make of a single house is not said: it would tell
who is home.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import BoxRow
from central.place import service as places
from central.place.service import Kind, PlaceRow
from central.rental.rules import StayState
from central.rental.tables import room, stay
from central.web.grants import Reach

AHEAD = 3_600_000
"""ms that a box's clock may be ahead (edges.seen keeps nothing later than central heard of it)."""


@dataclass
class Inside:
    """Of a place, or of a house: houses with a box, of which so many are silent; people who live there by its stays;
    people who were let in lately.
    """

    houses: int = 0
    silent: int = 0
    living: int = 0
    seen: int = 0

    def add(self, other: "Inside") -> None:
        """With another's."""
        self.houses += other.houses
        self.silent += other.silent
        self.living += other.living
        self.seen += other.seen

    @property
    def seen_shown(self) -> int | None:
        """How many were seen; None where they are so few that it would tell who, or that nobody is at home."""
        return None if self.seen < edges.FEWEST else self.seen


@dataclass(frozen=True)
class Part:
    """A place with all below it."""

    place: PlaceRow
    inside: Inside = field(default_factory=Inside)


@dataclass(frozen=True)
class House:
    """A house with a box."""

    box: BoxRow
    inside: Inside


def by_house(session: Session, reach: Reach, since: int, now: int) -> list[House]:
    """The houses within reach whose box is not shut out, by name. since: who was let in then or later (Unix ms)."""
    seen, living = _seen(session, since, now), _living(session)
    found = (box for box in edges.boxes(session, reach) if box.revoked_at is None)
    return [
        House(box, Inside(1, int(edges.is_silent(box.last_seen, now)), living.get(box.id, 0), seen.get(box.id, 0)))
        for box in found
    ]


def by_place(session: Session, reach: Reach, houses: list[House]) -> list[Part]:
    """The same by place, down to the grids, each with all below it, in the order of the tree."""
    rows = places.places(session, reach)
    known = {row.id: row for row in rows}
    parts = {row.id: Part(row) for row in rows if row.kind is not Kind.BUILDING}
    for house in houses:
        place = known.get(house.box.place_id)
        around = [int(number) for number in place.path.strip("/").split("/")] if place else []
        for number in around:
            if number in parts:
                parts[number].inside.add(house.inside)
    return [part for part in parts.values() if part.inside.houses]


def _seen(session: Session, since: int, now: int) -> Mapping[int, int]:
    last = edges.last_seen(since).subquery()
    counted = select(last.c.box_id, func.count()).where(last.c.at <= now + AHEAD).group_by(last.c.box_id)
    return Counter({box_id: int(number) for box_id, number in session.execute(counted)})


def _living(session: Session) -> Mapping[int, int]:
    """As the houses' list has it: the places of stays that run."""
    counted = select(room.c.box_id, func.sum(stay.c.places)).join(room, room.c.id == stay.c.room_id)
    runs = stay.c.state == StayState.RUNNING.value, room.c.box_id.is_not(None)
    return {box_id: int(number) for box_id, number in session.execute(counted.where(*runs).group_by(room.c.box_id))}
