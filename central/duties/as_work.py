"""The deadlines of the duties as items of work: whoever looks at what is to be done sees them there, too.

An item carries the most pressing deadline of what it is about, and never ends it: a duty is done on its own page.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Calendar, ClockRow, Rule, Subject
from central.duties import assessing, assessments, by_face_alone, faces, gate, handing, happening, incidents
from central.duties.assessing import Purpose
from central.place import service as places
from central.web.grants import TOWN
from central.web.roles import Role
from central.work import service as work
from central.work.service import Fact, Kind

KINDS: Final = (assessments.KIND, gate.GRACE.kind, faces.KIND, incidents.KIND, handing.KIND)
"""What the clocks of the duties are about."""
MOST: Final = 50
"""Deadlines that a page shows of those overdue, due today, due this week and due later."""
DAY: Final = 24 * 3600 * 1000
_RUNNING: Final = (*clocks.PRESSING, clocks.When.LATER)
_USES: Final[Mapping[str, str]] = {
    Purpose.FACE_DOOR: "人脸开门",
    Purpose.CARD_COMPARISON: "人证比对",
    Purpose.PRESENCE: "在住人数统计",
    Purpose.TIMELINE: "查看个人出入记录",
}
_SENTENCE: Final = _("A deadline of the duties by law ends within %(number)s days, or has ended.")
_ALL: Final = 90


def _kind(name: str, title: Any, term: Rule) -> Kind:
    return Kind(f"duties.{name}", title, _SENTENCE, _ALL, 366, term, 60 * 1000, owners=(Role.OFFICE,))


_WORK: Final[Mapping[Kind, tuple[str, ...]]] = {
    _kind("incident", _("An incident is not over"), happening.HANDLING): (incidents.KIND,),
    _kind("assessment", _("An impact assessment is due"), assessing.REVIEW): (assessments.KIND, gate.GRACE.kind),
    _kind("faces", _("Many faces are stored"), faces.FILING.rule): (faces.KIND,),
    _kind("handover", _("A file for an authority has no entry"), handing.ENTRY): (handing.KIND,),
}
"""Kind of work → what the clocks are about whose subjects are its items."""


def init_app(app: Flask) -> None:
    """Have the duties' work kept."""
    for kind, about in _WORK.items():
        work.add(app, kind, partial(_facts, about))
    work.add(app, by_face_alone.KIND, by_face_alone.facts)
    work.add_address(app, incidents.KIND, lambda number: ("incidents.one", {"incident_id": int(number)}))
    for name in (assessments.KIND, gate.GRACE.kind):
        work.add_address(app, name, _page("assessments.listed"))
    work.add_address(app, faces.KIND, _page("duties.overview"))
    work.add_address(app, handing.KIND, lambda number: ("handovers.add", {"file": number}))


def running(
    session: Session, calendar: Calendar, now: int, kinds: tuple[str, ...] = KINDS, *, most: int | None = MOST
) -> list[ClockRow]:
    """The deadlines of the duties that run, the most pressing first. most: of those equally pressing; None for all."""
    return [row for when in _RUNNING for row in clocks.listed(session, calendar, when, now, kinds=kinds, limit=most)]


def count(session: Session, calendar: Calendar, now: int) -> int:
    """How many of them run."""
    counted = clocks.counts(session, calendar, now, kinds=KINDS)
    return sum(counted[when] for when in _RUNNING)


def _facts(about: tuple[str, ...], session: Session, days: int, now: int) -> Iterator[Fact]:
    calendar, seen = clocks.load(session, clocks.office()), set()
    for row in running(session, calendar, now, about, most=None):
        if row.subject not in seen:
            seen.add(row.subject)
            is_soon = row.due_at <= now + days * DAY
            yield Fact(row.subject.kind, row.subject.id, _about(session, row.subject), TOWN, is_soon, row.id)


def _about(session: Session, subject: Subject) -> str:
    """What it is called, the same for people of every language, as a house is: its number, or the use of data."""
    if subject.kind not in (assessments.KIND, gate.GRACE.kind):
        return f"№ {subject.id}"
    purpose, _, place_id = subject.id.partition("@")
    place = places.place_of(session, int(place_id)) if place_id else None
    return " · ".join([_USES.get(purpose, _USES[Purpose.FACE_DOOR]), *([place.name] if place else [])])


def _page(endpoint: str) -> Callable[[str], tuple[str, dict[str, Any]]]:
    return lambda _number: (endpoint, {})
