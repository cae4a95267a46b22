"""Writes what boxes were told of guests who open by a code; those that were heard since have done it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, update

from central.edges.last_words import subject_of
from central.edges.tables import box, box_order
from central.rental.tables import rental_order
from central.town.boxes import heard_until
from central.town.layout import House
from central.town.town import BY, Town
from central.town.writing import Rows
from wire.orders import Visit

_ORDER: Final = (
    *("box_id", "id", "made_at", "made_by", "expires", "kind", "body", "subject"),
    *("outcome", "detail", "settled_at"),
)
_DONE_AFTER: Final = 1500
"""How long a box takes, ms."""
_GIVEN = update(box).where(box.c.id == bindparam("of_box")).values(last_order=bindparam("last"))


@dataclass(frozen=True)
class Told:
    """A visit as a box was told of it. at: when, Unix ms."""

    stay_id: int
    room_id: int
    at: int
    visit: Visit


def write(rows: Rows, town: Town, told: Iterable[Told]) -> None:
    """Orders for the boxes at these rooms, in the order in which they were made."""
    found = list(_numbered(town, sorted(told, key=lambda each: each.at)))
    rows.put(box_order, _ORDER, [_order(town, *each) for each in found])
    of_stays = [(house.number, visit.id, each.stay_id) for house, visit, each in found]
    rows.put(rental_order, ("box_id", "order_id", "stay_id"), of_stays)
    last = {house.number: visit.id for house, visit, _ in found}
    if last:
        given = [{"of_box": box_id, "last": number} for box_id, number in last.items()]
        rows.session.connection().execute(_GIVEN, given)


def _numbered(town: Town, told: Iterable[Told]) -> Iterator[tuple[House, Visit, Told]]:
    """As `central.edges.orders` numbers them: by the time, each behind those before it at its box."""
    heard, last = {house.number for house in town.with_box}, dict[int, int]()
    spots = {room.id: room.spot for room in town.living.rooms}
    for each in told:
        spot = spots[each.room_id]
        house = spot.house
        if house.number in heard:
            last[house.number] = max(each.at, last.get(house.number, 0) + 1)
            yield house, msgspec.structs.replace(each.visit, id=last[house.number], room=spot.name), each


def _order(town: Town, house: House, visit: Visit, each: Told) -> tuple[Any, ...]:
    kind, body = str(Visit.__struct_config__.tag), msgspec.json.encode(visit)
    made = house.number, visit.id, each.at, BY, visit.expires, kind, body, subject_of(visit)
    done_at = each.at + _DONE_AFTER
    return (*made, "done", "", done_at) if done_at <= heard_until(house, town.now) else (*made, None, None, None)
