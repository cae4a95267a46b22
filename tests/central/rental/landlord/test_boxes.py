"""Codes for boxes that one landlord asks for at once, on the database where two write at a time."""

import pytest
from sqlalchemy import func, select, update

from central.rental.housing.tables import building
from central.rental.landlord import boxes
from central.rental.landlord.tables import coming_box
from tests.central.rental.conftest import NOW
from tests.central.rental.housing.conftest import Home, home
from tests.central.rental.housing.test_two_desks import at_once

__all__ = ["home"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_of_many_who_ask_for_a_landlord_at_once_as_many_get_a_code_as_may_wait(home: Home) -> None:
    chen, database = home.house.chen, home.house.database

    def ask() -> None:
        with database.writing() as session:
            boxes.ask(session, chen, home.building, "后门", now=NOW)

    with database.writing() as session:
        session.execute(update(building).values(landlord_id=chen.reach.owner))
    for _ in range(boxes.MOST_CODES - 1):
        ask()

    done = at_once(ask, ask, ask)

    assert sorted(done) == [False, False, True]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(coming_box)) == boxes.MOST_CODES
