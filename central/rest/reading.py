"""What may be read. Each list is in the order of numbers, and goes on behind the last of the page before."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.orm import Session

from central import db, keyset
from central.audit import service as audit
from central.clock import service as clocks
from central.edges import service as edges
from central.place import service as places
from central.rental import service as rental
from central.rental.service import days
from central.rest import models, shaping
from central.rest.models import Listing, OfClocks, OfDay, Paged
from central.rest.operations import Asked, Book
from central.rest.problems import Kind, Trouble
from central.rest.rules import Scope
from central.rest.shaping import Made
from central.rest.tokens import Bearer
from central.rest.words import mark as _
from central.web.grants import Reach

Within = TypeVar("Within", Reach, rental.Scope)
Numbered = TypeVar("Numbered", bound=keyset.Numbered)

book = Book()
_ABOUT: Final = "registration.list"


@book.reads("/places", Scope.PLACES_READ, Listing[models.Place], _("The tree of places."), query=Paged)
def places_list(asked: Asked) -> Listing[models.Place]:
    """Places within reach; each says which it stands in."""
    return _page(asked, asked.bearer.reach, places.places_after, Listing[models.Place], shaping.place)


@book.reads(
    "/outlines",
    Scope.OUTLINES_READ,
    Listing[models.Outline],
    _("Where the places lie: each a Feature of GeoJSON (RFC 7946)."),
    query=Paged,
)
def outlines_list(asked: Asked) -> Listing[models.Outline]:
    """Outlines of the places within reach that have one."""
    return _page(asked, asked.bearer.reach, places.outlines_after, Listing[models.Outline], shaping.outline)


@book.reads("/boxes", Scope.BOXES_READ, Listing[models.Box], _("The boxes beside the doors."), query=Paged)
def boxes_list(asked: Asked) -> Listing[models.Box]:
    """Boxes within reach."""
    return _page(
        asked,
        asked.bearer.reach,
        edges.boxes_after,
        Listing[models.Box],
        lambda row: shaping.box(row, zone(), asked.now),
    )


@book.reads("/doors", Scope.BOXES_READ, Listing[models.Door], _("The doors, and how their locks are."), query=Paged)
def doors_list(asked: Asked) -> Listing[models.Door]:
    """Doors within reach."""
    return _page(
        asked, asked.bearer.reach, edges.doors_after, Listing[models.Door], lambda row: shaping.door(row, zone())
    )


@book.reads(
    "/entry-counts",
    Scope.ENTRIES_COUNT,
    Listing[models.EntryCount],
    _("How many were let in and turned away, by hour; never who."),
    query=OfDay,
)
def entry_counts(asked: Asked) -> Listing[models.EntryCount]:
    """Counts of one day of the town's, by door or place."""
    limit, by_place = asked.query.limit, asked.query.by == "place"
    day = date.fromisoformat(asked.query.day)
    hour, number = _pair(asked.query.after)
    rows = edges.entry_counts(
        db.session(),
        asked.bearer.reach,
        (days.begins(day, zone()), days.ends(day, zone())),
        by_place=by_place,
        after=(hour, number),
        limit=limit + 1,
    )
    return shaping.page(
        rows,
        limit,
        lambda row: f"{row.hour}-{row.id}",
        Listing[models.EntryCount],
        lambda row: shaping.count(row, zone(), by_place=by_place),
    )


@book.reads(
    "/rooms",
    Scope.ROOMS_READ,
    Listing[models.Room],
    _("The rooms that are let, and whether they are taken."),
    query=Paged,
)
def rooms_list(asked: Asked) -> Listing[models.Room]:
    """Rooms within reach."""
    return _page(
        asked, scope_of(asked.bearer), rental.rooms_after, Listing[models.Room], lambda row: shaping.room(row, zone())
    )


@book.reads("/rooms/{room_id}", Scope.ROOMS_READ, models.Room, _("One room."))
def room(asked: Asked) -> models.Room:
    """A room within reach."""
    row = rental.room_of(db.session(), scope_of(asked.bearer), asked.ids["room_id"])
    return shaping.room(found(row), zone())


@book.reads("/stays", Scope.STAYS_READ, Listing[models.Stay], _("Stays in rooms, without those who stay."), query=Paged)
def stays_list(asked: Asked) -> Listing[models.Stay]:
    """Stays within reach."""
    return _page(
        asked, scope_of(asked.bearer), rental.stays_after, Listing[models.Stay], lambda row: shaping.stay(row, zone())
    )


