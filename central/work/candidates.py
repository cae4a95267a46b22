"""Who may see to an item: those who look after its place, and whoever is looking."""

from collections.abc import Collection, Mapping, Sequence

from flask import current_app
from sqlalchemy.orm import Session

from central.account import service as account
from central.place import service as places
from central.web.roles import Role
from central.web.visitor import present_visitor
from central.work.items import OWNERS
from central.work.keeping import kinds_of
from central.work.views import ItemRow


def of_item(session: Session, row: ItemRow) -> Mapping[int, str]:
    """Number → name, the nearest first."""
    me = present_visitor()
    return _named(session, _known(session, row.place_id, _roles(row))) | {me.id: me.name}


def of_all(session: Session, rows: Collection[ItemRow]) -> Mapping[int, str]:
    """Those who look after the place of each of these items: number → name."""
    asked = dict.fromkeys((row.place_id, _roles(row)) for row in rows)
    known = [_known(session, place_id, roles) for place_id, roles in asked]
    return _named(session, [number for number in known[0] if all(number in each for each in known)] if known else [])


def _known(session: Session, place_id: int, roles: Sequence[Role]) -> list[int]:
    place = places.place_of(session, place_id)
    if place is None:
        return []
    found = (number for role in roles for number in account.looking_after(session, role, place.path))
    return list(dict.fromkeys(found))


def _roles(row: ItemRow) -> Sequence[Role]:
    known = kinds_of(current_app).get(row.kind)
    return (known[0].owners if known else None) or OWNERS


def _named(session: Session, numbers: list[int]) -> dict[int, str]:
    names = account.names(session, set(numbers))
    return {number: names[number] for number in numbers}
