"""The lists of buildings, hazards and appeals, as pages and files show them."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func

from central.place.choosing import in_place
from central.place.service import within
from central.rental.housing import findings, hazards, tiers, views, words
from central.rental.housing.appeals import AppealState
from central.rental.housing.findings import AppealRow, HazardRow
from central.rental.housing.tables import appeal, building, hazard
from central.rental.housing.views import BuildingRow
from central.rental.scope import Scope
from central.rental.words import sign
from central.web import moments
from central.web.filters import hidden_number, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Listing


def _at(reach: Reach) -> ColumnElement[bool]:
    return within(reach, building.c.place_id)


def _colour(colour: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: building.c.tier == colour


def _day(at: int | None) -> Any:
    return None if at is None else moments.local(at)


_COLOURS = {colour or "none": (words.TIERS[colour][2], _colour(colour)) for colour in (*tiers.COLOURS, "")}

BUILDINGS: Listing[BuildingRow, Scope] = Listing(
    "buildings",
    _("Houses"),
    (
        Column("name", _("House"), lambda row: row.name, building.c.name),
        Column("address", _("Address"), lambda row: row.address, building.c.address),
        Column("tier", _("Colour"), lambda row: sign(words.TIERS, row.tier)[2], building.c.tier),
        Column("stars", _("Stars"), lambda row: row.stars, func.coalesce(building.c.stars, 0)),
        Column("rooms", _("Rooms"), lambda row: row.rooms),
        Column("let", _("Let"), lambda row: row.let),
        Column("vacant", _("Vacant"), lambda row: row.vacant),
        Column("people", _("People"), lambda row: row.people),
        Column("hazards", _("Hazards"), lambda row: row.hazards),
        Column(
            "again", _("Look again by"), lambda row: _day(row.look_again_at), func.coalesce(building.c.look_again_at, 0)
        ),
    ),
    building.c.id,
    views.buildings_chosen,
    views.building_rows,
    "name",
    (
        words_in("q", _("House or address"), building.c.name, building.c.address),
        in_place(_at),
        one_of("tier", _("Colour"), _COLOURS),
        one_of("again", _("Look again"), {"due": (_("due"), lambda: building.c.look_again_at < moments.now())}),
    ),
)

HAZARDS: Listing[HazardRow, Scope] = Listing(
    "hazards",
    _("Hazards"),
    (
        Column("item", _("Hazard"), lambda row: words.item(row.item), hazard.c.item),
        Column("building", _("House"), lambda row: row.building, building.c.name),
        Column("room", _("Room"), lambda row: row.room or ""),
        Column("state", _("State"), lambda row: words.hazard_state(row.state), hazard.c.state),
        Column("found", _("Found on"), lambda row: _day(row.found_at), hazard.c.found_at),
        Column("words", _("Says"), lambda row: row.words, on_page=False),
    ),
    hazard.c.id,
    findings.hazards_chosen,
    findings.hazard_rows,
    "-found",
    (
        words_in("q", _("House"), building.c.name),
        in_place(_at),
        one_of(
            "state",
            _("State"),
            {
                "counting": (
                    _("Not yet seen to be gone"),
                    lambda: hazard.c.state.in_([s.value for s in hazards.COUNT]),
                ),
                "over": (_("No longer there"), lambda: hazard.c.state.not_in([s.value for s in hazards.COUNT])),
            },
        ),
        hidden_number("building", hazard.c.building_id),
    ),
)

APPEALS: Listing[AppealRow, Scope] = Listing(
    "appeals",
    _("Appeals"),
    (
        Column("building", _("House"), lambda row: row.building, building.c.name),
        Column("state", _("State"), lambda row: sign(words.APPEAL_STATES, row.state)[2], appeal.c.state),
        Column("asked", _("Asked"), lambda row: _day(row.asked_at), appeal.c.asked_at),
        Column("by", _("By whom"), lambda row: row.asked_by, appeal.c.asked_by),
    ),
    appeal.c.id,
    findings.appeals_chosen,
    findings.appeal_rows,
    "-asked",
    (
        words_in("q", _("House"), building.c.name),
        one_of(
            "state", _("State"), {"open": (_("Waits for a decision"), lambda: appeal.c.state == AppealState.OPEN.value)}
        ),
    ),
)
