"""Guessing codes: some failures are free, then whoever it is waits; at every host."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from central.db import Database
from central.edges.tables import failure
from central.edges.throttle import FREE_FAILURES, WAIT, Throttle

NOW = 1_700_000_000_000
FORM = Throttle("claim")


def fail(database: Database, who: str = "a", now: int = NOW, form: Throttle = FORM) -> None:
    with database.writing() as session:
        form.failed(session, who, now)


def fail_often(database: Database, who: str = "a", now: int = NOW) -> None:
    for _ in range(FREE_FAILURES):
        fail(database, who, now)


def must_wait(database: Database, who: str = "a", now: int = NOW, form: Throttle = FORM) -> bool:
    with database.reading() as session:
        return form.must_wait(session, who, now)


def test_some_failures_are_free(database: Database) -> None:
    for _ in range(FREE_FAILURES - 1):
        fail(database)

    assert not must_wait(database)


def test_then_that_one_waits_and_others_do_not(database: Database) -> None:
    fail_often(database)

    assert must_wait(database, now=NOW + WAIT - 1)
    assert not must_wait(database, "b")
    assert not must_wait(database, form=Throttle("phone"))


def test_the_wait_ends(database: Database) -> None:
    fail_often(database)

    assert not must_wait(database, now=NOW + WAIT)


def test_a_failure_long_after_the_others_is_a_first_one_again(database: Database) -> None:
    fail_often(database)
    fail(database, now=NOW + WAIT)

    assert not must_wait(database, now=NOW + WAIT)


def test_a_clock_that_is_a_little_behind_counts_too(database: Database) -> None:
    for number in range(FREE_FAILURES):
        fail(database, now=NOW - number % 2 * 1000)

    assert must_wait(database, now=NOW - 1000)


def test_a_clock_that_is_set_back_does_not_prolong_it(database: Database) -> None:
    fail_often(database)

    assert not must_wait(database, now=NOW - 10 * WAIT)


def test_what_is_over_is_forgotten(database: Database) -> None:
    for who in ("a", "b", "c"):
        fail(database, who)
    fail(database, "d", now=NOW + WAIT)

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(failure)) == 1


def test_failures_at_the_same_time_are_all_counted(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(fail, database) for _ in range(FREE_FAILURES)]:
            done.result(timeout=60)

    assert must_wait(database)
