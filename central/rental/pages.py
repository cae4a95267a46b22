"""The pages of rooms: mine at a glance, one room, and, for the office, whose room is at which box."""

from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import service as account
from central.edges import service as edges
from central.rental import (
    asking,
    choosing,
    door_code_pages,
    finding,
    request_pages,
    room_lists,
    service,
    shown,
    stay_pages,
    views,
    words,
)
from central.rental.asking import READERS, acting, found, scope
from central.rental.desk import pages as desk_pages
from central.rental.forms import RoomForm
from central.rental.guests import pages as guest_pages
from central.rental.housing import pages as housing_pages
from central.rental.housing import room_pages
from central.rental.landlord import pages as landlord_pages
from central.rental.letting import listing_pages
from central.rental.lists import SOON
from central.rental.registers import pages as register_pages
from central.rental.reporting import moving
from central.rental.reports import pages as report_pages
from central.rental.storeys import pages as storey_pages
from central.web import changes, needs, shell, showing
from central.web.grants import Reach
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.visitor import may_open

blueprint = Blueprint("rental", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    for pages in (
        blueprint,
        choosing.blueprint,
        stay_pages.blueprint,
        request_pages.blueprint,
        door_code_pages.blueprint,
    ):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(rental=words)
    finding.init_app(app)
    shown.init_app(app)
    desk_pages.init_app(app)
    guest_pages.init_app(app)
    housing_pages.init_app(app)
    landlord_pages.init_app(app)
    listing_pages.init_app(app)
    register_pages.init_app(app)
    storey_pages.init_app(app)
    report_pages.init_app(app)
    edges.add_mover(app, moving.box_moved)
    needs.add(
        app,
        needs.Need("requests", words.NEEDS["requests"], "requests", "requests.requests", _waiting),
        needs.Need(
            "unregistered", words.NEEDS["unregistered"], "person", "stays.stays", _unregistered, {"people": "none"}
        ),
        needs.Need("ending", words.NEEDS["ending"], "waiting", "stays.stays", _ending, {"ends": "week"}),
    )
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "rental.rooms", lazy_gettext("Rooms"), "rooms"))
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "stays.stays", lazy_gettext("Stays"), "waiting"))
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "requests.requests", lazy_gettext("Requests"), "requests"))


@blueprint.get("/rooms")
@open_to(*READERS)
def rooms() -> Response:
    """Every room in scope."""
    who = scope()
    waiting, owner = service.count_requests(db.session(), who), room_lists.landlord
    values: dict[str, Any] = {"waiting": waiting, "landlord": owner, "is_office": who.is_office}
    listing = room_lists.ROOMS if may_open("stays.invite") else room_lists.TO_READ
    return showing.answer("rental/rooms.html", listing, who, **values)


@blueprint.get("/rooms/<int:room_id>")
@open_to(*READERS)
def room(room_id: int) -> str:
    """One room: who lives there, who will, who did."""
    session, who = db.session(), scope()
    row = found(service.room_of(session, who, room_id))
    return render_template(
        "rental/room.html",
        room=row,
        **room_pages.of_room(row),
        **listing_pages.of_room(row),
        stays=service.stays(session, who, room_id=room_id),
        past=service.count_past_stays(session, who, room_id),
        **_names(session),
    )


@blueprint.route("/rooms/new", methods=["GET", "POST"])
@open_to(Role.OFFICE, Role.REGISTRAR)
@once
def add() -> Response:
    """A new room, for the office."""
    if http.method == "GET":
        return _form(200, RoomForm("", asking_for(), 0))
    form = RoomForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints)
    try:
        with acting() as session:
            made = service.add_room(
                session, landlord_id=form.landlord_id, box_id=form.box_id or None, name=form.name, now=asking.now()
            )
    except service.RoomTaken:
        return _form(422, form, {"name": _("This box has a room by that name already.")})
    flash(_("Room %(room)s was added.", room=form.name))
    return redirect(url_for(".room", room_id=made), 303)


@blueprint.route("/rooms/<int:room_id>/change", methods=["GET", "POST"])
@open_to(Role.OFFICE, Role.REGISTRAR)
@once
def change(room_id: int) -> Response:
    """Another landlord, box or name for a room, for the office."""
    known = found(service.room_of(db.session(), scope(), room_id))
    if http.method == "GET":
        return _form(200, RoomForm(known.name, known.landlord_id, known.box_id or 0), room=known)
    form = RoomForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints, room=known)
    try:
        with acting() as session:
            changes.require_as_seen(session, "room", room_id)
            box_id = form.box_id or None
            service.change_room(
                session, room_id, landlord_id=form.landlord_id, box_id=box_id, name=form.name, now=asking.now()
            )
    except service.RoomTaken:
        return _form(422, form, {"name": _("This box has a room by that name already.")}, room=known)
    except service.RoomInUse:
        complaint = _("There are stays in this room: end them or move them first. The landlord can be changed.")
        return _form(422, form, {"name": complaint}, room=known)
    flash(_("Room %(room)s was changed.", room=form.name))
    return redirect(url_for(".room", room_id=room_id), 303)


def _waiting(session: Session, reach: Reach) -> int:
    return service.count_requests(session, service.Scope("", reach))


def _ending(session: Session, reach: Reach) -> int:
    return service.count_ending(session, service.Scope("", reach), asking.now() + SOON)


def _unregistered(session: Session, reach: Reach) -> int:
    return views.count_unregistered(session, service.Scope("", reach))


def asking_for() -> int:
    """The landlord a new room is for, when the address says so."""
    return http.args.get("landlord", 0, int)


def _names(session: Session) -> dict[str, Any]:
    """What boxes and landlords are called, by number."""
    return {
        "boxes": {box.id: box for box in edges.boxes(session)},
        "landlords": {landlord.id: landlord.name for landlord in account.landlords(session)},
        "is_office": scope().is_office,
    }


def _form(
    status: int,
    form: RoomForm,
    complaints: dict[str, Any] | None = None,
    room: service.RoomRow | None = None,
) -> Response:
    page = render_template(
        "rental/room_form.html",
        form=form,
        complaints=complaints or {},
        room=room,
        landlord=choosing.LANDLORD.choice(form.landlord_id),
        box=choosing.BOX.choice(form.box_id),
    )
    return make_response(page, status)
