"""Writes the people who work here, one or more of each role, and the landlords; and says how one of each signs in.

A password is made at random at every run and shown once: nobody ever signs in by one that stands somewhere. Whoever has
no password yet is in the lists, and waits for an invitation as anybody would.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from central.account.passwords import hashed
from central.account.rules import name_key
from central.account.tables import staff, staff_grant
from central.place.rules import Kind
from central.town import invented
from central.town.town import BY, Town
from central.town.writing import Rows
from central.web.grants import TOWN
from central.web.roles import Role
from wire.claim import ALPHABET

LANDLORDS_FROM: Final = 1001
"""The number of the first landlord among the staff."""


@dataclass(frozen=True)
class SignIn:
    """How somebody signs in, and what they see: the number of a place, None for what is their own."""

    name: str
    role: Role
    place: int | None
    password: str


def landlord_id(landlord: int) -> int:
    """The number of a landlord of the layout's."""
    return LANDLORDS_FROM + landlord


def grid_workers(town: Town) -> dict[int, str]:
    """The number of a place in a grid, or of the grid → the name of whoever works there."""
    names = {place: name for _, name, role, place, _ in _office(town) if role is Role.GRID_WORKER}
    within = [(place.id, map(int, place.path.strip("/").split("/"))) for place in town.layout.places]
    return {number: names[each] for number, path in within for each in path if each in names}


def write(rows: Rows, town: Town) -> list[SignIn]:
    """Everybody who works here; those who can sign in at once."""
    people = [*_office(town), *_landlords(town)]
    known = [SignIn(name, role, place, _password()) for _, name, role, place, is_shown in people if is_shown]
    stored = {each.name: hashed(each.password) for each in known}
    rows.put(
        staff,
        ("id", "name", "name_key", "password", "made_at"),
        [(number, name, name_key(name), stored.get(name), town.began) for number, name, *_ in people],
    )
    rows.put(
        staff_grant,
        ("staff_id", "role", "place_id", "made_at", "made_by"),
        [(number, role.value, place, town.began, BY) for number, _, role, place, _ in people],
    )
    rows.number_on(staff)
    return known


_Known = tuple[int, str, Role, int | None, bool]
"""Number, name, role, place, and whether it is shown how they sign in."""


def _office(town: Town) -> Iterator[_Known]:
    places = town.layout.places
    areas = [place for place in places if place.parent_id == TOWN]
    communities = [place for place in areas if place.name.endswith("社区")]
    squads = [*communities, *(place for place in areas if place.kind is Kind.GRID)][:5]
    grids = [place for place in places if place.kind is Kind.GRID]
    seats: list[tuple[Role, list[int]]] = [
        *((role, [TOWN]) for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.OFFICE, Role.AUDITOR)),
        *((role, [TOWN]) for role in (Role.MEDIATOR, Role.COUNSELLOR, Role.DISPATCHER)),
        (Role.REGISTRAR, [place.id for place in areas]),
        (Role.SQUAD_LEADER, [place.id for place in squads]),
        (Role.GRID_WORKER, [place.id for place in grids]),
    ]
    number = 0
    for role, reached in seats:
        for turn, place_id in enumerate(reached, 1):
            number += 1
            yield number, role.value if turn == 1 else f"{role.value}-{turn}", role, place_id, turn == 1


def _landlords(town: Town) -> Iterator[_Known]:
    """The one with most rooms, and the last one, can sign in at once."""
    last = town.layout.landlords - 1
    shown = {0: "landlord-of-most", last: "landlord"}
    for landlord in range(town.layout.landlords):
        name = shown.get(landlord, invented.name(landlord))
        yield landlord_id(landlord), name, Role.LANDLORD, None, landlord in shown


def _password() -> str:
    """Twenty letters and digits that nobody confuses."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4)).lower()
