"""What somebody does about a room: its state, and what is known of it."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.rental import asking
from central.rental.asking import WRITERS, acting, found, scope
from central.rental.housing import buildings, occupancy, room_states, views, words
from central.rental.housing.forms import SeatForm, text_of, why_complaints
from central.rental.housing.room_states import RoomEvent, RoomState
from central.rental.reporting import moving
from central.rental.rules import NotPossible
from central.rental.views import RoomRow, room_of
from central.web import changes
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.state_picture import picture

blueprint = Blueprint("room_states", __name__, template_folder="templates")


@blueprint.route("/rooms/<int:room_id>/state/<event>", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def act(room_id: int, event: str) -> Response:
    """Ask whether it is meant, and why; then do it."""
    row, who = found(room_of(db.session(), scope(), room_id)), scope()
    if event not in set(RoomEvent) or event in room_states.BY_STAYS:
        abort(404)
    wanted, with_reason = RoomEvent(event), event in room_states.WITH_REASON
    why = text_of(http.form, "why") if with_reason else ""
    complaints = why_complaints(why) if http.method == "POST" and with_reason else {}
    if http.method == "GET" or complaints:
        values = {"room": row, "event": wanted, "why": why, "complaints": complaints}
        page = render_template("housing/room_act.html", **values, with_reason=with_reason)
        return make_response(page, 422 if complaints else 200)
    try:
        with acting() as session:
            changes.require_as_seen(session, "room", room_id)
            occupancy.act(session, who, room_id, wanted, why=why, now=asking.now())
    except NotPossible:
        asking.say_too_late()
    else:
        flash(_("Noted: %(what)s.", what=words.room_event(wanted)))
    return redirect(url_for("rental.room", room_id=room_id), 303)


@blueprint.route("/rooms/<int:room_id>/measures", methods=["GET", "POST"])
@open_to(Role.OFFICE, Role.REGISTRAR)
@once
def measures(room_id: int) -> Response:
    """Say where a room is, how large, and what it was built as."""
    row = found(room_of(db.session(), scope(), room_id))
    if http.method == "GET":
        return _page(200, row, SeatForm.of(row))
    form = SeatForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _page(422, row, form, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "room", room_id)
            buildings.seat(session, scope(), room_id, form.seat)
            moving.room_changed(session, room_id, row.building_id)
    except NotPossible:
        return _page(422, row, form, {"floor": _("The house has no such storey.")})
    flash(_("What is known of the room was changed."))
    return redirect(url_for("rental.room", room_id=room_id), 303)


def of_room(row: RoomRow) -> dict[str, Any]:
    """What the page of a room shows of its state."""
    session, who = db.session(), scope()
    state = RoomState(row.kept)
    house = None if row.building_id is None else views.building_of(session, who, row.building_id)
    return {
        "building": house,
        "room_ways": room_states.ways(),
        "drawn": picture(room_states.ways(), row.kept, words.room_state, words.room_event),
        "room_acts_now": room_states.possible(state, for_office=who.is_office),
        "with_reason": room_states.WITH_REASON,
        "room_story": views.room_story(session, row.id),
    }


def _page(status: int, row: RoomRow, form: SeatForm, complaints: dict[str, Any] | None = None) -> Response:
    page = render_template(
        "housing/measures.html",
        room=row,
        form=form,
        complaints=complaints or {},
        buildings=views.near(db.session(), scope(), row.id),
        uses=words.USES,
    )
    return make_response(page, status)
