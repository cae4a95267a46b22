"""The pages of somebody's entries in time: ask with a case, answer as a second person, look."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import service as account
from central.rental import asking, days, names, service
from central.rental.asking import acting, found, scope
from central.rental.timeline import asks, lists, rules, words
from central.rental.timeline.asks import AskRow
from central.rental.timeline.rules import APPROVERS, ASKERS, Beholden, NotOpen, OwnAsk, Wanted
from central.web import changes, needs, purposes, shell, showing
from central.web.changes import Coded, Shown
from central.web.flashes import not_done
from central.web.grants import Reach
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor

blueprint = Blueprint("timelines", __name__, template_folder="templates")
READERS = (*ASKERS, Role.AUDITOR)


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(timeline_words=words)
    changes.add(app, "ask", _shown, acts=("timeline.approve", "timeline.refuse"))
    needs.add(app, needs.Need("timelines", words.NEED, "read", "timelines.asks", _waiting, {"state": "asked"}))
    shell.add_link(app, shell.Link(shell.Section.DOORS, "timelines.asks", words.MENU, "read"))


@blueprint.get("/timelines", endpoint="asks")
@open_to(*READERS)
def listed() -> Response:
    """Who asked for whose entries, the last first."""
    return showing.answer("timeline/asks.html", lists.ASKS, scope())


@blueprint.route("/people/<int:registration_id>/timeline", methods=["GET", "POST"])
@open_to(*ASKERS)
@once
def ask(registration_id: int) -> Response:
    """Ask for the entries of a person, for a case."""
    person = found(service.person_of(db.session(), scope(), registration_id))
    form = AskForm.read(http.form) if http.method == "POST" else AskForm.of_two_weeks(asking.today())
    complaints = form.complaints(asking.today()) if http.method == "POST" else {}
    if http.method == "GET" or complaints:
        values = {"person": person, "form": form, "complaints": complaints, "purposes": purposes.OF_PEOPLE}
        values["name"] = names.masked_name(person.name, person.id, person.person)
        page = render_template("timeline/ask.html", **values, rules=rules)
        return make_response(page, 422 if complaints else 200)
    try:
        with acting() as session:
            by, wanted = present_visitor().id, form.wanted(asking.zone())
            made = asks.ask(session, scope(), registration_id, wanted, by=by, now=asking.now())
    except NotOpen:
        not_done(_("All that was kept of this person is erased: there is nothing to look at."))
        return redirect(url_for("persons.person", registration_id=registration_id), 303)
    flash(_("Asked. Somebody else of the office has to say yes before you can look."))
    return redirect(url_for(".timeline", ask_id=made), 303)


@blueprint.get("/timelines/<int:ask_id>")
@open_to(*READERS)
def timeline(ask_id: int) -> Response:
    """One ask: what for, who answered, who looked and when. The entries are on no page that is only opened."""
    return _page(200, _found(ask_id))


@blueprint.post("/timelines/<int:ask_id>")
@open_to(*APPROVERS)
@once
def answer(ask_id: int) -> Response:
    """Say yes or no, as a second person."""
    row, why, said = _found(ask_id), " ".join(http.form.get("why", "").split()), http.form.get("answer", "")
    complaints = _text_complaints({"why": (why, rules.WHY_LENGTH)})
    if said not in ("yes", "no"):
        complaints["why"] = _("Say yes or no.")
    if complaints:
        return _page(422, row, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "ask", ask_id)
            by, is_yes = present_visitor().id, said == "yes"
            asks.answer(session, scope(), ask_id, is_yes=is_yes, why=why, by=by, now=asking.now())
    except OwnAsk:
        return _page(422, row, {"why": _("You have asked this yourself: somebody else has to answer.")})
    except Beholden:
        return _page(422, row, {"why": words.BEHOLDEN})
    except NotOpen:
        asking.say_too_late()
    else:
        flash(_("Said yes: it may be looked at for 24 hours.") if said == "yes" else _("Said no."))
    return redirect(url_for(".timeline", ask_id=ask_id), 303)


@blueprint.post("/timelines/<int:ask_id>/look")
@open_to(*ASKERS)
def look(ask_id: int) -> Response:
    """Show the entries on this answer alone; the look is noted, and the person sees that it was."""
    row = _found(ask_id)
    try:
        entries = asks.look(db.database(), scope(), ask_id, by=present_visitor().id, now=asking.now())
    except service.NotThere:
        abort(404)
    except NotOpen:
        not_done(_("It can't be looked at: it needs a second person's yes, lasts a day, and is for who asked."))
        return redirect(url_for(".timeline", ask_id=ask_id), 303)
    return _page(200, row, entries=entries)


@dataclass(frozen=True)
class AskForm:
    """What somebody asks for, as it was filled in. first, last: days of the town's."""

    purpose: str
    case: str
    why: str
    first: str
    last: str

    @classmethod
    def read(cls, form: Any) -> "AskForm":
        """From the fields of a request."""
        return cls(*(" ".join(form.get(name, "").split()) for name in cls.__dataclass_fields__))

    @classmethod
    def of_two_weeks(cls, today: date) -> "AskForm":
        """The two weeks up to today."""
        return cls("", "", "", (today - timedelta(days=13)).isoformat(), today.isoformat())

    def complaints(self, today: date) -> dict[str, Any]:
        """What must be mended. A yes is to what was, not to watching where somebody goes from now on."""
        wrong = _text_complaints({"case": (self.case, rules.CASE_LENGTH), "why": (self.why, rules.WHY_LENGTH)})
        if self.purpose not in purposes.OF_PEOPLE:
            wrong["purpose"] = _("Choose a purpose")
        first, last = _day(self.first), _day(self.last)
        most = rules.LONGEST // rules.DAY
        if first is None or last is None or not 0 <= (last - first).days < most:
            wrong["first"] = _("Choose days in their order, %(number)s at most.", number=most)
        elif last > today:
            wrong["last"] = _("A day that has come.")
        return wrong

    def wanted(self, zone: Any) -> Wanted:
        """The same, checked."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return Wanted(self.purpose, self.case, self.why, days.begins(first, zone), days.ends(last, zone))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None


def _text_complaints(texts: dict[str, tuple[str, int]]) -> dict[str, Any]:
    found = {name: length_complaint(text, 1, most) for name, (text, most) in texts.items()}
    return {name: complaint for name, complaint in found.items() if complaint is not None}


def _found(ask_id: int) -> AskRow:
    return found(asks.ask_of(db.session(), scope(), ask_id, asking.now()))


def _page(status: int, row: AskRow, complaints: dict[str, Any] | None = None, entries: Any = None) -> Response:
    with db.database().reading() as session:
        looks = asks.looks_of(session, row.id)
        known = account.names(session, {row.asked_by, row.decided_by or 0, *(each.by for each in looks)})
        person = found(service.person_of(session, scope(), row.registration_id))
        me = present_visitor().id
        values = {
            "ask": row,
            "sign": words.STATES[row.state],
            "purpose": purposes.OF_PEOPLE.get(row.purpose, row.purpose),
            "name": names.masked_name(person.name, person.id, person.person),
            "known": known,
            "looks": looks,
            "entries": entries,
            "is_mine": row.asked_by == me,
            "complaints": complaints or {},
            "why": http.form.get("why", ""),
        }
        return make_response(render_template("timeline/timeline.html", **values), status)


def _waiting(session: Session, reach: Reach) -> int:
    return asks.count_waiting(session, service.Scope("", reach), asking.now())


def _shown(session: Session, ask_id: int) -> Shown:
    row = asks.ask_of(session, scope(), ask_id, asking.now())
    return {} if row is None else {"state": (lazy_gettext("State"), Coded(row.state.value, words.STATES[row.state][2]))}