@book.reads("/stays/{stay_id}", Scope.STAYS_READ, models.Stay, _("One stay."), tagged=True)
def stay(asked: Asked) -> models.Stay:
    """A stay within reach."""
    row = rental.stay_of(db.session(), scope_of(asked.bearer), asked.ids["stay_id"])
    return shaping.stay(found(row), zone())


@book.reads(
    "/registrations",
    Scope.REGISTRATIONS_READ,
    Listing[models.Registration],
    _("How registrations stand, without those who registered."),
    query=Paged,
)
def registrations_list(asked: Asked) -> Listing[models.Registration]:
    """Registrations within reach."""
    audit.note_read(db.database(), act=_ABOUT, why=asked.bearer.name)
    return _page(
        asked,
        scope_of(asked.bearer),
        rental.registrations_after,
        Listing[models.Registration],
        lambda row: shaping.registration(row, zone()),
    )


@book.reads("/registrations/{registration_id}", Scope.REGISTRATIONS_READ, models.Registration, _("One registration."))
def registration(asked: Asked) -> models.Registration:
    """A registration within reach."""
    row = found(rental.registration_of(db.session(), scope_of(asked.bearer), asked.ids["registration_id"]))
    audit.note_read(db.database(), act=_ABOUT, of=f"registration:{row.id}", why=asked.bearer.name)
    return shaping.registration(row, zone())


@book.reads(
    "/clocks", Scope.CLOCKS_READ, Listing[models.Clock], _("Deadlines, the most pressing first."), query=OfClocks
)
def clocks_list(asked: Asked) -> Listing[models.Clock]:
    """One list of the clocks within reach."""
    session, limit = db.session(), asked.query.limit
    rows = clocks.listed(
        session,
        clocks.load(session, clocks.office()),
        clocks.When(asked.query.show),
        asked.now,
        after=clocks.Place.read(asked.query.after or ""),
        limit=limit + 1,
        reach=asked.bearer.reach,
    )
    return shaping.page(
        rows,
        limit,
        lambda row: str(clocks.place_of(row)),
        Listing[models.Clock],
        lambda row: shaping.clock(row, zone()),
    )


@book.reads("/matters", Scope.MATTERS_READ, Listing[models.Matter], _("What nobody has looked at yet."), query=Paged)
def matters_list(asked: Asked) -> Listing[models.Matter]:
    """Open matters within reach."""
    return _page(
        asked, asked.bearer.reach, edges.matters_after, Listing[models.Matter], lambda row: shaping.matter(row, zone())
    )


@book.reads("/matters/{matter_id}", Scope.MATTERS_READ, models.Matter, _("One matter, looked at or not."), tagged=True)
def matter(asked: Asked) -> models.Matter:
    """A matter within reach."""
    row = edges.matter_of(db.session(), asked.bearer.reach, asked.ids["matter_id"])
    return shaping.matter(found(row), zone())


def _page(
    asked: Asked,
    within: Within,
    after: Callable[[Session, Within, int, int], list[Numbered]],
    made: type[Listing[Made]],
    shape: Callable[[Numbered], Made],
) -> Listing[Made]:
    """One page of a list in the order of its numbers. after: so many of its rows within that, behind a number."""
    limit = asked.query.limit
    rows = after(db.session(), within, behind(asked), limit + 1)
    return shaping.page(rows, limit, lambda row: str(row.id), made, shape)


def behind(asked: Asked) -> int:
    """The number the page begins behind."""
    return _pair(asked.query.after)[0]


def found(row: shaping.Row | None) -> shaping.Row:
    """The row. Raises Trouble where there is none, or it is beyond the token's reach; which of them is not said."""
    if row is None:
        raise Trouble(Kind.NOT_THERE, "or it is not within the token's reach")
    return row


def scope_of(bearer: Bearer) -> rental.Scope:
    """As far as the token reaches, and in its name."""
    return rental.Scope(f"{bearer.name} ({bearer.by})", bearer.reach)


def zone() -> ZoneInfo:
    """The town's."""
    return cast(ZoneInfo, current_app.extensions["menlu-zone"])


def _pair(cursor: str | None) -> tuple[int, int]:
    first, _dash, second = (cursor or "0").partition("-")
    return int(first), int(second or 0)
