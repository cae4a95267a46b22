"""The pages of houses: all of them, one as a picture of its rooms, what is known of it, an inspection, an appeal."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import service as account
from central.clock import service as clocks
from central.place import service as places
from central.rental import asking
from central.rental.asking import HOUSE_READERS, WRITERS, acting, found, scope
from central.rental.choosing import LANDLORD
from central.rental.forms import number
from central.rental.housing import (
    appeals,
    buildings,
    crowding,
    finding_pages,
    findings,
    hazards,
    inspecting,
    judging,
    lists,
    room_pages,
    rule_pages,
    settings,
    views,
    words,
)
from central.rental.housing.forms import BuildingForm, LookForm, text_of, why_complaints
from central.rental.housing.views import BoardRoom, BuildingRow
from central.rental.reporting import moving
from central.rental.rules import NotPossible
from central.rental.scope import Scope
from central.rental.storeys import views as storeys
from central.rental.words import ROOM_STATES
from central.web import changes, needs, shell, showing
from central.web.grants import Reach
from central.web.once import once
from central.web.roles import Role, open_to

blueprint = Blueprint("buildings", __name__, template_folder="templates")
KEEPERS = (Role.OFFICE, Role.REGISTRAR)
"""Who says what houses there are."""
INSPECTORS = (*KEEPERS, Role.SQUAD_LEADER, Role.GRID_WORKER)
"""Who looks at houses."""


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    for pages in (blueprint, room_pages.blueprint, finding_pages.blueprint, rule_pages.blueprint):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(housing=words)
    clocks.listen(app, judging.KIND, inspecting.heard)
    needs.add(
        app,
        needs.Need(
            "hazards",
            words.NEEDS["hazards"],
            "warning",
            "findings.hazards_list",
            _hazards,
            {"state": "counting"},
        ),
        needs.Need(
            "appeals",
            words.NEEDS["appeals"],
            "requests",
            "findings.appeals_list",
            _appeals,
            {"state": "open"},
        ),
    )
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "buildings.buildings_list", lazy_gettext("Houses"), "house"))


@blueprint.get("/buildings")
@open_to(*HOUSE_READERS)
def buildings_list() -> Response:
    """Every house, with how many of its rooms are let and how it is judged."""
    return showing.answer("housing/buildings.html", lists.BUILDINGS, scope())


@blueprint.get("/buildings/<int:building_id>")
@open_to(*HOUSE_READERS)
def building(building_id: int) -> str:
    """One house: its rooms by storey, how it is judged and why, what is known of it."""
    session, who = db.session(), scope()
    row, holds = found(views.building_of(session, who, building_id)), settings.load(session)
    board = views.board(session, who, building_id, holds.standard)
    judged, offered = findings.judgements(session, building_id), views.offered(session, building_id)
    return render_template(
        "housing/building.html",
        building=row,
        floors=_floors(row, board),
        called=storeys.names(session, building_id),
        counts=_counts(board),
        offered=offered,
        is_regulated=crowding.is_regulated(holds.standard, rooms=offered.rooms, beds=offered.beds),
        standard=holds.standard,
        judged=judged,
        linked=findings.seen_of(session, who, [number for each in judged for number in each.because.hazards]),
        sees_notes=who.is_office,
        hazards=findings.hazards_of(session, who, building_id),
        items=hazards.ITEMS,
        inspections=findings.inspections(session, building_id),
        appeal=findings.open_appeal(session, who, building_id),
        **_names(session, row),
    )


@blueprint.route("/buildings/new", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def add() -> Response:
    """A new house."""
    if http.method == "GET":
        return _form(200, BuildingForm())
    form = BuildingForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        made = buildings.add(session, scope(), form.said, now=asking.now())
    flash(_("The house was added. Now give it its rooms."))
    return redirect(url_for(".building", building_id=made), 303)


@blueprint.route("/buildings/<int:building_id>/change", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def change(building_id: int) -> Response:
    """Say something else of a house."""
    row = found(views.building_of(db.session(), scope(), building_id))
    if http.method == "GET":
        return _form(200, BuildingForm.of(row), building=row)
    form = BuildingForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints, building=row)
    try:
        with acting() as session:
            changes.require_as_seen(session, "building", building_id)
            buildings.change(session, scope(), building_id, form.said)
            moving.house_changed(session, building_id)
    except NotPossible:
        return _form(422, form, {"highest": _("There are rooms on other storeys than these.")}, building=row)
    flash(_("What is known of the house was changed."))
    return redirect(url_for(".building", building_id=building_id), 303)


@blueprint.route("/buildings/<int:building_id>/inspect", methods=["GET", "POST"])
@open_to(*INSPECTORS)
@once
def inspect(building_id: int) -> Response:
    """Look at a house: what is wrong, and what is gone of what was wrong."""
    session, who = db.session(), scope()
    row, open_now = found(views.building_of(session, who, building_id)), findings.hazards_of(session, who, building_id)
    if http.method == "GET":
        return _look_page(200, row, LookForm())
    form = LookForm.read(http.form, open_now)
    complaints = form.complaints()
    if complaints:
        return _look_page(422, row, form, complaints)
    try:
        with acting() as writing:
            calendar = clocks.load(writing, clocks.office())
            inspecting.inspect(writing, calendar, who, building_id, form.look, now=asking.now())
    except NotPossible:
        asking.say_too_late()
        return _look_page(422, row, form)
    flash(_("The inspection is noted, and the house judged by it."))
    return redirect(url_for(".building", building_id=building_id), 303)


@blueprint.route("/buildings/<int:building_id>/appeal", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def appeal(building_id: int) -> Response:
    """Ask that a house be judged again."""
    row, text = found(views.building_of(db.session(), scope(), building_id)), text_of(http.form, "words")
    complaints = why_complaints(text, "words") if http.method == "POST" else {}
    if http.method == "GET" or complaints:
        return _appeal_form(422 if complaints else 200, row, text, complaints)
    try:
        with acting() as session:
            calendar = clocks.load(session, clocks.office())
            appeals.ask(session, calendar, scope(), building_id, text, now=asking.now())
    except NotPossible:
        asking.say_too_late()
        return _appeal_form(422, row, text, {})
    flash(_("Your appeal waits for somebody else's decision, within 10 working days."))
    return redirect(url_for(".building", building_id=building_id), 303)


def _appeal_form(status: int, row: BuildingRow, text: str, complaints: dict[str, Any]) -> Response:
    page = render_template("housing/appeal_form.html", building=row, words=text, complaints=complaints)
    return make_response(page, status)


def _floors(row: BuildingRow, board: list[BoardRoom]) -> list[tuple[int | None, list[BoardRoom]]]:
    """Storeys from the top, each with its rooms; those of no storey last."""
    placed = sorted((each for each in board if each.floor is not None), key=lambda each: each.floor or 0)
    by_floor: dict[int | None, list[BoardRoom]] = {
        number: list(rooms) for number, rooms in groupby(placed, key=lambda each: each.floor)
    }
    whole = {number: by_floor.pop(number, []) for number in range(row.highest, row.lowest - 1, -1) if number}
    others = [each for each in board if each.floor is None]
    floors: list[tuple[int | None, list[BoardRoom]]] = [*whole.items(), *by_floor.items()]
    return [*floors, (None, others)] if others else floors


def _counts(board: list[BoardRoom]) -> dict[str, int]:
    """State → how many rooms, in the order of the states."""
    return {state: count for state in ROOM_STATES if (count := sum(each.state == state for each in board))}


def _names(session: Session, row: BuildingRow) -> dict[str, Any]:
    landlords = {landlord.id: landlord.name for landlord in account.landlords(session)}
    place = places.place_of(session, row.place_id)
    return {"landlord": landlords.get(row.landlord_id or 0, ""), "place": place.name if place else ""}


def _form(
    status: int, form: BuildingForm, complaints: dict[str, Any] | None = None, building: BuildingRow | None = None
) -> Response:
    page = render_template(
        "housing/building_form.html",
        form=form,
        complaints=complaints or {},
        building=building,
        places=places.places(db.session(), scope().reach),
        landlord=LANDLORD.choice(number(form.landlord)),
    )
    return make_response(page, status)


def _look_page(status: int, row: BuildingRow, form: LookForm, complaints: dict[str, Any] | None = None) -> Response:
    session, who = db.session(), scope()
    standard = settings.load(session).standard
    offered = views.offered(session, row.id)
    facts = row.facts(is_regulated=crowding.is_regulated(standard, rooms=offered.rooms, beds=offered.beds))
    page = render_template(
        "housing/inspect.html",
        building=row,
        form=form,
        complaints=complaints or {},
        items=[each for each in hazards.ITEMS.values() if each.concerns(facts)],
        open_now=findings.hazards_of(session, who, row.id),
        rooms=views.board(session, who, row.id, standard),
        storeys=storeys.numbers(row),
        purposes=words.PURPOSES,
    )
    return make_response(page, status)


def _hazards(session: Session, reach: Reach) -> int:
    return findings.count_hazards(session, Scope("", reach))


def _appeals(session: Session, reach: Reach) -> int:
    return findings.count_appeals(session, Scope("", reach))
