"""What storeys are called, and which of them an inspection has looked at."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental.housing import buildings
from central.rental.rules import NotPossible
from central.rental.scope import Scope
from central.rental.storeys.tables import inspected_storey, storey


def name(session: Session, scope: Scope, building_id: int, names: Mapping[int, str]) -> None:
    """Call storeys so; "" for one that is called by its number alone.

    Raises NotThere, NotPossible for one there is not.
    """
    _require(buildings.held(session, scope, building_id), names)
    chosen = select(storey.c.number, storey.c.name).where(storey.c.building_id == building_id)
    before = {row.number: row.name for row in session.execute(chosen)}
    session.execute(delete(storey).where(storey.c.building_id == building_id, storey.c.number.in_(names)))
    rows = [{"building_id": building_id, "number": number, "name": said} for number, said in names.items() if said]
    if rows:
        session.execute(insert(storey), rows)
    changed = {f"storey {number}": said for number, said in names.items() if said != before.get(number, "")}
    audit.note(session, act="building.storeys", of=f"building:{building_id}", detail=changed)


def looked_at(session: Session, house: Any, inspection_id: int, numbers: Collection[int]) -> None:
    """The inspection of a building that is held has looked at these storeys alone. Raises NotPossible."""
    _require(house, numbers)
    if numbers:
        rows = [{"inspection_id": inspection_id, "number": number} for number in sorted(set(numbers))]
        session.execute(insert(inspected_storey), rows)


def _require(house: Any, numbers: Iterable[int]) -> None:
    if any(not number or not house.lowest <= number <= house.highest for number in numbers):
        raise NotPossible("the building has no such storey")
