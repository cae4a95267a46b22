"""What each figure of a report counts: the reports of domain.md 1.13 and 1.14, as far as central knows it.

A figure and the list it opens to go by one and the same condition, so they can't differ.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any, Final

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Text, and_, cast, not_, select, true

from central import db
from central.clock import service as clocks
from central.rental import asking, rules
from central.rental.housing import hazards, judging, tiers, words
from central.rental.housing.hazards import HazardState
from central.rental.housing.room_states import RoomState
from central.rental.housing.tables import building, hazard, inspection
from central.rental.housing.views import LET
from central.rental.registers.tables import register_row
from central.rental.reports import subjects
from central.rental.reports.listed import crowded
from central.rental.reports.period import Period
from central.rental.reports.subjects import Subject
from central.rental.rules import RegistrationState, StayState
from central.rental.tables import registration, room, stay
from central.web import moments
from wire.kinds import Method

LAWFUL_DAYS: Final = 3
"""Working days after the letting until it is registered (浙江省流动人口居住登记条例, article 9)."""

Condition = Callable[[Period], ColumnElement[bool]]


@unique
class Table(Enum):
    """A table of a report; they stand in this order. is_of_period: else it says how things are now."""

    HOUSES = (_("Houses"), False)
    ROOMS = (_("Rooms"), False)
    PEOPLE = (_("People"), False)
    COMING = (_("Coming and going"), True)
    SAFETY = (_("Hazards and rectification"), True)

    @property
    def title(self) -> Any:
        """What it is called."""
        return self.value[0]

    @property
    def is_of_period(self) -> bool:
        """Whether it tells what happened in the period."""
        return bool(self.value[1])


@dataclass(frozen=True)
class Measure:
    """A figure: how many of a subject's rows fulfil `base` and `condition`. Those of one base are counted together."""

    table: Table
    label: Any
    subject: Subject
    base: Condition
    condition: Condition

    def holds(self, period: Period) -> ColumnElement[bool]:
        """Whether a row is counted."""
        return and_(self.base(period), self.condition(period))


def _in(column: ColumnElement[Any]) -> Condition:
    """It happened within the period."""

    def condition(period: Period) -> ColumnElement[bool]:
        begin, end = period.moments(moments.zone())
        return and_(column >= begin, column < end)

    return condition


def _both(*conditions: Condition) -> Condition:
    return lambda period: and_(*(each(period) for each in conditions))


def _now(condition: Callable[[], ColumnElement[bool]]) -> Condition:
    return lambda _period: condition()


def _all(_period: Period) -> ColumnElement[bool]:
    return true()


def _coloured(colour: str) -> Measure:
    label = words.TIERS[colour][2] if colour else _("Not judged yet")
    return Measure(Table.HOUSES, label, subjects.HOUSES, _all, _now(lambda: building.c.tier == colour))


def _rooms(label: Any, *states: str) -> Measure:
    return Measure(Table.ROOMS, label, subjects.ROOMS, _all, _now(lambda: room.c.state.in_(states)))


def _hazards(label: Any, condition: Condition) -> Measure:
    return Measure(Table.SAFETY, label, subjects.HAZARDS, _all, condition)


def _runs() -> ColumnElement[bool]:
    return stay.c.state == StayState.RUNNING.value


def _unregistered() -> ColumnElement[bool]:
    """Somebody lives there for longer than the law gives, and nobody has registered."""
    known = select(registration.c.id).where(
        registration.c.stay_id == stay.c.id, registration.c.state.in_([state.value for state in rules.OPEN])
    )
    return and_(_runs(), stay.c.begin < _lawful(), not_(known.exists()))


def _lawful() -> int:
    """Whoever has come before this moment should have been registered by now, Unix ms."""
    calendar = clocks.load(db.session(), clocks.office())
    day = clocks.take_working_days(calendar, asking.today(), LAWFUL_DAYS)
    return calendar.moment(day)


def _by_face() -> ColumnElement[bool]:
    """They may enter by a face, too: one of the words that stand there, and in no other way's name."""
    return registration.c.ways.like(f"%{Method.FACE}%")


