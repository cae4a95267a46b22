"""Rows of a register of houses beside the houses, places and landlords there are."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from central.account import service as account
from central.errors import KeyMissing
from central.rental.registers.checking import Checked, Remark, Wrong
from central.rental.registers.columns import Field
from central.rental.registers.comparing import Compared, Standing
from central.rental.registers.houses.checking import HouseEntry
from central.rental.registers.houses.known import HousesKnown
from central.rental.registers.tables import register_row
from central.rental.scope import Scope
from central.sealed.ring import Ring
from wire.sealed import NotSealed


def compare(session: Session, scope: Scope, place_id: int, rows: Sequence[Checked[HouseEntry]]) -> list[Compared]:
    """What becomes of each row; what is found is added to them. What there is already stays as it is."""
    known = HousesKnown(session, scope, place_id)
    staff = _staff(session, known, rows)
    return [_judged(known, each, staff) for each in rows]


def house_entry(ring: Ring, row_id: int, sealed: str) -> HouseEntry | None:
    """What is kept of a row; None where it does not open here."""
    try:
        return msgspec.json.decode(ring.unseal(register_row.c.said, row_id, sealed) or "null", type=HouseEntry | None)
    except (NotSealed, KeyMissing):
        return None


def _judged(known: HousesKnown, row: Checked[HouseEntry], staff: set[str]) -> Compared:
    place, house = known.place(row.entry), known.house(row.entry)
    if isinstance(place, Wrong):
        row.add(Field.VILLAGE, place)
    if row.entry.landlord in staff:
        row.add(Field.LANDLORD, Wrong.NOT_A_LANDLORD)
    if isinstance(house, Wrong):
        row.add(Field.HOUSE, house)
        house = None
    room = house.rooms.get(row.entry.room_key) if house else None
    if house and not room and row.entry.floor and not house.lowest <= row.entry.floor <= house.highest:
        row.add(Field.FLOOR, Wrong.FLOOR)
    if room and known.landlord(row.entry) != room.landlord_id:
        row.add(Field.LANDLORD, Wrong.OTHER_LANDLORD)
    elif room and _differs(row.entry, room):
        row.add(Field.ROOM, Remark.DIFFERS)
    if row.is_wrong:
        return Compared(row, Standing.WRONG)
    is_there = house and (room or not row.entry.room)
    return Compared(row, Standing.SAME if is_there else Standing.NEW)


def _differs(entry: HouseEntry, room: Any) -> bool:
    """Whether the row says something of the room that is known otherwise."""
    said = {name: getattr(entry, name) for name in ("floor", "area", "bedrooms", "beds", "use")}
    return any(value not in (None, "", getattr(room, name)) for name, value in said.items())


def _staff(session: Session, known: HousesKnown, rows: Sequence[Checked[HouseEntry]]) -> set[str]:
    """Those of the landlords' names by which somebody else signs in."""
    new = {row.entry.landlord for row in rows if row.entry.landlord and known.landlord(row.entry) is None}
    return {name for name in new if account.called(session, name)}
