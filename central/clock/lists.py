"""The lists of clocks as pages and files show them: the open ones, by how pressing they are, and those that ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, case, func, literal, or_, true

from central.clock import views, words
from central.clock.days import Calendar
from central.clock.states import State
from central.clock.tables import clock
from central.clock.views import ClockRow, When
from central.web import moments
from central.web.filters import from_day, to_day
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


def _found_by(typed: str) -> ColumnElement[bool]:
    """By the words that stand on the page, in the reader's language; by the stored ones too, as links have them."""
    kinds = {kind: _written(shown, clock.c.subject_id) for kind, shown in words.SUBJECTS.items()}
    landlord = _written(words.OWNERS["landlord"], func.substr(clock.c.owner, len("landlord:") + 1))
    roles = {code: literal(str(shown)) for code, shown in words.OWNERS.items() if code.startswith("role:")}
    about = case(kinds, value=clock.c.subject_kind, else_="")
    owner = case((clock.c.owner.startswith("landlord:"), landlord), else_=case(roles, value=clock.c.owner, else_=""))
    found = (about, owner, _NAME, clock.c.owner)
    return or_(*(func.lower(column).contains(typed.lower(), autoescape=True) for column in found))


def _written(shown: Any, number: ColumnElement[str]) -> ColumnElement[str]:
    """What stands on the page for a number: "Stay 12"."""
    before, mark, after = str(shown % {"number": "\0"}).partition("\0")
    return literal(before) + number + literal(after) if mark else literal(before)


_ABOUT = Filter("q", _("About, or who sees to it"), _found_by)

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
