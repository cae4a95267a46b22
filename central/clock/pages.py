"""The pages of the calendar and of clocks, for the office."""

import time
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.clock import calendars, lists, service, states, words, year
from central.clock.calendars import Office
from central.clock.forms import NoticeForm, OverrideForm, day_of, why_complaints
from central.clock.service import Act, Calendar, DayChanged, DayRefused, When, YearKnown
from central.hours import OfficeHours
from central.web import changes, needs, shell, showing
from central.web.changes import Changed
from central.web.grants import Reach
from central.web.kept_forms import Change
from central.web.once import once
from central.web.refilled import SEEN
from central.web.roles import TOWN_STAFF, Role, open_to
from central.web.state_picture import picture
from central.web.visitor import present_visitor, reach

blueprint = Blueprint("clock", __name__, template_folder="templates")
_SEEN = f"{SEEN}day-change"
_OF_DAYS = ("calendar.",)
READERS = tuple(TOWN_STAFF - {Role.SYSTEM, Role.SECURITY, Role.AUDIT})


def init_app(app: Flask, *, zone: ZoneInfo, hours: OfficeHours) -> None:
    """Put the pages into `app`, and give it its office."""
    calendars.init_app(app, Office(zone, hours))
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(clock_words=words)
    for when, icon in ((When.OVERDUE, "warning"), (When.TODAY, "deadlines")):
        count = partial(_count, when)
        words_of = words.NEEDS[when]
        needs.add(app, needs.Need(when.value, words_of, icon, "clock.clocks", count, {"show": when.value}))
    shell.add_link(app, shell.Link(shell.Section.TOWN, "clock.clocks", lazy_gettext("Deadlines"), "deadlines"))


@blueprint.get("/clocks")
@open_to(*READERS)
def clocks() -> Response:
    """One list of clocks, the most pressing first, with how many are in each; its address says which."""
    now, calendar, asked = _now(), _calendar(), request.args.get("show")
    counts = service.counts(db.session(), calendar, now, reach=reach())
    if asked not in set(When):
        return redirect(url_for(".clocks", show=_most_pressing(counts).value), 303)
    when = When(asked)
    listing = lists.ENDED_CLOCKS if when is When.ENDED else lists.CLOCKS
    shown, values = lists.Shown(when, calendar, now, reach()), {"counts": counts, **_warning(calendar)}
    return showing.answer("clock/clocks.html", listing, shown, when=when, lists=list(When), **values)


@blueprint.get("/clocks/<int:clock_id>")
@open_to(*READERS)
def clock(clock_id: int) -> str:
    """One clock and its story."""
    session = db.session()
    row = service.clock_of(session, clock_id, _now(), reach())
    if row is None:
        abort(404)
    drawn = picture(states.ways(), row.state, words.state, words.event)
    values = {"clock": row, "story": service.story(session, clock_id), "ways": states.ways(), "drawn": drawn}
    return render_template("clock/clock.html", **values)


@blueprint.get("/calendar")
@open_to(*READERS)
def this_year() -> Response:
    """The calendar of the year on the town's clocks."""
    return redirect(url_for(".calendar", number=_today().year), 303)


@blueprint.get("/calendar/<int:number>")
@open_to(*READERS)
def calendar(number: int) -> Response:
    """A year as a picture, and what staff have said of its days."""
    return _page(200, number)


@blueprint.post("/calendar/<int:number>/overrides")
@open_to(Role.OFFICE)
@once
def override(number: int) -> Response:
    """Make a day a working day or a free one."""
    form = OverrideForm.read(request.form)
    complaints = form.complaints()
    if complaints:
        return _page(422, number, override=form, complaints=complaints)
    try:
        with db.database().writing() as session:
            is_working, seen = form.kind == "working", _seen_change()
            service.override(session, service.office(), form.on, _act(form.why), is_working=is_working, seen=seen)
    except DayChanged as changed:
        raise _told(form.on, changed.change) from None
    flash(_("%(day)s was changed. Deadlines that run are counted anew within a minute.", day=words.whole_day(form.on)))
    return redirect(url_for(".calendar", number=form.on.year), 303)


