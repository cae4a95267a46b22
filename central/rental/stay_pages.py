"""The pages of stays: invite a tenant, see who has registered, change the dates, move, end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.edges import service as edges
from central.rental import asking, days, lists, names, service, words
from central.rental.asking import READERS, WRITERS, acting, found, scope
from central.rental.desk import free
from central.rental.desk import parts as desk_parts
from central.rental.desk import views as desk_views
from central.rental.forms import Dates, StayForm, number
from central.rental.guests import views as guests
from central.rental.housing.views import building_of
from central.rental.invitation_sheet import sheet
from central.rental.letting import agents
from central.rental.letting import words as letting_words
from central.rental.reporting import following
from central.rental.reporting import views as reporting
from central.rental.rules import ways_of_stays
from central.rental.stories import story
from central.sealed.ring import ring
from central.web import changes, showing
from central.web.flashes import not_done
from central.web.once import once
from central.web.roles import open_to
from central.web.state_picture import picture

blueprint = Blueprint("stays", __name__, template_folder="templates")


@blueprint.get("/stays")
@open_to(*READERS)
def stays() -> Response:
    """Stays in force, the next to end first; with ?over those that are over, with ?room those of one room."""
    session, who, over = db.session(), scope(), "over" in http.args
    room = found(service.room_of(session, who, number(http.args["room"]))) if "room" in http.args else None
    listing = lists.PAST_STAYS if over else lists.STAYS
    return showing.answer("rental/stays.html", listing, who, over=over, room=room, boxes=_boxes(session))


@blueprint.route("/rooms/<int:room_id>/invite", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def invite(room_id: int) -> Response:
    """Invite a tenant: one screen, and the code on the next."""
    room = found(service.room_of(db.session(), scope(), room_id))
    if http.method == "GET":
        return _invite_page(200, room, StayForm(service.new_token(), Dates.a_year(asking.today())), {})
    form = StayForm.read(http.form)
    complaints = form.complaints(asking.now(), asking.zone())
    if complaints or not form.has_token:
        return _invite_page(422, room, form, complaints)
    try:
        with acting() as session:
            plan = form.plan(asking.zone())
            made = service.invite(session, scope(), room_id, plan, token=form.token, now=asking.now())
    except service.NoDoor:
        not_done(_("Nobody can be invited until the office has put a box at the door."))
        return redirect(url_for("rental.room", room_id=room_id), 303)
    except service.TooMany as refused:
        return _invite_page(422, room, form, form.refusal(refused))
    except service.NotPossible as error:
        asking.say_why_not(error)
        return redirect(url_for("rental.room", room_id=room_id), 303)
    return _sheet_page(made)


@blueprint.get("/stays/<int:stay_id>")
@open_to(*READERS)
def stay(stay_id: int) -> str:
    """One stay: its dates, its people, and what the box at the door has done of what it was told."""
    session, who = db.session(), scope()
    row = found(service.stay_of(session, who, stay_id))
    audit.note_read(db.database(), act="stay.read", of=f"stay:{stay_id}", why="looking after a stay")
    people, boxes, at = service.people(session, who, stay_id), _boxes(session), asking.now()
    visits = guests.of_stay(session, who, stay_id)
    numbers, reported = [person.id for person in people], reporting.of_stay(session, stay_id, at)
    consents, erasures = service.consents(session, numbers), service.erasures(session, numbers)
    return render_template(
        "rental/stay.html",
        stay=row,
        people=people,
        names={person.id: names.masked_name(person.name, person.id, person.person) for person in people},
        asked=service.requests_about(session, who, numbers),
        consents=consents,
        erasures=erasures,
        stories={
            person.id: story(person, consents.get(person.id, []), erasures.get(person.id, [])) for person in people
        },
        withdrawals={person.id: _withdrawal(person, boxes, at) for person in people},
        told=service.told_for_stay(session, stay_id),
        answerable=letting_words.who(agents.answerable(session, row.room_id)),
        guest_rows=visits,
        guest_names={each.id: guests.masked_name(ring(), each) for each in visits},
        reported=reported,
        at_desk=desk_views.part_of(session, stay_id, desk_parts.present(session)),
        has_come=desk_views.has_arrived(session, stay_id),
        is_end_unsaid=reporting.is_end_unsaid(reported),
        lacking=reporting.of_people(session, numbers, at),
        permits={person.id: asking.permit(person, row) for person in people},
        today=asking.today(),
        boxes=boxes,
        now=at,
        last=days.last_day(row.until, asking.zone()),
        ways=ways_of_stays(),
        drawn=picture(ways_of_stays(), row.state, words.stay_state, words.stay_event),
    )


@blueprint.post("/stays/<int:stay_id>/code")
@open_to(*WRITERS)
@once
def new_code(stay_id: int) -> Response:
    """A new code for a stay; the old one is void."""
    try:
        with acting() as session:
            made = service.new_code(session, scope(), stay_id, now=asking.now())
    except service.NotPossible:
        return _too_late(stay_id)
    return _sheet_page(made)


@blueprint.route("/stays/<int:stay_id>/dates", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def dates(stay_id: int) -> Response:
    """Make a stay longer or shorter."""
    row = found(service.stay_of(db.session(), scope(), stay_id))
    first = days.day_of(row.begin, asking.zone())
    if http.method == "GET":
        last = days.last_day(row.until, asking.zone())
        return _dates_page(200, row, Dates(first.isoformat(), last.isoformat()), {})
    has_begun = row.state is service.StayState.RUNNING
    form = Dates.read({**http.form, "first": first.isoformat()} if has_begun else http.form)
    complaints = form.complaints(asking.now(), asking.zone())
    if complaints:
        return _dates_page(422, row, form, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "stay", stay_id)
            service.change_dates(session, scope(), stay_id, *form.moments(asking.zone()), now=asking.now())
    except service.NotPossible as error:
        return _too_late(stay_id, error)
    flash(_("The dates are changed. The box at the door is told now."))
    return redirect(url_for(".stay", stay_id=stay_id), 303)


@blueprint.route("/stays/<int:stay_id>/move", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def move(stay_id: int) -> Response:
    """Move a stay to another room."""
    row = found(service.stay_of(db.session(), scope(), stay_id))
    if http.method == "GET":
        return _move_page(row)
    try:
        with acting() as writing:
            changes.require_as_seen(writing, "stay", stay_id)
            service.move(writing, scope(), stay_id, number(http.form.get("room")), now=asking.now())
    except service.NoDoor:
        return _too_late(stay_id)
    except service.NotPossible as error:
        return _too_late(stay_id, error)
    flash(_("The stay is moved. The box at the door is told now."))
    return redirect(url_for(".stay", stay_id=stay_id), 303)


@blueprint.route("/stays/<int:stay_id>/end", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def end(stay_id: int) -> Response:
    """Ask whether it is meant, then end the stay now, or cancel it."""
    row = found(service.stay_of(db.session(), scope(), stay_id))
    if http.method == "GET":
        return make_response(render_template("rental/end.html", stay=row))
    try:
        with acting() as session:
            changes.require_as_seen(session, "stay", stay_id)
            service.end(session, scope(), stay_id, now=asking.now())
    except service.NotPossible:
        return _too_late(stay_id)
    flash(_("The stay is over. Below is whether the box has closed the door."))
    return redirect(url_for(".stay", stay_id=stay_id), 303)


@blueprint.post("/stays/<int:stay_id>/left")
@open_to(*WRITERS)
@once
def left(stay_id: int) -> Response:
    """Say that the people of a stay, which the calendar has ended, have left."""
    found(service.stay_of(db.session(), scope(), stay_id))
    try:
        with acting() as session:
            changes.require_as_seen(session, "stay", stay_id)
            following.left(session, stay_id, by=scope().by, now=asking.now())
    except service.NotPossible:
        return _too_late(stay_id)
    flash(_("Noted: they have left."))
    return redirect(url_for(".stay", stay_id=stay_id), 303)


@blueprint.route("/people/<int:registration_id>/revoke", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def revoke(registration_id: int) -> Response:
    """Ask whether it is meant, then take somebody's right to enter."""
    return _act_on_person(registration_id, "revoke", service.revoke)