def _is_late() -> ColumnElement[bool]:
    return cast(hazard.c.id, Text).in_(clocks.late_subjects(judging.KIND))


def _since_within(period: Period) -> ColumnElement[bool]:
    first, last = period.first.isoformat(), period.last.isoformat()
    return and_(register_row.c.since >= first, register_row.c.since <= last)


_OPEN: Final = _now(lambda: hazard.c.state.in_([state.value for state in hazards.COUNT]))
_CLOSED: Final = _both(_now(lambda: hazard.c.state == HazardState.CLOSED.value), _in(hazard.c.closed_at))

_RUNNING: Final = _now(_runs)
_GRANTED: Final = _now(lambda: registration.c.state == RegistrationState.GRANTED.value)

MEASURES: Final[Mapping[str, Measure]] = {
    "houses": Measure(Table.HOUSES, _("Houses"), subjects.HOUSES, _all, _all),
    **{colour or "unjudged": _coloured(colour) for colour in (*tiers.COLOURS, "")},
    "again": Measure(
        Table.HOUSES,
        _("To be looked at again"),
        subjects.HOUSES,
        _all,
        _now(lambda: building.c.look_again_at < moments.now()),
    ),
    "rooms": Measure(Table.ROOMS, _("Rooms"), subjects.ROOMS, _all, _all),
    "let": _rooms(_("Let"), *LET),
    "vacant": _rooms(_("Vacant"), RoomState.VACANT.value),
    "reserved": _rooms(_("Reserved"), RoomState.RESERVED.value),
    "blocked": _rooms(_("Suspended by order"), RoomState.BLOCKED.value),
    "crowded": Measure(Table.ROOMS, _("Over-full"), subjects.ROOMS, _all, _now(crowded.condition)),
    "stays": Measure(Table.PEOPLE, _("Stays now"), subjects.STAYS, _RUNNING, _all),
    "unregistered": Measure(
        Table.PEOPLE, _("Nobody registered after 3 working days"), subjects.STAYS, _RUNNING, _now(_unregistered)
    ),
    "may-enter": Measure(Table.PEOPLE, _("May enter"), subjects.PEOPLE, _GRANTED, _all),
    # No list of those without: nobody is to be asked why.
    "by-face": Measure(Table.PEOPLE, _("of these by face too"), subjects.PEOPLE, _GRANTED, _now(_by_face)),
    "entries": Measure(Table.PEOPLE, _("Entries of registers"), subjects.ENTRIES, _all, _all),
    "arrivals": Measure(
        Table.COMING,
        _("Stays begun"),
        subjects.STAYS,
        _both(_now(lambda: stay.c.state.in_([StayState.RUNNING.value, StayState.ENDED.value])), _in(stay.c.begin)),
        _all,
    ),
    "departures": Measure(
        Table.COMING,
        _("Stays ended"),
        subjects.STAYS,
        _both(_now(lambda: stay.c.state == StayState.ENDED.value), _in(stay.c.ended_at)),
        _all,
    ),
    "registered": Measure(
        Table.COMING, _("Registered at a door"), subjects.PEOPLE, _in(registration.c.registered_at), _all
    ),
    "brought": Measure(Table.COMING, _("Came, as registers say"), subjects.ENTRIES, _all, _since_within),
    "inspections": Measure(Table.SAFETY, _("Inspections"), subjects.INSPECTIONS, _in(inspection.c.at), _all),
    "found": _hazards(_("Hazards found"), _in(hazard.c.found_at)),
    "gone": _hazards(_("Seen to be gone"), _CLOSED),
    "in-time": _hazards(_("of these in time"), _both(_CLOSED, _now(lambda: not_(_is_late())))),
    "open": _hazards(_("Open now"), _OPEN),
    "overdue": _hazards(_("of these overdue"), _both(_OPEN, _now(_is_late))),
}
"""Code → figure, in the order they stand."""


def of_table(table: Table) -> Sequence[tuple[str, Measure]]:
    """The figures of one table."""
    return [(code, measure) for code, measure in MEASURES.items() if measure.table is table]
