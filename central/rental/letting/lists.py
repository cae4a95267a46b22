"""The lists of agents and of listings, as pages and files show them."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func

from central.place.choosing import in_place
from central.rental.housing.tables import building
from central.rental.housing.words import metres
from central.rental.letting import views
from central.rental.letting.rules import ListingState
from central.rental.letting.tables import agent, listing
from central.rental.letting.views import AgentRow, ListingRow
from central.rental.letting.words import KINDS, STATES
from central.rental.scope import Scope
from central.rental.tables import room
from central.rental.words import sign, word
from central.web.filters import hidden_number, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Listing


def _at(reach: Reach) -> ColumnElement[bool]:
    return Scope("", reach).rooms()


def _is(state: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: listing.c.state == state


def _kind(kind: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: agent.c.kind == kind


def rent(row: ListingRow) -> Any:
    """Yuan a month, as people write it; "" where nobody says."""
    return "" if row.rent is None else _("¥%(rent)s a month", rent=format_decimal(row.rent))


_AREAS: Final[dict[str, tuple[Any, Callable[[], ColumnElement[bool]]]]] = {
    "10": (_("10 m² or more"), lambda: room.c.area >= 100),
    "20": (_("20 m² or more"), lambda: room.c.area >= 200),
    "40": (_("40 m² or more"), lambda: room.c.area >= 400),
}
AGENTS: Final[Listing[AgentRow, Scope]] = Listing(
    "agents",
    _("Agents"),
    (
        Column("name", _("Agent"), lambda row: row.name, agent.c.name),
        Column("kind", _("What they are"), lambda row: word(KINDS, row.kind), agent.c.kind),
        Column("licence", _("Licence"), lambda row: row.licence),
        Column("lets", _("Lets"), lambda row: row.lets),
    ),
    agent.c.id,
    views.agents_chosen,
    views.agent_rows,
    "name",
    (
        words_in("q", _("Name or licence"), agent.c.name, agent.c.licence),
        one_of("kind", _("What they are"), {code: (label, _kind(code)) for code, label in KINDS.items()}),
    ),
)
LISTINGS: Final[Listing[ListingRow, Scope]] = Listing(
    "listings",
    _("Rooms offered"),
    (
        Column("room", _("Room"), lambda row: row.room, room.c.name),
        Column("house", _("House"), lambda row: row.building or ""),
        Column("state", _("State"), lambda row: sign(STATES, row.state)[2], listing.c.state),
        Column("free", _("Free from"), lambda row: row.free_from, listing.c.free_from),
        Column("area", _("Area"), lambda row: metres(row.area), func.coalesce(room.c.area, 0)),
        Column("rent", _("Rent"), rent, func.coalesce(listing.c.rent, 0)),
        Column("words", _("Says"), lambda row: row.words, on_page=False),
    ),
    listing.c.id,
    views.listings_chosen,
    views.listing_rows,
    "free",
    (
        words_in("q", _("House or room"), func.coalesce(building.c.name, ""), room.c.name),
        one_of("state", _("State"), {state.value: (STATES[state][2], _is(state.value)) for state in ListingState}),
        one_of("area", _("Area"), _AREAS),
        in_place(_at),
        hidden_number("room", listing.c.room_id),
    ),
)
