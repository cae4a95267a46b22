"""How long people waited at front desks, day by day: a list that is sent up as a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Integer, Select, Text, func, literal_column, select

from central import db
from central.place import service as places
from central.rental.desk import queue
from central.rental.desk.queue import TicketState, Times, Waits
from central.rental.desk.tables import hall, ticket
from central.rental.reports.listed.registry import Listed
from central.rental.scope import Scope
from central.web.filters import words_in
from central.web.lists import Column, Filter, Listing

MINUTE: Final = 60_000


@dataclass(frozen=True)
class HallDay:
    """A day in a hall."""

    id: int
    hall_id: int
    hall: str
    day: str
    waits: Waits


_ID: Final = literal_column("taken.id", Integer)
_DAY: Final[ColumnElement[str]] = literal_column("taken.day", Text)


def chosen(scope: Scope) -> Select[Any]:
    """Every day on which somebody took a number in a hall within reach; its first number names it."""
    of_day = select(func.min(ticket.c.id).label("id"), ticket.c.hall_id, ticket.c.day)
    taken = of_day.group_by(ticket.c.hall_id, ticket.c.day).subquery("taken")
    found = select(taken, hall.c.name).join(hall, hall.c.id == taken.c.hall_id)
    return found.where(places.within(scope.reach, hall.c.place_id))


def rows_of(rows: Iterable[Any]) -> list[HallDay]:
    """Rows of the database as the page knows them; the numbers of all these days are read at once."""
    found = list(rows)
    columns = (ticket.c[name] for name in ("hall_id", "day", "taken_at", "called_at", "ended_at", "state"))
    wanted = ticket.c.hall_id.in_({row.hall_id for row in found}), ticket.c.day.in_({row.day for row in found})
    numbers: dict[tuple[int, str], list[Times]] = {}
    for hall_id, day, taken, called, ended, state in db.session().execute(select(*columns).where(*wanted)):
        numbers.setdefault((hall_id, day), []).append(Times(taken, called, ended, TicketState(state)))
    return [
        HallDay(row.id, row.hall_id, row.name, row.day, queue.waits(numbers.get((row.hall_id, row.day), ())))
        for row in found
    ]


def _minutes(name: str, label: Any) -> Column[HallDay]:
    def value(row: HallDay) -> float | None:
        lasted = getattr(row.waits, name)
        return None if lasted is None else round(lasted / MINUTE, 1)

    return Column(name.replace("_", "-"), label, value)


def _day(name: str, label: Any, *, is_first: bool) -> Filter:
    def condition(value: str) -> ColumnElement[bool] | None:
        try:
            day = date.fromisoformat(value).isoformat()
        except ValueError:
            return None
        return day <= _DAY if is_first else day >= _DAY

    return Filter(name, label, condition, kind="date")


REPORT: Final = Listed(
    Listing[HallDay, Scope](
        "waiting",
        _("Waiting at front desks"),
        (
            Column("hall", _("Hall"), lambda row: row.hall, hall.c.name),
            Column("day", _("Day"), lambda row: row.day, _DAY),
            Column("taken", _("Numbers"), lambda row: row.waits.taken),
            _minutes("wait", _("Half waited at most, min")),
            _minutes("wait_p90", _("Nine in ten waited at most, min")),
            _minutes("service", _("Half were served within, min")),
            _minutes("service_p90", _("Nine in ten within, min")),
            Column("missed", _("Were not there"), lambda row: row.waits.missed),
        ),
        _ID,
        chosen,
        rows_of,
        "-day",
        (
            words_in("q", _("Hall"), hall.c.name),
            _day("from", _("First day"), is_first=True),
            _day("to", _("Last day"), is_first=False),
        ),
    ),
    _("Each day in each hall: how many numbers were taken, how long people waited, and how long they were served."),
    lambda row: url_for("halls.hall", hall_id=row.hall_id),
)
