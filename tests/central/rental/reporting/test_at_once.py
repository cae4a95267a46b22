"""Two act on one stay at once: what has to be reported follows from both; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from sqlalchemy import select

from central.clock import service as clocks
from central.clock.service import State, Subject
from central.rental import service, upkeep
from central.rental.housing import deadlines
from central.rental.reporting import following
from central.rental.rules import NotPossible
from central.rental.service import Plan
from central.rental.tables import registration
from tests.central.rental.conftest import DAY, NOW, House
from tests.central.rental.telling import Door, registered


def test_when_both_who_wait_are_refused_at_once_the_landlords_time_goes_on(house: House, door: Door) -> None:
    with house.database.writing() as session:
        plan = Plan(NOW, NOW + 300 * DAY, 2)
        stay_id = service.invite(session, house.chen, house.room, plan, token="t" * 32, now=NOW).stay_id
    door.tell(*[registered(mark * 16, stay="t" * 32, outcome="review", reasons=["face-differs"]) for mark in "ab"])
    with house.database.reading() as session:
        first, second = session.scalars(select(registration.c.id).order_by(registration.c.id))
    is_refused = Signal()

    def refuse_other() -> None:
        with house.database.writing() as session:
            service.refuse(session, house.office, second, why="another's card", now=NOW)
        is_refused.set()

    with ThreadPoolExecutor(1) as pool:
        with house.database.writing() as session:
            service.refuse(session, house.office, first, why="another's card", now=NOW)
            other = pool.submit(refuse_other)
            # Whoever does not wait for us is done long before, and has not seen what we did.
            is_refused.wait(0.5)
        other.result(20)

    with house.database.reading() as session:
        found = clocks.clocks_of(session, Subject("stay", str(stay_id)), NOW)
    assert {row.rule.name: row.state for row in found}[deadlines.LETTING.name] is State.RUNNING


def test_of_two_who_say_at_once_that_somebody_left_the_second_is_told_so(house: House) -> None:
    with house.database.writing() as session:
        plan = Plan(NOW, NOW + DAY)
        stay_id = service.invite(session, house.chen, house.room, plan, token="t" * 32, now=NOW).stay_id
    upkeep.keep_up(house.database, NOW + DAY)
    is_said = Signal()

    def say() -> None:
        try:
            with house.database.writing() as session:
                following.left(session, stay_id, by="Lin", now=NOW + DAY)
        finally:
            is_said.set()

    with ThreadPoolExecutor(1) as pool:
        with house.database.writing() as session:
            following.left(session, stay_id, by="Chen", now=NOW + DAY)
            other = pool.submit(say)
            is_said.wait(0.5)
        with pytest.raises(NotPossible):
            other.result(20)
