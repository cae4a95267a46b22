"""The lists of work items, as pages and files show them: the open ones and those that are closed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, func, true

from central import db
from central.account import service as account
from central.place.choosing import in_place
from central.place.service import within
from central.web import moments
from central.web.filters import from_day, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Filter, Listing
from central.web.visitor import present_visitor
from central.work import views, words
from central.work.keeping import kinds_of
from central.work.tables import work_item
from central.work.views import DUE, ItemRow


@dataclass(frozen=True)
class Listed(ItemRow):
    """The same with its owner's name; "" where it is whoever looks after the place."""

    owner: str = ""


def _read(found: Iterable[Any]) -> list[Listed]:
    rows = views.rows(found)
    names = account.names(db.session(), {row.owner_id for row in rows if row.owner_id is not None})
    return [Listed(**vars(row), owner=names.get(row.owner_id or 0, "")) for row in rows]


def _day(at: int | None) -> Any:
    return None if at is None else moments.local(at)


def _at(reach: Reach) -> ColumnElement[bool]:
    return within(reach, work_item.c.place_id)


def _kind() -> Filter:
    """One of the kinds; they are the app's, so they are asked for when a page is made."""

    def condition(value: str) -> ColumnElement[bool] | None:
        return work_item.c.kind == value if value in kinds_of(current_app) else None

    def options() -> Sequence[tuple[str, Any]]:
        return [(name, kind.title) for name, (kind, _) in kinds_of(current_app).items()]

    return Filter("kind", _("What"), condition, options)


_OWNERS: Mapping[str, tuple[Any, Callable[[], ColumnElement[bool]]]] = {
    "me": (_("Me"), lambda: work_item.c.owner_id == present_visitor().id),
    "nobody": (_("Nobody yet"), lambda: work_item.c.owner_id.is_(None)),
}
_COLUMNS: Sequence[Column[Listed]] = (
    Column("what", _("What"), lambda row: words.kind(row.kind), work_item.c.kind),
    Column("about", _("About"), lambda row: row.about or words.FORGOTTEN, work_item.c.about),
    Column("owner", _("Who sees to it"), lambda row: row.owner),
    Column("opened", _("Opened"), lambda row: _day(row.opened_at), work_item.c.opened_at),
)
_FILTERS = (
    _kind(),
    words_in("q", _("About"), work_item.c.about),
    in_place(_at),
    one_of("owner", _("Who sees to it"), _OWNERS),
)
OPEN: Listing[Listed, Reach] = Listing(
    "work",
    _("Work to be done"),
    (
        *_COLUMNS,
        Column("due", _("Due"), lambda row: _day(row.due_at), func.coalesce(DUE.c.due_at, 0)),
        Column("state", _("State"), lambda row: words.state(row)[2]),
    ),
    work_item.c.id,
    views.chosen,
    _read,
    "due",
    (*_FILTERS, one_of("late", _("Due"), {"yes": (_("Overdue"), lambda: views.is_late(moments.now()))})),
)


def _closed(reach: Reach) -> Select[Any]:
    return views.chosen(reach, is_closed=True)


CLOSED: Listing[Listed, Reach] = Listing(
    "closed-work",
    _("Work that is closed"),
    (
        *_COLUMNS,
        Column("closed", _("Closed"), lambda row: _day(row.closed_at), work_item.c.closed_at),
        Column("by", _("Closed by"), lambda row: row.closed_by or words.BY_FACTS),
        Column("why", _("Why"), lambda row: row.why or ""),
    ),
    work_item.c.id,
    _closed,
    _read,
    "-closed",
    (
        *_FILTERS,
        from_day("from", _("Closed since"), work_item.c.closed_at),
        Filter("closed", "", lambda _value: true(), kind="hidden"),
    ),
)
