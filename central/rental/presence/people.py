"""What is so of people and rooms, by who was let in and who has registered. Times are Unix ms.

Of a box that is silent, or has a backlog to send, nothing new is said: its entries are not here yet, and what is open
stays so. Nor of whoever has no way to open, such as small children, who are never seen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import BoxRow, Told
from central.rental.guests import counting
from central.rental.housing import crowding, settings
from central.rental.housing.assigning import measures_of
from central.rental.housing.tables import building, stay_exception
from central.rental.presence.kinds import DAY, HOUR, MINUTE, NEVER_HOME
from central.rental.rules import RegistrationState, StayState
from central.rental.tables import registration, room, stay
from central.work import service as work
from central.work.service import Fact

LINGERS: Final = 7 * DAY
"""So long somebody who came in once, and is not registered, is still to be asked, from when central heard of it."""
OLDEST: Final = 30 * DAY
"""What a box tells that is older is no work: who was not seen for so long is taken for gone (kinds.UNSEEN)."""
SETTLED: Final = 10 * MINUTE
"""So long ago an entry has to be: a registration that came with it is read by then."""
REACHED: Final = HOUR
"""A box that hears that somebody may no longer enter still lets them in for a while."""
HEARD: Final = DAY
"""A box that was silent for longer is not judged by."""
LIVES = (RegistrationState.GRANTED.value, RegistrationState.PROVISIONAL.value)
"""Who may enter."""


@dataclass(frozen=True)
class House:
    """Where somebody lives: what it is called, and at which place."""

    name: str
    place_id: int


def unregistered(session: Session, hours: int, now: int) -> Iterator[Fact]:
    """People let in whom nobody has accepted."""
    rows, since = _strangers(session, now), now - hours * HOUR
    # A box may have been silent until today: what it tells now is news, though it is older.
    late = edges.heard_lately(session, {row.person for row in rows if row.at < since}, now - LINGERS)
    boxes, told = _boxes(session), edges.told(session)
    for box_id, person, at in rows:
        box, behind = boxes[box_id], told.get(box_id, edges.NOTHING)
        # As the list of entries calls them.
        about = f"{box.name} · {person[:6]}"
        is_settled = at <= now - SETTLED and behind.since(at + SETTLED)
        if (heard := max(at, late.get((box_id, person), 0))) >= now - LINGERS:
            yield Fact("person", f"{box_id}:{person}", about, box.place_id, opens=is_settled and heard >= since)


def unseen(session: Session, days: int, now: int) -> Iterator[Fact]:
    """People who live in a room, but for those of rooms where nobody is ever home."""
    houses = _houses(session)
    forsaken = _forsaken(session, work.number(session, NEVER_HOME.name, NEVER_HOME.usual), now)
    told = {room_id for room_id, row in forsaken.items() if houses.are_heard(row, now)}
    for row in _away(session, days, now):
        if row.room_id not in told:
            yield _of_room(row, "registration", row.id, houses, opens=houses.are_heard(row, now))


def never_home(session: Session, days: int, now: int) -> Iterator[Fact]:
    """Rooms that are let, and nobody of them was seen."""
    houses = _houses(session)
    for room_id, row in _forsaken(session, days, now).items():
        yield _of_room(row, "room", room_id, houses, opens=houses.are_heard(row, now))


def over_full(session: Session, more: int, _now: int) -> Iterator[Fact]:
    """Rooms in which more people are registered than may live there."""
    people = func.count(registration.c.id)
    runs = and_(stay.c.room_id == room.c.id, stay.c.state == StayState.RUNNING.value)
    here = and_(registration.c.stay_id == stay.c.id, registration.c.state.in_(LIVES))
    strangers = func.count(registration.c.id).filter(stay_exception.c.stay_id.is_(None))
    named = room.c.id.label("room_id"), room.c.name.label("room")
    chosen = select(room, *named, people.label("people"), strangers.label("strangers"))
    chosen = chosen.join(stay, runs).join(registration, here)
    chosen = chosen.outerjoin(stay_exception, stay_exception.c.stay_id == stay.c.id).group_by(room.c.id)
    standard, houses = settings.load(session).standard, _houses(session)
    for row in session.execute(chosen):
        found = crowding.excesses_of(standard, measures_of(row), row.people, row.strangers)
        if any(each.people - each.most >= more for each in found):
            yield _of_room(row, "room", row.room_id, houses)


def _strangers(session: Session, now: int) -> list[Any]:
    """Box, person and moment of who was let in, and was neither accepted nor a guest then."""
    last = edges.last_seen(now - OLDEST).subquery()
    known = and_(registration.c.box_id == last.c.box_id, registration.c.person == last.c.person)
    is_over = and_(registration.c.state.not_in(LIVES), last.c.at > registration.c.changed_at + REACHED)
    chosen = select(last).outerjoin(registration, known).where(or_(registration.c.id.is_(None), is_over))
    return list(session.execute(chosen.where(~counting.was_guest(last.c.person, last.c.at - REACHED))))


def _away(session: Session, days: int, now: int) -> list[Any]:
    """Who has lived in a room for so long, may enter, has a way to, and was not let in since, by what is here."""
    since = now - days * DAY
    last = edges.last_seen(since).subquery()
    same = and_(last.c.box_id == registration.c.box_id, last.c.person == registration.c.person)
    lived = registration.c.registered_at < since, stay.c.begin < since, stay.c.until > now
    may = registration.c.state.in_(LIVES), registration.c.ways != "", stay.c.state == StayState.RUNNING.value
    rows = session.execute(_living().outerjoin(last, same).where(*lived, *may, last.c.at.is_(None)))
    there = {box.id for box in _boxes(session).values() if box.revoked_at is None and box.claimed_at <= since}
    return [row for row in rows if row.box_id in there]


def _forsaken(session: Session, days: int, now: int) -> dict[int, Any]:
    """Rooms nobody of whose people was let in for so long → one of these."""
    empty = _empty(session, now - days * DAY)
    return {row.room_id: row for row in _away(session, days, now) if row.room_id in empty}


def _empty(session: Session, since: int) -> set[int]:
    """Rooms nobody of whose people was let in since."""
    last = edges.last_seen(since).subquery()
    same = and_(last.c.box_id == registration.c.box_id, last.c.person == registration.c.person)
    runs = registration.c.state.in_(LIVES), stay.c.state == StayState.RUNNING.value
    counted = select(stay.c.room_id).join(registration, registration.c.stay_id == stay.c.id).outerjoin(last, same)
    return set(session.scalars(counted.where(*runs).group_by(stay.c.room_id).having(func.count(last.c.at) == 0)))


def _living() -> Select[Any]:
    columns = registration.c.id, registration.c.box_id, room.c.id.label("room_id"), room.c.name.label("room")
    query = select(*columns, room.c.building_id).join(stay, stay.c.id == registration.c.stay_id)
    return query.join(room, room.c.id == stay.c.room_id)


def _of_room(row: Any, kind: str, number: int, houses: "_Houses", *, opens: bool = True) -> Fact:
    house = houses.of(row.building_id, row.box_id)
    return Fact(kind, str(number), f"{house.name}, {row.room}", house.place_id, opens)


@dataclass(frozen=True)
class _Houses:
    """Buildings and boxes by number."""

    buildings: dict[int, House]
    boxes: dict[int, BoxRow]
    told: Mapping[int, Told]

    def of(self, building_id: int | None, box_id: int | None) -> House:
        """What a house is called, and where it stands: where its box does, if there is one."""
        box, known = self.boxes.get(box_id or 0), self.buildings.get(building_id or 0)
        name = known.name if known else box.name if box else ""
        return House(name, box.place_id if box else known.place_id if known else 1)

    def are_heard(self, row: Any, now: int) -> bool:
        """Whether the box of a row speaks, and has told its entries up to lately: one may have days of them to send."""
        speaks = (self.boxes[row.box_id].last_seen or 0) > now - HEARD
        return speaks and self.told.get(row.box_id, edges.NOTHING).since(now - HEARD)


def _houses(session: Session) -> _Houses:
    rows: Iterable[Any] = session.execute(select(building.c.id, building.c.name, building.c.place_id))
    buildings = {row.id: House(row.name, row.place_id) for row in rows}
    return _Houses(buildings, _boxes(session), edges.told(session))


def _boxes(session: Session) -> dict[int, BoxRow]:
    return {box.id: box for box in edges.boxes(session)}
