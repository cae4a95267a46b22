"""Whose rooms somebody may see and change, and in whose name they act."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from central.rental.tables import registration, room, stay


class NotThere(Exception):
    """There is no such thing, or it is somebody else's; which of them nobody is told."""


@dataclass(frozen=True)
class Scope:
    """by: who acts, for the record. landlord_id: whose rooms they see; None: all, as administrators do."""

    by: str
    landlord_id: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether every room is in it."""
        return self.landlord_id is None

    def rooms(self) -> ColumnElement[bool]:
        """What every question about rooms, and whatever hangs on them, is asked with."""
        return true() if self.landlord_id is None else room.c.landlord_id == self.landlord_id

    def registrations(self) -> ColumnElement[bool]:
        """The same for people who have registered: those of a stay in these rooms, and those without a stay who named
        one of these rooms, or stood at a door where all rooms are this landlord's.
        """
        if self.landlord_id is None:
            return true()
        of_stay = select(stay.c.id).join(room, room.c.id == stay.c.room_id).where(self.rooms())
        named = select(room.c.id).where(self.rooms(), room.c.box_id == registration.c.box_id)
        named = named.where(room.c.name == registration.c.room).correlate(registration)
        whole = select(room.c.box_id).where(room.c.box_id.is_not(None)).group_by(room.c.box_id)
        whole = whole.having(func.min(room.c.landlord_id) == self.landlord_id)
        whole = whole.having(func.max(room.c.landlord_id) == self.landlord_id)
        homeless = and_(registration.c.stay_id.is_(None), or_(named.exists(), registration.c.box_id.in_(whole)))
        return or_(registration.c.stay_id.in_(of_stay), homeless)
