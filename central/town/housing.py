"""Writes buildings and rooms."""

from central.rental.housing.room_states import RoomState, Use
from central.rental.housing.tables import building
from central.rental.rules import StayState
from central.rental.tables import room
from central.town.inhabitants import Room
from central.town.layout import TOWN_NAME, House, Presence
from central.town.letting import FIRM
from central.town.staff import landlord_id
from central.town.town import BY, Town
from central.town.writing import Rows

_BUILDING = (
    "id",
    "place_id",
    "name",
    "address",
    "landlord_id",
    "agent",
    "highest",
    "stairs",
    "has_shop",
    "shares_kitchen",
    "is_self_built",
    "appraised_on",
    "tier",
    "made_at",
    "made_by",
)
_ROOM = (
    "id",
    "landlord_id",
    "box_id",
    "name",
    "made_at",
    "building_id",
    "floor",
    "area",
    "bedrooms",
    "beds",
    "use",
    "state",
)


def write(rows: Rows, town: Town) -> None:
    """The houses and their rooms, each room in the state its stays say."""
    rows.put(building, _BUILDING, [_building(house, town) for house in town.layout.houses])
    reserved = {stay.room_id for stay in town.living.stays if stay.state is StayState.PLANNED}
    rows.put(room, _ROOM, [_room(each, town, is_reserved=each.id in reserved) for each in town.living.rooms])
    rows.number_on(building, room)


def _building(house: House, town: Town) -> tuple[object, ...]:
    is_village = house.area.name.endswith("村")
    return (
        house.number,
        house.place_id,
        house.name,
        f"{TOWN_NAME}{house.area.name}{house.name[2:]}",
        landlord_id(house.landlord),
        FIRM if house.area.is_industrial else "",
        house.floors,
        2 if house.rooms > 12 else 1,
        house.number % 9 == 0,
        is_village and house.number % 3 == 0,
        is_village,
        f"2025-{house.number % 12 + 1:02}-{house.number % 28 + 1:02}" if is_village and house.number % 5 else None,
        "",
        town.began,
        BY,
    )


def _room(each: Room, town: Town, *, is_reserved: bool) -> tuple[object, ...]:
    house = each.spot.house
    state = RoomState.OCCUPIED if each.people else RoomState.RESERVED if is_reserved else RoomState.VACANT
    use = Use.FLAT if each.spot.is_owned or each.bedrooms > 1 else Use.BEDROOM
    return (
        each.id,
        landlord_id(house.landlord),
        None if house.presence is Presence.NONE else house.number,
        each.spot.name,
        town.began,
        house.number,
        each.spot.floor,
        each.area,
        each.bedrooms,
        2 * each.bedrooms,
        (Use.DORMITORY if house.area.is_industrial else use).value,
        state.value,
    )
