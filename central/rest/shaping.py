"""Rows of the subjects as models for third parties: what a model has no place for stays here."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from central.clock import service as clocks
from central.edges import service as edges
from central.place import service as places
from central.rental import service as rental
from central.rental.service import days
from central.rest import models
from central.rest.models import Listing, Model

_LAST: Final = 253402214400000
"""31 December 9999, Unix ms: computers' calendars end there, and a box may tell any time."""

Row = TypeVar("Row")
Made = TypeVar("Made", bound=Model)


def moment(at: int, zone: tzinfo) -> str:
    """Unix ms as RFC 3339 on the town's clocks."""
    known = datetime.fromtimestamp(min(max(at, 0), _LAST) / 1000, UTC)
    return known.astimezone(zone).isoformat(timespec="milliseconds")


def perhaps(at: int | None, zone: tzinfo) -> str | None:
    """The same for a moment that may not have come."""
    return None if at is None else moment(at, zone)


def page(
    rows: Sequence[Row],
    limit: int,
    cursor: Callable[[Row], str],
    made: type[Listing[Made]],
    shape: Callable[[Row], Made],
) -> Listing[Made]:
    """One page of at most `limit` things; a row more says that there is a next one."""
    shown = rows[:limit]
    following = cursor(shown[-1]) if len(rows) > limit else None
    return made(items=[shape(row) for row in shown], next=following)


def place(row: places.PlaceRow) -> models.Place:
    """A place."""
    return models.Place(id=row.id, kind=row.kind, name=row.name, parent_id=row.parent_id)


def outline(row: places.OutlineRow) -> models.Outline:
    """Where a place lies."""
    geometry = models.GEOMETRY.validate_json(row.geometry)
    return models.Outline(id=row.place.id, geometry=geometry, properties=place(row.place))


def box(row: edges.NumberedBox, zone: ZoneInfo, now: int) -> models.Box:
    """A box."""
    return models.Box(
        id=row.id,
        name=row.name,
        place_id=row.place_id,
        version=row.version,
        claimed_at=moment(row.claimed_at, zone),
        last_seen=perhaps(row.last_seen, zone),
        is_silent=edges.is_silent(row.last_seen, now),
        is_shut_out=row.revoked_at is not None,
    )


def door(row: edges.NumberedDoor, zone: ZoneInfo) -> models.Door:
    """A door."""
    return models.Door(
        id=row.id,
        box_id=row.box_id,
        place_id=row.place_id,
        name=row.name,
        lock_state=row.lock_state,
        lock_since=perhaps(row.lock_since, zone),
    )


def count(row: edges.EntryCount, zone: ZoneInfo, *, by_place: bool) -> models.EntryCount:
    """A count of one hour."""
    return models.EntryCount(
        hour=moment(row.hour, zone),
        door_id=None if by_place else row.id,
        place_id=row.id if by_place else None,
        granted=row.granted,
        denied=row.denied,
    )


def room(row: rental.RoomRow, zone: ZoneInfo) -> models.Room:
    """A room."""
    return models.Room(
        id=row.id,
        name=row.name,
        box_id=row.box_id,
        state=row.state,
        running=row.running,
        planned=row.planned,
        until=perhaps(row.until, zone),
    )


def stay(row: rental.StayRow, zone: ZoneInfo) -> models.Stay:
    """A stay."""
    return models.Stay(
        id=row.id,
        room_id=row.room_id,
        box_id=row.box_id,
        state=row.state,
        first=days.day_of(row.begin, zone).isoformat(),
        last=days.last_day(row.until, zone).isoformat(),
        places=row.places,
        registered=row.registered,
        made_at=moment(row.made_at, zone),
        ended_at=perhaps(row.ended_at, zone),
    )


def registration(row: rental.RegistrationRow, zone: ZoneInfo) -> models.Registration:
    """That somebody has registered."""
    return models.Registration(
        id=row.id,
        box_id=row.box_id,
        stay_id=row.stay_id,
        state=row.state,
        registered_at=moment(row.registered_at, zone),
        changed_at=moment(row.changed_at, zone),
    )


def clock(row: clocks.ClockRow, zone: ZoneInfo) -> models.Clock:
    """A deadline."""
    return models.Clock(
        id=row.id,
        rule=row.rule.name,
        en=row.rule.en,
        zh=row.rule.zh,
        subject=f"{row.subject.kind}:{row.subject.id}",
        state=row.state,
        started_at=moment(row.started_at, zone),
        due_at=moment(row.due_at, zone),
        ended_at=perhaps(row.ended_at, zone),
        is_late=row.is_late,
        is_provisional=row.is_provisional,
    )


def matter(row: edges.NumberedMatter, zone: ZoneInfo) -> models.Matter:
    """Something staff should look at; the box's own words about it stay here."""
    return models.Matter(
        id=row.id,
        box_id=row.box_id,
        door_id=row.door_id,
        code=row.code,
        level=row.level,
        times=row.times,
        since=moment(row.since, zone),
        last_at=moment(row.last_at, zone),
        looked_at=perhaps(row.settled_at, zone),
    )