@blueprint.route("/people/<int:registration_id>/withdraw-face", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def withdraw_face(registration_id: int) -> Response:
    """Ask whether it is meant, then have somebody's face erased."""
    return _act_on_person(registration_id, "withdraw-face", service.withdraw_face)


@blueprint.get("/people/<int:registration_id>/proofs/<int:erasure_id>")
@open_to(*READERS)
def proof(registration_id: int, erasure_id: int) -> Response:
    """The proof of an erasure, as a file that `menlu-edge proof verify` reads."""
    session = db.session()
    person = found(service.person_of(session, scope(), registration_id))
    row = found(service.erasure_of(session, person.id, erasure_id))
    audit.note_read(db.database(), act="proof.read", of=f"registration:{person.id}", why="proving an erasure")
    answer = make_response(row.proof.encoded())
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="erasure-{erasure_id}.json"'
    return answer


def _withdrawal(
    person: service.PersonRow, boxes: dict[int | None, edges.BoxRow], now: int
) -> service.Withdrawal | None:
    """How it is with a face that is to be erased; None where none is."""
    if person.face_asked_at is None:
        return None
    return service.withdrawal(person.face_asked_at, now, is_silent=edges.is_silent(boxes[person.box_id].last_seen, now))


def _act_on_person(registration_id: int, act: str, do: Callable[..., None]) -> Response:
    row = found(service.person_of(db.session(), scope(), registration_id))
    stay_id = found(row.stay_id)
    if http.method == "GET":
        audit.note_read(db.database(), act="registration.read", of=f"registration:{row.id}", why="looking after a stay")
        name = names.masked_name(row.name, row.id, row.person)
        return make_response(render_template("rental/person_act.html", person=row, name=name, act=act))
    try:
        with acting() as session:
            changes.require_as_seen(session, "registration", registration_id)
            do(session, scope(), registration_id, now=asking.now())
    except service.NotPossible:
        return _too_late(stay_id)
    flash(_("Done here. Below is whether the box has done it at the door."))
    return redirect(url_for(".stay", stay_id=stay_id), 303)


def _invite_page(status: int, room: service.RoomRow, form: StayForm, complaints: dict[str, Any]) -> Response:
    page = render_template("rental/invite.html", room=room, form=form, complaints=complaints)
    return make_response(page, status)


def _sheet_page(made: service.NewCode) -> Response:
    # Not the request's own view of the data: that was opened before the stay was made.
    with db.database().reading() as session:
        row, boxes = found(service.stay_of(session, scope(), made.stay_id)), _boxes(session)
    house = boxes[row.box_id].name if row.box_id in boxes else ""
    page = render_template("rental/invitation.html", sheet=sheet(made.code, row, house), stay=row)
    return make_response(page, 201)


def _dates_page(status: int, stay: service.StayRow, form: Dates, complaints: dict[str, Any]) -> Response:
    values = {"stay": stay, "form": form, "complaints": complaints}
    return make_response(render_template("rental/dates.html", **values), status)


def _too_late(stay_id: int, error: service.NotPossible | None = None) -> Response:
    asking.say_why_not(error)
    return redirect(url_for(".stay", stay_id=stay_id), 303)


def _move_page(row: service.StayRow) -> Response:
    """The rooms of the stay's own house, or of another one that was looked for."""
    session, who, text = db.session(), scope(), http.args.get("q")
    own = service.room_of(session, who, row.room_id)
    house = building_of(session, who, number(http.args.get("house")) or (own and own.building_id) or 0)
    if house is None or text is not None:
        houses = free.houses(session, who, (text or "").strip()[:60])
        return make_response(render_template("rental/move.html", stay=row, text=text or "", houses=houses))
    rooms = [room for room in service.rooms_in(session, who, house.id) if room.id != row.room_id]
    return make_response(render_template("rental/move.html", stay=row, house=house, rooms=rooms))


def _boxes(session: Session) -> dict[int | None, edges.BoxRow]:
    return {box.id: box for box in edges.boxes(session)}