@blueprint.route("/calendar/<int:number>/<int:month>/<int:day>/remove", methods=["GET", "POST"])
@open_to(Role.OFFICE)
@once
def remove(number: int, month: int, day: int) -> Response:
    """Let a day be what the notice and the week make of it."""
    on = day_of(f"{number:04}-{month:02}-{day:02}")
    said = _calendar().overrides.get(on) if on else None
    if on is None:
        abort(404)
    if said is None:
        return _too_late(on)
    why = request.form.get("why", "")
    complaints = why_complaints(why)
    if request.method == "GET" or complaints:
        values = {"day": on, "said": said, "why": why, "complaints": complaints if request.method == "POST" else {}}
        values["last_change"] = _last_change(db.session())
        return make_response(render_template("clock/remove.html", **values), 200 if request.method == "GET" else 422)
    try:
        with db.database().writing() as session:
            removed = service.remove_override(session, service.office(), on, _act(why), seen=_seen_change())
    except DayChanged as changed:
        raise _told(on, changed.change) from None
    if not removed:
        return _too_late(on)
    flash(_("%(day)s was changed. Deadlines that run are counted anew within a minute.", day=words.whole_day(on)))
    return redirect(url_for(".calendar", number=on.year), 303)


@blueprint.route("/calendar/notice", methods=["GET", "POST"])
@open_to(Role.OFFICE)
@once
def notice() -> Response:
    """Add the State Council's notice of a year the package does not know yet."""
    if request.method == "GET":
        return _notice(200, NoticeForm(year=str(_calendar().last_year + 1)))
    form = NoticeForm.read(request.form)
    complaints = form.complaints()
    if complaints:
        return _notice(422, form, complaints)
    free, make_up = form.days
    try:
        with db.database().writing() as session:
            act = _act(form.source)
            service.add_notice(session, service.office(), int(form.year), act, free=free, make_up=make_up)
    except YearKnown:
        return _notice(422, form, {"year": _("This year is announced already: change single days instead.")})
    except DayRefused:
        complaint = _("Days worked are at weekends, and no day is both off and worked.")
        return _notice(422, form, {"make_up": complaint})
    flash(_("The notice of %(year)s was added. Compare the calendar with it.", year=form.year))
    return redirect(url_for(".calendar", number=int(form.year)), 303)


def _count(when: When, session: Session, within: Reach) -> int:
    return service.counts(session, service.load(session, service.office()), _now(), reach=within)[when]


def _page(
    status: int,
    number: int,
    override: OverrideForm | None = None,
    complaints: dict[str, Any] | None = None,
) -> Response:
    if not 2004 <= number <= 2100:
        abort(404)
    session, kept = db.session(), _calendar()
    values = {
        "year": number,
        "months": year.months(kept, number),
        "said": [kept.of(day) for day in sorted(kept.overrides) if day.year == number],
        "is_known": number in kept.table.years,
        "source": service.source_of(session, number),
        "changes": service.changes(session, limit=20),
        "last_change": _last_change(session),
        "hours": str(kept.hours),
        "today": _today(),
        "form": override or OverrideForm(),
        "complaints": complaints or {},
        **_warning(kept),
    }
    return make_response(render_template("clock/calendar.html", **values), status)


def _notice(status: int, form: NoticeForm, complaints: dict[str, Any] | None = None) -> Response:
    return make_response(render_template("clock/notice.html", form=form, complaints=complaints or {}), status)


def _warning(calendar: Calendar) -> dict[str, Any]:
    """What the pages say while nobody has seen to the next year."""
    return {"last_year": calendar.last_year, "ends_soon": service.ends_soon(calendar, _today())}


def _seen_change() -> int | None:
    """The last change that the form knows of."""
    seen = request.form.get(_SEEN, "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 18 else None


def _last_change(session: Session) -> int:
    """The last change, for a form to know of; one that had to be mended goes on from what it knew at first."""
    seen = _seen_change()
    return service.last_change(session) if seen is None else seen


def _told(on: date, change: service.ChangeRow) -> Changed:
    """What somebody else has done to a day, and why."""
    what = f"{words.CHANGES[change.what]} ({change.by}: {change.why})"
    return Changed(f"day:{on.isoformat()}", [Change(words.whole_day_of(change.day), "", what)], _OF_DAYS)


def _too_late(on: date) -> Response:
    changes.say_too_late(f"day:{on}", f"calendar.{service.Change.REMOVED}")
    return redirect(url_for(".calendar", number=on.year), 303)


def _most_pressing(counts: dict[When, int]) -> When:
    """The most pressing list in which there is anything."""
    return next((when for when in service.PRESSING if counts[when]), When.OVERDUE)


def _calendar() -> Calendar:
    return service.load(db.session(), service.office())


def _today() -> date:
    return _calendar().day_of(_now())


def _act(why: str) -> Act:
    return Act(present_visitor().name, why, _now())


def _now() -> int:
    return time.time_ns() // 1_000_000
