"""A landlord's first page: what needs them, each done in place, and their houses; and a box they add themselves."""

from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.account import service as account
from central.audit import service as audit
from central.clock import service as clocks
from central.edges import service as edges
from central.rental import asking, days, names, service
from central.rental.asking import acting, found, scope
from central.rental.forms import number
from central.rental.housing.deadlines import LETTING
from central.rental.landlord import boxes, views
from central.rental.landlord.boxes import ComingBox
from central.rental.landlord.warnings import warnings
from central.rental.rooms import RoomInUse, RoomTaken
from central.rental.rules import NotPossible
from central.web import home, paging
from central.web.address import central
from central.web.letters import strange_sign
from central.web.once import once
from central.web.qr import picture
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor

blueprint = Blueprint("letting", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    home.put(app, Role.LANDLORD, first)


def first() -> str:
    """What needs them, and their houses page by page."""
    session, who, at = db.session(), scope(), asking.now()
    audit.note_read(db.database(), act="registrations.read", why="looking after one's own rooms")
    asked, incomplete = service.requests(session, who), views.incomplete(session, who)
    unregistered, ending = views.unregistered(session, who), views.ending(session, who, at)
    houses, calendar = views.page_of_houses(session, who, paging.spot()), clocks.load(session, clocks.office())
    return render_template(
        "landlord/home.html",
        warnings=warnings(session, who, at),
        codes=account.codes_made(session, present_visitor().id, at - account.TOLD_FOR),
        asked=views.Some(asked[: views.MOST], len(asked)),
        incomplete=incomplete,
        names={row.registration_id: names.masked_name(row.name, row.registration_id, row.person) for row in asked}
        | {row.id: names.masked_name(row.name, row.id, row.person) for row in incomplete.rows},
        unregistered=unregistered,
        due=views.reported_by(session, calendar, unregistered.rows, at),
        report=LETTING,
        complete_by=views.complete_by(session, incomplete.rows, at),
        ending=ending,
        longer={row.id: _longer(row.until) for row in ending.rows},
        doors=views.doors(session, who, at),
        coming=boxes.coming(session, who),
        houses=houses,
        rooms=views.rooms_of(session, who, houses.rows),
        own_houses=boxes.houses(session, who),
        now=at,
    )


@blueprint.route("/own-boxes/new", methods=["GET", "POST"])
@open_to(Role.LANDLORD)
@once
def add_box() -> Response:
    """A code for a box in a house of theirs, shown this once."""
    session, who = db.session(), scope()
    houses = boxes.houses(session, who)
    chosen = number(http.form.get("house")) or http.args.get("house", 0, int)
    name = http.form.get("name", "").strip()
    if http.method == "GET":
        return _add_page(200, houses, chosen or (houses[0].id if len(houses) == 1 else 0), name)
    if chosen not in {house.id for house in houses}:
        return _add_page(422, houses, chosen, name, {"house": _("Choose a house.")})
    try:
        with acting() as writing:
            called = name or next(house.name for house in houses if house.id == chosen)
            made = boxes.ask(writing, who, chosen, called, now=asking.now())
    except ValueError:
        complaints = {"name": strange_sign(name) or _("Use 1 to 100 letters: the street and number, for example.")}
        return _add_page(422, houses, chosen, name, complaints)
    except NotPossible:
        full = _(
            "%(number)s codes wait for their boxes: use one of them, or wait half an hour.", number=boxes.MOST_CODES
        )
        return _add_page(422, houses, chosen, name, {"house": full})
    link = f"{central()}/claim#{made.code}"
    values = {"made": made, "central": central(), "picture": picture(link), "minutes": edges.CODE_LIFE // 60_000}
    return make_response(render_template("landlord/box_code.html", **values), 201)


@blueprint.route("/own-boxes/<int:coming_id>", methods=["GET", "POST"])
@open_to(Role.LANDLORD)
@once
def coming(coming_id: int) -> Response:
    """Whether the box has come, live; then, which rooms it opens."""
    row = found(boxes.coming_of(db.session(), scope(), coming_id))
    if http.method == "GET":
        return _coming_page(row)
    chosen = [number(each) for each in http.form.getlist("room")]
    if not chosen:
        return _coming_page(row, 422, {"room": _("Choose a room.")})
    try:
        with acting() as session:
            boxes.settle(session, scope(), coming_id, chosen, now=asking.now())
    except (NotPossible, RoomInUse, RoomTaken):
        asking.say_too_late()
        return redirect(url_for(".coming", coming_id=coming_id), 303)
    flash(_("The box opens these rooms now: invite tenants to them."))
    return redirect(url_for("buildings.building", building_id=row.building_id), 303)


def _longer(until: int) -> str:
    """The last day of another year, as a form holds it."""
    return days.a_year_from(days.day_of(until, asking.zone())).isoformat()


def _add_page(
    status: int, houses: list[Any], chosen: int, name: str, complaints: dict[str, Any] | None = None
) -> Response:
    values = {"houses": houses, "chosen": chosen, "name": name, "complaints": complaints or {}}
    return make_response(render_template("landlord/add_box.html", **values), status)


def _coming_page(row: ComingBox, status: int = 200, complaints: dict[str, Any] | None = None) -> Response:
    rooms = boxes.waiting_rooms(db.session(), scope(), row.building_id)
    values = {"row": row, "rooms": rooms, "complaints": complaints or {}, "now": asking.now()}
    return make_response(render_template("landlord/coming.html", **values), status)
