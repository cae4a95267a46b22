"""How the boxes are: a list that is sent up as a report. Times are Unix ms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Integer, Select, Text, literal_column, select

from central import db
from central.edges import service as edges
from central.place import service as places
from central.place.choosing import in_place
from central.rental.asking import scope
from central.rental.presence import spread
from central.rental.presence.kinds import DAY, HOUR, MINUTE
from central.rental.reports.listed.registry import Listed
from central.rental.scope import Scope
from central.web import moments
from central.web.filters import one_of, words_in
from central.web.lists import Column, Listing
from central.web.visitor import may_open

LOOKS_BACK: Final = 30
"""Days before today on which somebody should have come to a door."""


@dataclass(frozen=True)
class BoxHealth:
    """A box. lag: for how long nothing of it is here. last_seen: 0: never.

    empty: how many of the last days were without an entry; None: it has not been there for a whole day.
    """

    id: int
    name: str
    version: str
    last_seen: int
    clock_offset: int
    lag: int
    unshown: int
    empty: int | None


def _of(name: str, kind: Any = Integer) -> ColumnElement[Any]:
    return literal_column(f"health.{name}", kind)


def chosen(scope: Scope) -> Select[Any]:
    """The boxes within reach, for a list."""
    return select(edges.healths(scope.reach, moments.now()).subquery("health"))


def rows_of(rows: Iterable[Any]) -> list[BoxHealth]:
    """Rows of the database as the page knows them."""
    found, now = list(rows), moments.now()
    since = now - LOOKS_BACK * DAY
    heard = edges.days_with_entries(db.session(), [row.id for row in found], since, now)
    return [_row(row, heard, now) for row in found]


def _row(row: Any, heard: Mapping[int, int], now: int) -> BoxHealth:
    days = min(LOOKS_BACK, (now - row.claimed_at) // DAY)
    empty = max(0, days - heard.get(row.id, 0)) if days else None
    return BoxHealth(
        row.id, row.name, row.version, row.last_seen, row.clock_offset, int(row.lag), int(row.unshown), empty
    )


def _about() -> str:
    """What is in the list, and how late entries are here in half of the boxes and in all but one in a hundred."""
    found = db.session().execute(select(_of("lag")).select_from(chosen(scope()).subquery("health")))
    lags = sorted(int(lag) for lag in found.scalars())
    half, most = (_written(spread.at(lags, share)) for share in (0.5, 0.99))
    return str(
        gettext(
            "How long nothing of a box has come (half of them: up to %(half)s, 99 in 100: up to %(most)s), what"
            " is here and not shown yet, how far its clock is off, and on how many of the last %(days)s days nobody"
            " came to its doors: entries of such a day may be lost.",
            half=half,
            most=most,
            days=LOOKS_BACK,
        )
    )


def _written(span: int) -> str:
    """A span of ms, as people say it."""
    if span < 2 * HOUR:
        return str(gettext("%(number)s minutes", number=span // MINUTE))
    if span < 2 * DAY:
        return str(gettext("%(number)s hours", number=span // HOUR))
    return str(gettext("%(number)s days", number=span // DAY))


def _silent() -> ColumnElement[bool]:
    return _of("lag") >= 4 * HOUR


def _clock_off() -> ColumnElement[bool]:
    offset = _of("clock_offset")
    return (offset >= MINUTE) | (offset <= -MINUTE)


REPORT: Final = Listed(
    Listing[BoxHealth, Scope](
        "box-health",
        _("How the boxes are"),
        (
            Column("box", _("Box"), lambda row: row.name, _of("name", Text)),
            Column(
                "heard",
                _("Heard last"),
                lambda row: moments.local(row.last_seen) if row.last_seen else _("never"),
                _of("last_seen"),
            ),
            Column("lag", _("Nothing is here for"), lambda row: _written(row.lag), _of("lag"), in_file=False),
            Column("minutes", _("Nothing is here for, minutes"), lambda row: row.lag // MINUTE, on_page=False),
            Column("unshown", _("Here and not shown yet"), lambda row: row.unshown, _of("unshown")),
            Column("clock", _("Clock ahead, s"), lambda row: round(row.clock_offset / 1000), _of("clock_offset")),
            Column("empty", _("Days without an entry"), lambda row: row.empty),
            Column("version", _("Version"), lambda row: row.version, _of("version", Text)),
        ),
        _of("id"),
        chosen,
        rows_of,
        "-lag",
        (
            words_in("q", _("Box"), _of("name", Text)),
            in_place(lambda reach: places.within(reach, _of("place_id"))),
            one_of(
                "is",
                _("State"),
                {"late": (_("Nothing for 4 hours"), _silent), "clock": (_("Clock off by a minute"), _clock_off)},
            ),
        ),
    ),
    LazyString(_about),
    lambda row: url_for("boxes.box", box_id=row.id) if may_open("boxes.box") else "",
)
