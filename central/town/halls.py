"""Writes halls of front desks, and the numbers that were taken in them in the last days: also today's, up to now."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Final

from central.clock.service import Calendar, load
from central.place.rules import Kind
from central.rental.desk.queue import TicketState
from central.rental.desk.tables import hall, ticket
from central.rental.rules import DAY
from central.town.dice import dice, token
from central.town.rhythm import Day
from central.town.town import BY, Town
from central.town.writing import Rows
from central.web.grants import TOWN
from central.web.roles import Role

MINUTE: Final = 60_000
DAYS: Final = 8
COUNTERS: Final = 2
NUMBERS: Final = (40, 75)
"""Of a hall and a day, from and to."""
_SERVED: Final = 10
"""Minutes that somebody is served for, on the average."""
_MISSED: Final = 0.05
_TICKET: Final = ("hall_id", "day", "number", "state", "taken_at", "called_at", "counter", "called_by", "ended_at")
_Ticket = tuple[int, str, int, str, int, int | None, int | None, str | None, int | None]


def write(rows: Rows, town: Town) -> None:
    """One in the town hall, and one in the first community."""
    areas = [place for place in town.layout.places if place.kind is Kind.AREA and place.name.endswith("社区")]
    places = {TOWN: "镇便民服务中心", **{place.id: f"{place.name}便民服务站" for place in areas[:1]}}
    seats = enumerate(places.items(), 1)
    made = [
        (number, place, name, COUNTERS, token(town.seed, "hall", number, 32), town.began, BY)
        for number, (place, name) in seats
    ]
    rows.put(hall, ("id", "place_id", "name", "counters", "screen", "made_at", "made_by"), made)
    calendar = load(rows.session, town.office)
    for number, *_ in made:
        for day in town.days[-DAYS:]:
            rows.put(ticket, _TICKET, list(_numbers(town, calendar, number, day)))
    rows.number_on(hall)


def _numbers(town: Town, calendar: Calendar, number: int, day: Day) -> Iterator[_Ticket]:
    """Of one day, in their order; each goes to the counter that is free first."""
    date = datetime.fromtimestamp(day.begin / 1000, town.office.zone).date()
    if not calendar.is_working(date):
        return
    chance = dice(town.seed, "numbers", number, day.number)
    free = [calendar.moment(date, town.office.hours.opens)] * COUNTERS
    for count, taken in enumerate(_taken(town, chance.random(int(chance.integers(*NUMBERS))).tolist(), day), 1):
        counter = free.index(min(free))
        called = max(taken, free[counter]) + MINUTE // 4
        lasts, is_missed = int(chance.exponential(_SERVED * MINUTE)) + MINUTE, chance.random() < _MISSED
        free[counter] = called + (MINUTE if is_missed else lasts)
        if taken <= town.now:
            state = TicketState.MISSED if is_missed else TicketState.SERVED
            yield (number, str(date), count, *_standing(state, taken, called, free[counter], counter + 1, town.now))


def _taken(town: Town, shares: Sequence[float], day: Day) -> list[int]:
    """Moments within the hours of the office."""
    spans = [
        (day.begin + _of_day(begin), day.begin + _of_day(end) - DAY // 48) for begin, end in town.office.hours.spans
    ]
    return sorted(
        begin + int((end - begin) * (share * len(spans) % 1))
        for share in shares
        for begin, end in [spans[int(share * len(spans))]]
    )


def _of_day(at: time) -> int:
    return (at.hour * 60 + at.minute) * MINUTE


def _standing(
    state: TicketState, taken: int, called: int, ended: int, counter: int, now: int
) -> tuple[str, int, int | None, int | None, str | None, int | None]:
    """As far as it has come by now."""
    if called > now:
        return TicketState.WAITING.value, taken, None, None, None, None
    is_over = ended <= now
    shown = state if is_over else TicketState.CALLED
    return shown.value, taken, called, counter, Role.REGISTRAR.value, ended if is_over else None
