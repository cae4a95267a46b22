"""The lists of clocks as pages and files show them: the open ones, by how pressing they are, and those that ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, true

from central.clock import views, words
from central.clock.days import Calendar
from central.clock.states import State
from central.clock.tables import clock
from central.clock.views import ClockRow, When
from central.web import moments
from central.web.filters import from_day, to_day, words_in
from central.web.grants import Reach
from central.web.lists import Column, Filter, Listing


@dataclass(frozen=True)
class Shown:
    """Which of the lists, counted by which calendar at what moment (Unix ms), and how far who looks sees."""

    when: When
    calendar: Calendar
    now: int
    reach: Reach


def _chosen(shown: Shown) -> Select[Any]:
    return views.chosen(shown.when, shown.calendar, shown.now, shown.reach)


def _read(rows: Iterable[Any]) -> list[ClockRow]:
    return views.clock_rows(rows, moments.now())


def _due(row: ClockRow) -> Any:
    """While it is paused nobody knows."""
    return None if row.state is State.PAUSED else moments.local(row.due_at)


_WHAT: Sequence[Column[ClockRow]] = (
    Column("what", _("What"), lambda row: words.rule(row.rule)),
    Column("about", _("About"), lambda row: words.about(row.subject)),
    Column("owner", _("Who sees to it"), lambda row: words.owner(row.owner)),
    Column("state", _("State"), lambda row: words.sign(row.state)[2]),
    Column("started", _("Started"), lambda row: moments.local(row.started_at), on_page=False),
)
_PROVISIONAL: Column[ClockRow] = Column("provisional", _("provisional"), lambda row: row.is_provisional, on_page=False)
_LATE: Column[ClockRow] = Column("late", _("late"), lambda row: row.is_late, on_page=False)
_SHOW = Filter("show", "", lambda _value: true(), kind="hidden")
_NAME = clock.c.subject_kind + " " + clock.c.subject_id
_ABOUT = words_in("q", _("About, or who sees to it"), _NAME, clock.c.owner)

CLOCKS: Listing[ClockRow, Shown] = Listing(
    "clocks",
    _("Deadlines"),
    (*_WHAT, Column("due", _("Due"), _due, clock.c.due_at), _PROVISIONAL, _LATE),
    clock.c.id,
    _chosen,
    _read,
    "due",
    (_SHOW, _ABOUT, from_day("from", _("Due from"), clock.c.due_at), to_day("to", _("Due to"), clock.c.due_at)),
)
ENDED_CLOCKS: Listing[ClockRow, Shown] = Listing(
    "ended-clocks",
    _("Ended deadlines"),
    (*_WHAT, Column("ended", _("Ended"), lambda row: moments.local(row.ended_at or 0), clock.c.ended_at), _LATE),
    clock.c.id,
    _chosen,
    _read,
    "-ended",
    (_SHOW, _ABOUT, from_day("from", _("Ended from"), clock.c.ended_at), to_day("to", _("Ended to"), clock.c.ended_at)),
)
