"""Rooms as they are lived in, stays, and the people: plain rows, before anybody writes them. Times are Unix ms."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from central.rental.rules import RegistrationState, StayState
from central.town.habits import Habit
from central.town.layout import House, Spot

_WITHDRAWN: Final = 400
"""One in so many has withdrawn their face."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A row of stays."""

    id: int
    room_id: int
    begin: int
    until: int
    places: int
    minors: bool
    state: StayState
    made_at: int
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has registered. id: of the registration; token: what the box calls them.

    since, until: when the door has opened for them.
    """

    id: int
    token: str
    house: House
    stay_id: int
    room: str
    name: str
    number: str
    birth: date
    is_male: bool
    home: tuple[str, str]
    habit: Habit
    ways: tuple[str, ...]
    has_face: bool
    state: RegistrationState
    registered_at: int
    since: int
    until: int

    @property
    def has_withdrawn(self) -> bool:
        """Whether they have taken back that their face is used."""
        return self.has_face and self.state is RegistrationState.GRANTED and self.id % _WITHDRAWN == 7


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it is. area: tenths of a square metre. people: how many live there now."""

    id: int
    spot: Spot
    bedrooms: int
    area: int
    people: int
