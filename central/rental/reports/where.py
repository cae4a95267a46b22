"""Where a house stands: at the box of its first room that has one, else at the place that is noted with it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from central.edges import service as edges
from central.place import service as places
from central.rental.housing.tables import building
from central.rental.tables import room
from central.web.grants import Reach

_first = room.alias()
BOX: ColumnElement[Any] = (
    select(_first.c.box_id)
    .where(_first.c.building_id == building.c.id, _first.c.box_id.is_not(None))
    .order_by(_first.c.id)
    .limit(1)
    .correlate(building)
    .scalar_subquery()
)
"""The box a house stands at; NULL where it has none."""
NOTED: ColumnElement[Any] = building.c.place_id
"""Where it stands then."""


def within(reach: Reach) -> ColumnElement[bool]:
    """The condition that a house stands within reach; one house stands at one place."""
    without_box = and_(BOX.is_(None), places.within(reach, NOTED))
    return or_(BOX.in_(edges.boxes_within(reach)), without_box)
