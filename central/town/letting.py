"""Writes who lets rooms for their owners, and rooms that are offered, by rule."""

from datetime import datetime, timedelta
from typing import Any, Final

from central.rental.letting.rules import AgentKind, Answers, ListingState
from central.rental.letting.tables import agent, listing, mandate
from central.sealed.ring import Sealing
from central.town import invented
from central.town.inhabitants import Room
from central.town.layout import House, Presence
from central.town.town import BY, Town
from central.town.writing import Rows

FIRM: Final = "示范公寓管理公司"
"""Who lets the dormitories of the factories (`central.town.housing`)."""
AGENTS: Final = (
    (AgentKind.AGENCY, FIRM, "91330481DEMO000001"),
    (AgentKind.AGENCY, "示范安居房产经纪", "91330481DEMO000002"),
    (AgentKind.SUBLANDLORD, "示范二房东", ""),
)
_AGENT: Final = ("id", "kind", "name", "licence", "contact", "made_at", "made_by")
_MANDATE: Final = ("agent_id", "building_id", "answers", "made_at", "made_by")
_LISTING: Final = (
    *("room_id", "state", "free_from", "rent", "words", "made_at", "made_by", "changed_at", "changed_by", "why"),
)
_SAYS: Final = ("朝南，有阳台", "独立卫生间", "近公交站", "")


def write(rows: Rows, town: Town, sealing: Sealing) -> None:
    """Agents, the houses they let, and vacant rooms that are offered or drafted."""
    firms = [(number, *each) for number, each in enumerate(AGENTS, 1)]
    rows.put(agent, _AGENT, [_agent(*each, town, sealing) for each in firms])
    let = ((number, house) for house in town.layout.houses if (number := _let_by(house)))
    rows.put(mandate, _MANDATE, [(number, house.number, _answers(number), town.began, BY) for number, house in let])
    offered = [room for room in town.living.rooms if _is_listed(room)]
    rows.put(listing, _LISTING, [_listing(room, town) for room in offered])
    rows.number_on(agent, mandate, listing)


def _agent(number: int, kind: AgentKind, name: str, licence: str, town: Town, sealing: Sealing) -> tuple[Any, ...]:
    contact = f"{invented.name(number)} {invented.phone(number)}"
    words = sealing.row(agent, number, {"contact": contact})
    return number, kind.value, name, licence, words["contact"], town.began, BY


def _let_by(house: House) -> int | None:
    """The agent who lets a house; None for its owner."""
    return 1 if house.area.is_industrial else 2 if house.number % 20 == 7 else 3 if house.number % 20 == 13 else None


def _answers(number: int) -> str:
    return (Answers.OWNER if number == 2 else Answers.AGENT).value


def _is_listed(room: Room) -> bool:
    return not room.people and room.spot.house.presence is not Presence.NONE and room.id % 3 != 0


def _listing(room: Room, town: Town) -> tuple[Any, ...]:
    today = datetime.fromtimestamp(town.now / 1000, town.office.zone).date()
    state = ListingState.DRAFT if room.id % 5 == 0 else ListingState.OFFERED
    at, rent = town.now - room.id % 9 * 24 * 3600 * 1000, 400 + room.area * 3 // 10 * 10
    free_from = (today + timedelta(days=room.id % 15)).isoformat()
    return room.id, state.value, free_from, rent, _SAYS[room.id % len(_SAYS)], at, BY, at, BY, ""
