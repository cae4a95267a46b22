"""Whether somebody may be given a room: its state, its building's colour, and how many would live in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental.guests import counting
from central.rental.housing import crowding, room_states, settings, tiers
from central.rental.housing.crowding import Excess, Measures, Standard
from central.rental.housing.room_states import RoomState, Use
from central.rental.housing.tables import building, judgement, stay_exception
from central.rental.rules import IN_FORCE, NotPossible
from central.rental.tables import room, stay


class NotLet(NotPossible):
    """Nobody may be given the room as it stands. state: the room's; colour: of the building, where that is why."""

    def __init__(self, state: RoomState, colour: str = "") -> None:
        super().__init__(f"the room is {state}" if not colour else f"the building is {colour}")
        self.state, self.colour = state, colour


class TooMany(NotPossible):
    """More people than may live in the room. room: what is known of it."""

    def __init__(self, excesses: Sequence[Excess], standard: Standard, measures: Measures) -> None:
        super().__init__(
            ", ".join(f"{each.people} people where {each.most} may live, by {each.limit}" for each in excesses)
        )
        self.excesses, self.standard, self.measures = excesses, standard, measures

    @property
    def may_be_overridden(self) -> bool:
        """Whether it may be for people who have a legal duty to care for one another."""
        return all(excess.may_be_overridden for excess in self.excesses)


@dataclass(frozen=True)
class Wanted:
    """People who are to live in a room. stay_id: of a stay that is there already, and does not count twice; guest_id:
    the same for a relative.

    family: why they may be more than a bedroom is meant for; "" where nobody says so.
    """

    begin: int
    until: int
    people: int
    stay_id: int | None = None
    family: str = ""
    guest_id: int | None = None


def require(session: Session, room_id: int, wanted: Wanted) -> bool:
    """Raise NotLet or TooMany unless the room may be given to them; whether it takes the exception for families.

    The room is held by whoever asks, so that two who give one room see each other's stays.
    """
    chosen = select(room, building.c.tier).outerjoin(building, building.c.id == room.c.building_id)
    row = session.execute(chosen.where(room.c.id == room_id)).one()
    holds = settings.load(session)
    _require_let(row, _scheme_of(session, row.building_id))
    return _require_space(session, row, wanted, holds.standard)


def require_let(session: Session, room_id: int) -> None:
    """Raise NotLet unless somebody may be given the room, however many there are."""
    chosen = select(room, building.c.tier).outerjoin(building, building.c.id == room.c.building_id)
    row = session.execute(chosen.where(room.c.id == room_id)).one()
    _require_let(row, _scheme_of(session, row.building_id))


def require_space_for(session: Session, room_id: int, wanted: Wanted) -> None:
    """Raise TooMany unless so many more people have space in the room, whoever it may be given to."""
    row = session.execute(select(room).where(room.c.id == room_id)).one()
    _require_space(session, row, wanted, settings.load(session).standard)


def note_exception(session: Session, stay_id: int, why: str, *, by: str, now: int) -> None:
    """Keep why so many may live together."""
    row = {"stay_id": stay_id, "why": why, "made_at": now, "made_by": by}
    session.execute(insert(stay_exception), row)
    audit.note(session, act="stay.exception", of=f"stay:{stay_id}", why=why)


def exception_of(session: Session, stay_id: int) -> str:
    """Why the people of a stay may be more than a bedroom is meant for; "" where nobody has said so."""
    return session.scalar(select(stay_exception.c.why).where(stay_exception.c.stay_id == stay_id)) or ""


def measures_of(row: Any) -> Measures:
    """What a row of rooms says of the room."""
    return Measures(Use(row.use), row.area, row.bedrooms)


def _scheme_of(session: Session, building_id: int | None) -> str:
    """The scheme a building has its colour from; the office may have chosen another since."""
    of_house = select(judgement.c.scheme).where(judgement.c.building_id == building_id)
    return session.scalar(of_house.order_by(judgement.c.id.desc()).limit(1)) or ""


def _require_let(row: Any, scheme: str) -> None:
    state = RoomState(row.state)
    if state not in room_states.TAKES_STAYS:
        raise NotLet(state)
    if row.tier and not tiers.is_let(scheme, row.tier):
        raise NotLet(state, row.tier)


def _require_space(session: Session, row: Any, wanted: Wanted, standard: Standard) -> bool:
    in_force = stay.c.room_id == row.id, stay.c.state.in_([state.value for state in IN_FORCE])
    chosen = select(stay.c.begin, stay.c.until, stay.c.places).where(
        *in_force, stay.c.id.is_distinct_from(wanted.stay_id)
    )
    others = [tuple(each) for each in session.execute(chosen)] + counting.of_room(session, row.id, but=wanted.guest_id)
    people = crowding.most_at_once(wanted.begin, wanted.until, wanted.people, others)
    found = crowding.excesses(standard, measures_of(row), people)
    if not found:
        return False
    refused = TooMany(found, standard, measures_of(row))
    if not wanted.family or not refused.may_be_overridden:
        raise refused
    return True
