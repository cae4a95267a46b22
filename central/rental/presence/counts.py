"""How many are in, house by house and place by place: people who were let in within the last hours, each once.

It follows from the entries to the row. What fewer than FEWEST people make is not said: it would tell who is home. Nor
is what that would follow from (unsaid.py), which is found for the whole town whoever asks: two who look after parts of
it add up no more than one who looks after all.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import BoxRow
from central.place import service as places
from central.place.service import Kind, PlaceRow
from central.rental.presence.unsaid import Cell, unsaid
from central.rental.rules import StayState
from central.rental.tables import room, stay
from central.web.grants import EVERYWHERE

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


@dataclass(frozen=True)
class Part:
    """A place with all below it. is_said: whether it may be told how many were let in."""

    place: PlaceRow
    inside: Inside
    is_said: bool


@dataclass(frozen=True)
class House:
    """A house with a box. is_said: as of a place."""

    box: BoxRow
    inside: Inside
    is_said: bool


@dataclass(frozen=True)
class Town:
    """The places with houses, in the order of the tree, down to the grids; and the houses, by name."""

    parts: Sequence[Part]
    houses: Sequence[House]

    def within(self, numbers: Collection[int]) -> "Town":
        """What of it stands at places of these numbers."""
        return Town(
            [part for part in self.parts if part.place.id in numbers],
            [house for house in self.houses if house.box.place_id in numbers],
        )


def town(session: Session, since: int, now: int) -> Town:
    """All places, and all houses whose box is not shut out. since: who was let in then or later (Unix ms)."""
    seen, living = _seen(session, since, now), _living(session)
    boxes = [box for box in edges.boxes(session) if box.revoked_at is None]
    inside = {
        box.id: Inside(1, int(edges.is_silent(box.last_seen, now)), living.get(box.id, 0), seen.get(box.id, 0))
        for box in boxes
    }
    rows = {row.id: row for row in places.places(session, EVERYWHERE)}
    above = {box.id: _around(rows.get(box.place_id), rows) for box in boxes}
    wholes: dict[int, Inside] = defaultdict(Inside)
    for box in boxes:
        for number in above[box.id]:
            wholes[number].add(inside[box.id])
    parts = {number: wholes[number] for number in rows if number in wholes}
    left = _unsaid(parts, inside, {number: _around(rows[number], rows)[:-1] for number in parts}, above)
    return Town(
        [Part(rows[number], whole, ("place", number) not in left) for number, whole in parts.items()],
        [House(box, inside[box.id], ("box", box.id) not in left) for box in boxes],
    )


def _around(place: PlaceRow | None, rows: Mapping[int, PlaceRow]) -> list[int]:
    """The places around one, the widest first, and itself; buildings are none."""
    numbers = [int(number) for number in place.path.strip("/").split("/")] if place else []
    return [number for number in numbers if number in rows and rows[number].kind is not Kind.BUILDING]


def _unsaid(
    parts: Mapping[int, Inside],
    houses: Mapping[int, Inside],
    around: Mapping[int, Sequence[int]],
    above: Mapping[int, Sequence[int]],
) -> set[tuple[str, int]]:
    """around: of a place the places around it, above: of a house."""

    def innermost(numbers: Sequence[int]) -> tuple[str, int] | None:
        return ("place", numbers[-1]) if numbers else None

    wholes = sorted(parts, key=lambda number: len(around[number]))
    cells = {("place", number): Cell(parts[number].seen, innermost(around[number])) for number in wholes}
    cells |= {("box", number): Cell(inside.seen, innermost(above[number])) for number, inside in houses.items()}
    return unsaid(cells, edges.FEWEST)


def _seen(session: Session, since: int, now: int) -> Mapping[int, int]:
    last = edges.last_seen(since).subquery()
    counted = select(last.c.box_id, func.count()).where(last.c.at <= now + AHEAD).group_by(last.c.box_id)
    return Counter({box_id: int(number) for box_id, number in session.execute(counted)})


def _living(session: Session) -> Mapping[int, int]:
    """As the houses' list has it: the places of stays that run."""
    counted = select(room.c.box_id, func.sum(stay.c.places)).join(room, room.c.id == stay.c.room_id)
    runs = stay.c.state == StayState.RUNNING.value, room.c.box_id.is_not(None)
    return {box_id: int(number) for box_id, number in session.execute(counted.where(*runs).group_by(room.c.box_id))}
