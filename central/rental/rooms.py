"""Rooms: whose they are, at which box, and what they are called."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental import rules
from central.rental.housing import buildings
from central.rental.reporting import moving
from central.rental.scope import NotThere
from central.rental.tables import room, stay

NAME_LENGTH = 40


class RoomTaken(Exception):
    """The box knows another room by that name."""


class RoomInUse(Exception):
    """People are or were invited to it, its box knows it by name, or something else tells of it."""


def name_is_possible(name: str) -> bool:
    """Whether a room may be called that."""
    return 1 <= len(name) <= NAME_LENGTH and name.isprintable() and name == name.strip()


def add(session: Session, *, landlord_id: int, box_id: int | None, name: str, now: int) -> int:
    """A new room, in the building its box stands at; its number.

    Raises RoomTaken, NotThere for a landlord or a box there is not.
    """
    _require_free(session, box_id, name)
    row: dict[str, Any] = {"landlord_id": landlord_id, "box_id": box_id, "name": name, "made_at": now}
    try:
        if box_id is not None:
            row["building_id"] = buildings.of_box(session, box_id, landlord_id, now=now)
        made = int(session.execute(insert(room).values(row).returning(room.c.id)).scalar_one())
    except IntegrityError as error:
        raise NotThere from error
    buildings.follow_rooms(session, row.get("building_id"))
    if box_id is not None:
        moving.house_changed(session, row.get("building_id"))
    detail = {"landlord": landlord_id, "box": box_id, "name": name}
    audit.note(session, act="room.add", of=f"room:{made}", detail=detail)
    return made


def change(session: Session, room_id: int, *, landlord_id: int, box_id: int | None, name: str, now: int) -> None:
    """Another landlord, box or name; with another box, the building that stands at.

    Raises NotThere, RoomTaken, RoomInUse (a stay needs box and name as they are).
    """
    known = session.execute(select(room).where(room.c.id == room_id).with_for_update(key_share=True)).one_or_none()
    if known is None:
        raise NotThere
    if (known.box_id, known.name) != (box_id, name):
        _require_unused(session, room_id)
        _require_free(session, box_id, name)
    row: dict[str, Any] = {"landlord_id": landlord_id, "box_id": box_id, "name": name}
    if box_id is not None and box_id != known.box_id:
        row["building_id"] = buildings.of_box(session, box_id, landlord_id, now=now)
    try:
        session.execute(update(room).where(room.c.id == room_id).values(row))
    except IntegrityError as error:
        raise NotThere from error
    buildings.follow_rooms(session, known.building_id, row.get("building_id", known.building_id))
    moving.room_changed(session, room_id, known.building_id)
    was = {"landlord before": known.landlord_id, "box before": known.box_id, "name before": known.name}
    told = {"landlord": landlord_id, "box": box_id, "name": name, "building": row.get("building_id", known.building_id)}
    audit.note(session, act="room.change", of=f"room:{room_id}", detail=told | was)


def remove_all(session: Session, room_ids: Collection[int]) -> None:
    """Take away rooms that nothing was ever done with; those that are gone already are passed over.

    Raises RoomInUse where one of them is used: the caller's savepoint keeps the others then.
    """
    chosen = select(room).where(room.c.id.in_(room_ids)).order_by(room.c.id).with_for_update()
    known = session.execute(chosen).all()
    if any(row.box_id is not None for row in known):
        raise RoomInUse
    try:
        session.execute(delete(room).where(room.c.id.in_([row.id for row in known])))
    except IntegrityError as error:
        raise RoomInUse from error
    buildings.follow_rooms(session, *(row.building_id for row in known))
    for row in known:
        detail = {"landlord before": row.landlord_id, "building before": row.building_id, "name before": row.name}
        audit.note(session, act="room.remove", of=f"room:{row.id}", detail=detail)


def _require_free(session: Session, box_id: int | None, name: str) -> None:
    if box_id is not None and session.scalar(select(room.c.id).where(room.c.box_id == box_id, room.c.name == name)):
        raise RoomTaken


def _require_unused(session: Session, room_id: int) -> None:
    in_force = stay.c.room_id == room_id, stay.c.state.in_([state.value for state in rules.IN_FORCE])
    if session.scalar(select(stay.c.id).where(*in_force).limit(1)):
        raise RoomInUse
