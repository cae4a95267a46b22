"""The office's part: what people ask about their own data, answered; and the link and code it gives them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import service as account
from central.audit import service as audit
from central.edges import service as edges
from central.rental import asking, days, names, registrants
from central.rental.asking import acting, found, scope
from central.rental.own import access, lessor_pages, lessors, lists, office, staff_words, unprovable
from central.rental.own.asking import answer, close_unproven, is_gone
from central.rental.own.kept import RequestRow, masked
from central.rental.own.rules import KIND, WORDS_LENGTH, Lost, State
from central.rental.rules import NotPossible
from central.rental.scope import Scope
from central.web import needs, showing
from central.web.address import central
from central.web.grants import Reach
from central.web.language import LANGUAGES
from central.web.letters import length_complaint, strange_sign
from central.web.once import once
from central.web.qr import picture
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor
from central.work import service as work

blueprint = Blueprint("own_requests", __name__, template_folder="templates")

REGISTRARS = (Role.OFFICE, Role.REGISTRAR)
"""Who handles documents."""


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    lessor_pages.init_app(app)
    app.jinja_env.globals.update(own_words=staff_words)
    work.add(app, unprovable.WORK, unprovable.facts)
    work.add_address(app, KIND, lambda number: ("own_requests.request", {"own_request_id": int(number)}))
    needs.add(
        app,
        needs.Need(
            "own-requests", staff_words.NEED, "person", "own_requests.requests", _waiting, {"state": lists.WAITS}
        ),
    )


@blueprint.get("/own-requests")
@open_to(*REGISTRARS)
def requests() -> Response:
    """What people have asked for, the last first."""
    if "as" not in http.args:
        audit.note_read(db.database(), act="own.requests", why="answering what people ask about their own data")
    return showing.answer("own/requests.html", lists.ASKED, scope())


@blueprint.route("/own-requests/<int:own_request_id>", methods=["GET", "POST"])
@open_to(*REGISTRARS)
@once
def request(own_request_id: int) -> Response:
    """One request: what is wrong and how it should be, masked until somebody asks to see it; done, or not and why."""
    row = found(office.request_of(db.session(), scope(), own_request_id, now=asking.now()))
    told = http.form.get("words", "").strip()
    if http.method == "GET":
        return _page(200, row)
    if "look" in http.form:
        of, why = _of(row), "correct-a-mistake"
        audit.note_once(db.database(), act="identity.read", of=of, why=why, detail={"word": row.field})
        return _page(200, row, in_full=True)
    complaint = _complaint(told, is_yes=http.form.get("answer") == "yes")
    if complaint:
        return _page(422, row, complaint=complaint)
    try:
        _answer(row, told, is_yes=http.form.get("answer") == "yes")
    except lessors.StillLets:
        return _page(422, row, complaint=_("They let rooms: while they do, the law asks who they are. Say so as a no."))
    except account.NameTaken:
        return _page(422, row, complaint=_("Somebody has this name already: say so as a no, with another name."))
    except NotPossible:
        asking.say_too_late()
        return redirect(url_for(".request", own_request_id=row.id), 303)
    flash(_("Answered. They see it on their own page."))
    return redirect(url_for(".requests"), 303)


@blueprint.post("/own-requests/<int:own_request_id>/unproven")
@open_to(*REGISTRARS)
@once
def unproven(own_request_id: int) -> Response:
    """The box is gone and proves nothing any more: which of them it is, and who says so."""
    row = found(office.request_of(db.session(), scope(), own_request_id, now=asking.now()))
    told, why = http.form.get("words", "").strip(), http.form.get("why", "")
    complaints = {} if why in set(Lost) else {"why": _("Choose what has become of the box.")}
    if strange := strange_sign(told):
        complaints["words"] = strange
    elif not 1 <= len(told) <= WORDS_LENGTH:
        complaints["words"] = _(
            "Say who says so, in at most %(number)s letters: the person reads it.", number=WORDS_LENGTH
        )
    if complaints:
        return _page(422, row, complaints=complaints)
    try:
        with acting() as session:
            close_unproven(session, scope(), row.id, Lost(why), told, now=asking.now())
    except NotPossible:
        asking.say_too_late()
        return redirect(url_for(".request", own_request_id=row.id), 303)
    flash(_("Closed. They see it on their own page, with your words."))
    return redirect(url_for(".requests"), 303)


@blueprint.post("/people/<int:registration_id>/access")
@open_to(*REGISTRARS)
@once
def give(registration_id: int) -> Response:
    """A link and a code for somebody, shown this once, on two slips."""
    with acting() as session:
        made = access.give(session, scope(), registration_id, now=asking.now())
    link = f"{central()}/i/my#{made.link}"
    texts = {}
    for language in reversed(LANGUAGES):
        with force_locale(language):
            texts[language.replace("_", "-")] = _("See what is kept of you, until %(day)s:", day=_day(made.until))
    values = {"made": made, "link": link, "picture": picture(link), "texts": texts, "registration_id": registration_id}
    return make_response(render_template("own/access.html", **values), 201)


def _answer(row: RequestRow, told: str, *, is_yes: bool) -> None:
    with acting() as session:
        if row.registration_id:
            answer(session, scope(), row.id, told, is_yes=is_yes, now=asking.now())
        else:
            giver = present_visitor().id
            lessors.answer(session, scope(), giver, row.id, told, is_yes=is_yes, now=asking.now())


def _of(row: RequestRow) -> str:
    """Whom a request is about, as the log names them."""
    return f"registration:{row.registration_id}" if row.registration_id else lessors.of_row(row).of


def _complaint(told: str, *, is_yes: bool) -> Any:
    if is_yes or told:
        return length_complaint(told, 0, WORDS_LENGTH)
    return _("Say why not: the person reads it.")


def _page(
    status: int,
    row: RequestRow,
    *,
    in_full: bool = False,
    complaint: Any = None,
    complaints: Mapping[str, Any] | None = None,
) -> Response:
    person = box = None
    if row.registration_id:
        person = found(registrants.person_of(db.session(), scope(), row.registration_id))
        box = edges.box_of(db.session(), person.box_id)
    why = "answering what people ask about their own data"
    audit.note_read(db.database(), act="registration.read" if person else "agent.read", of=_of(row), why=why)
    # What a business is called stands on every list; only whom to call there is hidden.
    is_hidden = person is not None or row.field == "contact"
    shown = {
        name: masked(row.field, getattr(row, name)) if is_hidden and not in_full else getattr(row, name)
        for name in ("old", "new")
    }
    values = {
        "row": row,
        "shown": shown,
        "in_full": in_full,
        "is_hidden": is_hidden,
        "person": person,
        "name": names.masked_name(person.name, person.id, person.person) if person else _lessor_name(row),
        "told": http.form.get("words", ""),
        "complaint": complaint,
        "complaints": complaints or {},
        "why": http.form.get("why", ""),
        "is_gone": person is not None
        and row.state is State.TOLD
        and is_gone(db.session(), person.box_id, asking.now()),
        "box": box,
        "now": asking.now(),
    }
    return make_response(render_template("own/request.html", **values), status)


def _lessor_name(row: RequestRow) -> str:
    return lessors.words_of(db.session(), lessors.of_row(row))["name"]


def _day(at: int) -> str:
    return str(format_date(days.day_of(at, asking.zone()), "long"))


def _waiting(session: Session, reach: Reach) -> int:
    return office.count_waiting(session, Scope("", reach), asking.now())
