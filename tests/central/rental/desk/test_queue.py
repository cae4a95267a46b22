"""Numbers in a hall: in order, once each, and how long people waited; on both databases where they are kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.db import Database
from central.rental.desk import halls, queue
from central.rental.desk.queue import TicketEvent, TicketState, Times, Waits
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.web.grants import Reach
from tests.central.rental.conftest import NOW
from tests.central.rental.housing.test_two_desks import at_once

CLERK, DAY = Scope("Wang"), "2027-01-15"
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""What has nothing to do with the kind of database is tried on one."""


def opened(database: Database, counters: int = 2) -> halls.Opened:
    with database.writing() as session:
        return halls.open_hall(session, CLERK, 1, "Front desk", counters, now=NOW)


def taken(database: Database, hall: int, count: int) -> list[int]:
    found = []
    for number in range(count):
        with database.writing() as session:
            found.append(halls.take(session, hall, DAY, now=NOW + number * halls.TAKE_GAP))
    return found


def call(database: Database, hall: int, counter: int = 1, *, at: int = NOW, by: Scope = CLERK) -> int | None:
    with database.writing() as session:
        return halls.call_next(session, by, hall, counter, DAY, now=at)


def test_whoever_waits_longest_is_called_once_by_whichever_counter(database: Database) -> None:
    hall = opened(database, counters=4).hall_id
    numbers = taken(database, hall, 4)
    called: list[int | None] = []

    at_once(*[lambda counter=counter: called.append(call(database, hall, counter)) for counter in (1, 2, 3, 4)])

    assert numbers == [1, 2, 3, 4]
    assert sorted(each or 0 for each in called) == numbers
    assert call(database, hall, 1) is None


@SQLITE
def test_a_day_is_told_by_its_numbers_and_a_counters_next_call_ends_its_last(database: Database) -> None:
    hall = opened(database).hall_id
    taken(database, hall, 3)
    for minute in range(3):
        call(database, hall, at=NOW + (minute + 1) * 60_000)
    with database.reading() as session:
        (last,) = halls.last_called(session, hall, DAY)
    with database.writing() as session:
        halls.say(session, CLERK, last.id, TicketEvent.MISS, 0, DAY, now=NOW + 200_000)

    with database.reading() as session:
        waits = halls.waits(session, hall, DAY)

    assert waits == Waits(3, 2, 1, 119_000, 178_000, 60_000, 60_000)


@SQLITE
def test_who_comes_back_is_called_in_the_place_of_whom_the_counter_had(database: Database) -> None:
    hall = opened(database).hall_id
    taken(database, hall, 2)
    call(database, hall)
    with database.writing() as session:
        halls.say(session, CLERK, 1, TicketEvent.MISS, 0, DAY, now=NOW)
    call(database, hall)
    with database.writing() as session:
        halls.say(session, CLERK, 1, TicketEvent.CALL, 1, DAY, now=NOW + 1)

    with database.reading() as session:
        assert [row.number for row in halls.last_called(session, hall, DAY)] == [1]
        assert [row.number for row in halls.numbers(session, hall, DAY, TicketState.SERVED)] == [2]


def test_a_number_is_good_for_its_day(database: Database) -> None:
    hall, morrow = opened(database).hall_id, "2027-01-16"
    taken(database, hall, 2)
    call(database, hall)

    with database.writing() as session, pytest.raises(NotPossible):
        halls.say(session, CLERK, 1, TicketEvent.SERVE, 0, morrow, now=NOW)
    with database.writing() as session:
        first = halls.take(session, hall, morrow, now=NOW + 86_400_000)

    with database.reading() as session:
        assert len(halls.numbers(session, hall, DAY, TicketState.LAPSED)) == 2
        assert halls.waits(session, hall, DAY).served == 0
    assert first == 1


def test_nobody_elses_hall_is_there_and_numbers_are_not_taken_in_heaps(database: Database) -> None:
    made = opened(database)
    stranger = Scope("Li", Reach(places=frozenset({999})))

    with pytest.raises(NotThere):
        call(database, made.hall_id, by=stranger)
    with database.writing() as session, pytest.raises(NotThere):
        halls.open_hall(session, stranger, 1, "mine", 1, now=NOW)
    taken(database, made.hall_id, 1)
    with database.writing() as session, pytest.raises(NotPossible):
        halls.take(session, made.hall_id, DAY, now=NOW + 1)
    with database.writing() as session:
        again = halls.new_screen(session, CLERK, made.hall_id)
    with database.reading() as session:
        assert halls.by_secret(session, made.secret) is None
        assert halls.by_secret(session, again.secret) == (made.hall_id, "Front desk")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(TicketState)), max_size=30))
def test_half_of_a_day_waited_no_longer_than_the_middle_and_nine_in_ten_than_the_ninth(
    days: list[tuple[int, int, TicketState]],
) -> None:
    numbers = [
        Times(0, None, None, state) if state is TicketState.WAITING else Times(0, wait, wait + lasted, state)
        for wait, lasted, state in days
    ]

    found = queue.waits(numbers)

    waited = [each.called_at for each in numbers if each.called_at is not None]
    assert (found.taken, found.wait is None) == (len(numbers), not waited)
    if waited and found.wait is not None and found.wait_p90 is not None:
        assert sum(each <= found.wait for each in waited) * 2 >= len(waited)
        assert sum(each <= found.wait_p90 for each in waited) * 10 >= 9 * len(waited)
        assert all(a <= b for a, b in pairwise([min(waited), found.wait_p90, max(waited)]))
