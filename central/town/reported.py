"""Writes what landlords had to report in the last weeks: tenants who came and who left, in time, late, or not yet.

Past the service of the clocks, since there are thousands of them; each ran as it would have.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec
from sqlalchemy import func, select

from central.clock import service as clocks
from central.clock.service import Act, Calendar, Course, Due, Event, Rule, State, Subject
from central.clock.tables import clock, clock_event
from central.rental.housing import deadlines
from central.rental.reporting.duties import STAY
from central.rental.rules import DAY, RegistrationState, StayState
from central.rental.stays import BY_TIME
from central.town.households import HOUR
from central.town.inhabitants import Room, Stay
from central.town.staff import landlord_id
from central.town.town import Town
from central.town.writing import Rows

LATELY: Final = 40
"""Days that are written of."""
_SAID: Final = (*(10 * HOUR,) * 8, 2 * DAY, 2 * DAY, 6 * DAY, None)
"""How long after the last day a landlord says that they left, one end after the other; None: not yet."""
_CLOCK: Final = (
    "id",
    "rule",
    "terms",
    "subject_kind",
    "subject_id",
    "owner",
    "state",
    "started_at",
    "extended",
    "due_at",
    "is_provisional",
    "calendar",
    "next_stage",
    "ended_at",
    "place_id",
)
_EVENT: Final = ("clock_id", "at", "event", "by", "why", "due_at")


@dataclass(frozen=True)
class _Run:
    """A duty of a landlord's, since when (Unix ms), and when it was met; None: it runs."""

    rule: Rule
    stay: Stay
    since: int
    met_at: int | None


def write(rows: Rows, town: Town) -> None:
    """First those that run on, by the clocks' own acts; then those that were met, many at once."""
    rooms, calendar = {room.id: room for room in town.living.rooms}, clocks.load(rows.session, town.office)
    runs = [run for run in _runs(town) if not rooms[run.stay.room_id].spot.is_owned]
    for run in runs:
        if run.met_at is None:
            owner, place = _seat(rooms[run.stay.room_id])
            act = Act(BY_TIME, "the day has come", run.since)
            clocks.start(rows.session, calendar, run.rule, _subject(run), act, owner=owner, place_id=place)
    first = (rows.session.scalar(select(func.max(clock.c.id))) or 0) + 1
    _put_met(rows, calendar, [(run, rooms[run.stay.room_id]) for run in runs if run.met_at is not None], first)
    rows.number_on(clock, clock_event)


def _runs(town: Town) -> Iterator[_Run]:
    known = _first_known(town)
    for stay in town.living.stays:
        if stay.state in (StayState.RUNNING, StayState.ENDED) and stay.begin > town.now - LATELY * DAY:
            yield _Run(deadlines.LETTING, stay, stay.begin, known.get(stay.id))
        if stay.state is StayState.ENDED and stay.until > town.now - LATELY * DAY:
            said = _SAID[stay.id % len(_SAID)]
            is_said = said is not None and stay.until + said < town.now
            yield _Run(deadlines.END, stay, stay.until, stay.until + said if said is not None and is_said else None)


def _first_known(town: Town) -> dict[int, int]:
    """Stay → when the first of its people was known by name."""
    found: dict[int, int] = {}
    for person in town.living.people:
        if person.state is not RegistrationState.WAITING:
            found[person.stay_id] = min(person.registered_at, found.get(person.stay_id, person.registered_at))
    return found


def _put_met(rows: Rows, calendar: Calendar, met: list[tuple[_Run, Room]], first: int) -> None:
    @cache
    def due(rule: Rule, since: int) -> Due:
        return clocks.due(rule, Course(since), calendar)

    ended: list[tuple[object, ...]] = []
    story: list[tuple[object, ...]] = []
    for number, (run, room) in enumerate(met, first):
        owner, place = _seat(room)
        ends = due(run.rule, run.since)
        terms, subject = msgspec.json.encode(run.rule).decode(), _subject(run)
        row = (number, run.rule.name, terms, subject.kind, subject.id, owner, State.MET.value, run.since, 0, ends.at)
        ended.append((*row, ends.is_provisional, calendar.mark, 0, run.met_at, place))
        story.append((number, run.since, Event.STARTED.value, BY_TIME, "the day has come", ends.at))
        story.append((number, run.met_at, Event.MET.value, owner, "it was reported", ends.at))
    rows.put(clock, _CLOCK, ended)
    rows.put(clock_event, _EVENT, story)


def _seat(room: Room) -> tuple[str, int]:
    """Who has to see to it, and where it lies."""
    house = room.spot.house
    return f"landlord:{landlord_id(house.landlord)}", house.place_id


def _subject(run: _Run) -> Subject:
    return Subject(STAY, str(run.stay.id))
