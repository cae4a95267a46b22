"""Writes what was found at houses: inspections, hazards with their clocks, colours and stars, appeals.

All of it by the acts of the subject itself, each at a moment of the last weeks: colours follow from what was found, and
clocks run as they would. It is little beside the entries, so it may take its time.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import func, select

from central.clock import service as clocks
from central.clock.service import Calendar
from central.rental.housing import appeals, inspecting
from central.rental.housing.hazards import ITEMS, Facts, HazardEvent, Item, Purpose
from central.rental.housing.inspecting import Found, Look
from central.rental.housing.tables import building, hazard, inspection, judgement
from central.rental.rules import DAY
from central.rental.scope import Scope
from central.town.dice import dice
from central.town.layout import House
from central.town.staff import grid_workers, landlord_id
from central.town.town import Town
from central.town.writing import Rows

LATELY: Final = 40
"""Days that inspections are spread over."""
_HAZARDS: Final = (0.52, 0.26, 0.13, 0.06, 0.03)
"""How often 0 … 4 are found at a house."""
_PUT_RIGHT: Final = (0.7, 0.12)
"""How often a hazard is seen to be gone some days later; and how often its landlord has said so, and nobody looked."""
_APPEALS: Final = 12
"""One in so many houses with hazards appeals."""


def write(rows: Rows, town: Town) -> None:
    """Each house whose box speaks was looked at once by the worker of its grid, and again where something was found."""
    calendar, workers = clocks.load(rows.session, town.office), grid_workers(town)
    for house in town.with_box:
        _look(rows, town, calendar, house, Scope(workers[house.place_id]))
    rows.told(_written(rows))


def _look(rows: Rows, town: Town, calendar: Calendar, house: House, by: Scope) -> None:
    chance = dice(town.seed, "inspections", house.number)
    at = town.now - int(chance.integers(2 * DAY, LATELY * DAY))
    items = _items(rows, house, chance)
    made = inspecting.inspect(
        rows.session, calendar, by, house.number, Look(found=[Found(item) for item in items]), now=at
    )
    found = rows.session.scalars(select(hazard.c.id).where(hazard.c.inspection_id == made).order_by(hazard.c.id)).all()
    if not found:
        return
    landlord = Scope.of_landlord("landlord", landlord_id(house.landlord))
    later = at + (town.now - at) // 2
    if house.number % _APPEALS == 0:
        appeals.ask(rows.session, calendar, landlord, house.number, "门口的电动车是来访者的，已请其移走。", now=later)
    _put_right(rows, town, calendar, house, found, by, later)


def _put_right(
    rows: Rows, town: Town, calendar: Calendar, house: House, found: Sequence[int], by: Scope, later: int
) -> None:
    chance = dice(town.seed, "put right", house.number)
    landlord = Scope.of_landlord("landlord", landlord_id(house.landlord))
    gone, said = [], []
    for number, share in zip(found, chance.random(len(found)).tolist(), strict=True):
        if share < _PUT_RIGHT[0]:
            gone.append(number)
        elif share < sum(_PUT_RIGHT):
            said.append(number)
    for number in said:
        inspecting.act(rows.session, calendar, landlord, number, HazardEvent.MEND, why="已整改", now=later)
    if gone:
        look = Look(Purpose.RECHECK, gone=gone)
        inspecting.inspect(rows.session, calendar, by, house.number, look, now=later)


def _items(rows: Rows, house: House, chance: np.random.Generator) -> list[str]:
    """What is found, of what has to be looked for at such a house."""
    columns = (building.c.has_shop, building.c.shares_kitchen, building.c.is_self_built, building.c.appraised_on)
    row = rows.session.execute(select(*columns).where(building.c.id == house.number)).one()
    facts = Facts(row.has_shop, row.shares_kitchen, row.is_self_built, row.appraised_on is not None, house.rooms >= 10)
    likely: list[Item] = [item for item in ITEMS.values() if item.concerns(facts) and item.code != "dangerous-house"]
    number = int(chance.choice(len(_HAZARDS), p=_HAZARDS))
    return [likely[int(index)].code for index in sorted(chance.permutation(len(likely))[:number])]


def _written(rows: Rows) -> int:
    tables = (inspection, hazard, judgement)
    return sum(rows.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
