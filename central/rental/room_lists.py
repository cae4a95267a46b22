"""The list of rooms as pages and files show it. A file of it names landlords, so it is made for a purpose."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast

from flask import g
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, func

from central import db
from central.account import service as account
from central.place.choosing import in_place
from central.rental import houses, views, words
from central.rental.housing import words as housing_words
from central.rental.housing.room_states import RoomState
from central.rental.housing.tables import building
from central.rental.scope import Scope
from central.rental.tables import room
from central.rental.views import RoomRow
from central.web import moments, purposes
from central.web.filters import hidden_number, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Listing

_KEPT: Final = "menlu_landlords"


def landlord(row: RoomRow) -> str:
    """Whose room it is."""
    return landlord_name(row.landlord_id)


def landlord_name(number: int) -> str:
    """What a landlord is called; all names are asked for once in a request."""
    if _KEPT not in g:
        setattr(g, _KEPT, {each.id: each.name for each in account.landlords(db.session())})
    return cast(dict[int, str], getattr(g, _KEPT)).get(number, "")


def _at(reach: Reach) -> ColumnElement[bool]:
    return Scope("", reach).rooms()


def _looks(state: RoomState) -> Callable[[], ColumnElement[bool]]:
    """As `room_states.seen_as` says it."""
    vacant = room.c.state == RoomState.VACANT.value
    kept = {
        RoomState.NO_DOOR: and_(vacant, room.c.box_id.is_(None)),
        RoomState.VACANT: and_(vacant, room.c.box_id.is_not(None)),
    }
    return lambda: kept.get(state, room.c.state == state.value)


def _until(row: RoomRow) -> Any:
    return None if row.until is None else moments.local(row.until - 1)


_STATES = {state.value: (words.ROOM_STATES[state][2], _looks(state)) for state in RoomState}

ROOMS: Listing[RoomRow, Scope] = Listing(
    "rooms",
    _("Rooms"),
    (
        Column("name", _("Room"), lambda row: row.name, room.c.name),
        Column("house", _("House"), lambda row: houses.name(row.box_id), func.coalesce(building.c.name, "")),
        Column("floor", _("Storey"), lambda row: row.floor, func.coalesce(room.c.floor, 0), on_page=False),
        Column("landlord", _("Landlord"), landlord, on_page=False),
        Column("state", _("State"), lambda row: words.sign(words.ROOM_STATES, row.state)[2], room.c.state),
        Column("until", _("Let until"), _until),
        Column("use", _("Built as"), lambda row: words.word(housing_words.USES, row.use), on_page=False),
        Column("area", _("Square metres"), lambda row: row.area and row.area / 10, on_page=False),
        Column("more", _("More"), lambda _row: None, in_file=False),
    ),
    room.c.id,
    views.rooms_chosen,
    views.room_rows,
    "house",
    (
        words_in("q", _("Room or house"), room.c.name, func.coalesce(building.c.name, "")),
        in_place(_at),
        one_of("state", _("State"), _STATES),
        hidden_number("building", room.c.building_id),
    ),
    purposes.OF_PEOPLE,
)
TO_READ: Listing[RoomRow, Scope] = replace(ROOMS, columns=[each for each in ROOMS.columns if each.name != "more"])
"""For who invites nobody: without the column of what can be done."""
