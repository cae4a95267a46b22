"""Whose rooms, stays and people somebody may see and change, and in whose name they act."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from central.edges import service as edges
from central.place import service as places
from central.rental.housing.tables import building
from central.rental.tables import registration, room, stay
from central.web.grants import EVERYWHERE, Reach


class NotThere(Exception):
    """There is no such thing, or it is somebody else's; which of them nobody is told."""


@dataclass(frozen=True)
class Scope:
    """by: who acts, for the record. reach: how far they see; everywhere for central itself."""

    by: str
    reach: Reach = EVERYWHERE

    @classmethod
    def of_landlord(cls, name: str, number: int) -> "Scope":
        """A landlord's: what is their own."""
        return cls(name, Reach(owner=number))

    @property
    def is_office(self) -> bool:
        """Whether they look at what is other people's."""
        return self.reach.is_office

    def rooms(self) -> ColumnElement[bool]:
        """What every question about rooms is asked with: those at boxes within reach, those without a box in buildings
        within reach, and one's own.
        """
        if self.reach.is_town:
            return true()
        if not self.is_office:
            # A landlord's own: beside other ways, which reach nothing, a database would look at every room of the town.
            return self._owned(room.c.landlord_id)
        standing = building.alias()
        here = select(standing.c.id).where(places.within(self.reach, standing.c.place_id))
        at_boxes = room.c.box_id.in_(edges.boxes_within(self.reach))
        without_box = and_(room.c.box_id.is_(None), room.c.building_id.in_(here))
        return or_(self._owned(room.c.landlord_id), at_boxes, without_box)

    def buildings(self) -> ColumnElement[bool]:
        """The same for buildings: one's own, those with such a room, and those within reach where no box is: a box that
        was put elsewhere has taken its building along.
        """
        if self.reach.is_town:
            return true()
        with_room = select(room.c.building_id).where(self.rooms(), room.c.building_id.is_not(None))
        at_a_box = select(room.c.building_id).where(room.c.box_id.is_not(None), room.c.building_id.is_not(None))
        here = and_(places.within(self.reach, building.c.place_id), building.c.id.not_in(at_a_box))
        return or_(here, self._owned(building.c.landlord_id), building.c.id.in_(with_room))

    def rooms_within(self) -> ColumnElement[bool]:
        """Of the rooms of a building in scope, those that are seen there: their own by a landlord."""
        return self.rooms() if self.is_office else self._owned(room.c.landlord_id)

    def stays(self) -> ColumnElement[bool]:
        """The same for stays, asked together with their rooms: those in these rooms, and single ones."""
        return or_(self.rooms(), stay.c.id.in_(self._cases("stay"))) if self.is_office else self.rooms()

    def stays_alone(self) -> ColumnElement[bool]:
        """The same, asked without their rooms: for counts that look up these rooms alone, however large the town."""
        if self.reach.is_town:
            return true()
        here = stay.c.room_id.in_(select(room.c.id).where(self.rooms()).correlate(None))
        return or_(here, stay.c.id.in_(self._cases("stay"))) if self.is_office else here

    def registrations(self) -> ColumnElement[bool]:
        """The same for people who have registered: those of a stay in these rooms, those without a stay who stood at a
        door within reach or named one of these rooms, or stood at a door where all rooms are this landlord's; and
        single ones.
        """
        if self.reach.is_town:
            return true()
        here = registration.c.box_id.in_(edges.boxes_within(self.reach))
        homeless = and_(registration.c.stay_id.is_(None), or_(here, self._named(), self._whole_house()))
        of_stay = select(stay.c.id).join(room, room.c.id == stay.c.room_id).where(self.stays())
        alone = registration.c.id.in_(self._cases("registration"))
        return or_(registration.c.stay_id.in_(of_stay), homeless, alone)

    def _owned(self, landlord_id: ColumnElement[int | None]) -> ColumnElement[bool]:
        return false() if self.reach.owner is None else landlord_id == self.reach.owner

    def _named(self) -> ColumnElement[bool]:
        named = select(room.c.id).where(self.rooms(), room.c.box_id == registration.c.box_id)
        return named.where(room.c.name == registration.c.room).correlate(registration).exists()

    def _whole_house(self) -> ColumnElement[bool]:
        if self.reach.owner is None:
            return false()
        whole = select(room.c.box_id).where(room.c.box_id.is_not(None)).group_by(room.c.box_id)
        whole = whole.having(func.min(room.c.landlord_id) == self.reach.owner)
        return registration.c.box_id.in_(whole.having(func.max(room.c.landlord_id) == self.reach.owner))

    def _cases(self, kind: str) -> list[int]:
        """The numbers of the single cases of this kind."""
        named = (case.partition(":") for case in self.reach.cases)
        return sorted(int(number) for word, _, number in named if word == kind)
