"""Writes the tree of places."""

from sqlalchemy import update

from central.place.tables import place
from central.town.layout import TOWN_NAME
from central.town.town import BY, Town
from central.town.writing import Rows
from central.web.grants import TOWN


def write(rows: Rows, town: Town) -> None:
    """The areas, grids and buildings; the town itself gets its name."""
    rows.session.execute(update(place).where(place.c.id == TOWN).values(name=TOWN_NAME))
    found = [(each.id, each.kind.value, each.name, each.parent_id, each.path) for each in town.layout.places]
    columns = ("id", "kind", "name", "parent_id", "path", "made_at", "made_by")
    rows.put(place, columns, [(*row, town.began, BY) for row in found])
    rows.number_on(place)
