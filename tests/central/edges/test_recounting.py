"""Counts of entries equal the entries to the row, in whatever order those come, and a recount mends what does not."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import counting, nightly, recounting
from central.edges.arrival import Arrival
from central.edges.counting import DAY, HOUR, QUARTER
from central.edges.nightly import Nightly
from central.edges.projection import project
from central.edges.tables import box, door, entry, entry_count, entry_day, outbox, recount, seen
from tests.central.clock.conftest import ZONE
from wire.kinds import Entry

NOW = 1_795_000_000_000
_SEQ = count(1)

passages = st.lists(
    st.tuples(
        st.sampled_from([1, 2]),
        st.sampled_from(["north", "south"]),
        # Days late, just now, or by a clock that is ahead.
        st.integers(min_value=-30 * HOUR, max_value=HOUR),
        st.booleans(),
        st.sampled_from(["p1", "p2", None]),
    ),
    max_size=12,
)


@pytest.fixture
def houses(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(nightly, "PIECE", DAY)
    with database.writing() as session:
        for number in (1, 2):
            row = {"name": "b", "public_key": b"", "thumbprint": f"{number}", "version": "1", "claimed_at": 1}
            session.execute(insert(box).values(row | {"id": number, "place_id": 1}))
            session.execute(insert(outbox).values(id=number, box_id=number, outbox="o", seq=0, digest=b""))
    return database


def come(database: Database, batch: list[tuple[int, str, int, bool, str | None]]) -> None:
    """Entries of a batch, taken in as they come."""
    with database.writing() as session:
        for box_id, name, at, granted, person in batch:
            body = Entry(name, granted, "granted" if granted else "unknown", "face", person)
            project(session, box_id, box_id, [Arrival(next(_SEQ), "", NOW + at, "entry", body=body)], now=NOW)


def told(session: Session) -> dict[str, Any]:
    """What is kept of counts."""
    tables = {"quarters": entry_count, "days": entry_day, "seen": seen}
    return {
        name: sorted(tuple(map(str, row)) for row in session.execute(select(table))) for name, table in tables.items()
    }


def recomputed(session: Session) -> dict[str, Any]:
    """The same, from the entries alone."""
    quarters: Counter[tuple[int, int, bool]] = Counter()
    last: dict[tuple[int, str], int] = {}
    rows = select(door.c.box_id, entry.c.door_id, entry.c.at, entry.c.received_at, entry.c.granted, entry.c.person)
    for box_id, door_id, at, received_at, granted, person in session.execute(rows.join(door)):
        quarters[at // QUARTER, door_id, granted] += 1
        if granted and person:
            last[box_id, person] = max(min(at, received_at), last.get((box_id, person), 0))
    days: Counter[tuple[int, int, bool]] = Counter()
    for (quarter, door_id, granted), number in quarters.items():
        days[counting.day_of(quarter), door_id, granted] += number
    found: dict[str, dict[Any, int]] = {"quarters": quarters, "days": days, "seen": last}
    return {name: sorted(tuple(map(str, (*key, value))) for key, value in each.items()) for name, each in found.items()}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=passages, late=passages, wrong=st.randoms(use_true_random=False))
def test_counts_are_those_of_the_entries_and_heal(houses: Database, first: Any, late: Any, wrong: Any) -> None:
    come(houses, first)
    come(houses, late)
    with houses.reading() as session:
        assert told(session) == recomputed(session)

    spoil(houses, wrong)
    mended = Nightly(houses, ZONE, days=30).run(NOW + 2 * HOUR)

    with houses.reading() as session:
        assert told(session) == recomputed(session)
        assert mended.entries == len(session.execute(select(entry.c.id)).all())


def test_a_moment_that_only_a_clock_that_is_ahead_has_told_is_mended(houses: Database) -> None:
    come(houses, [(1, "north", HOUR, True, "p1")])
    with houses.writing() as session:
        session.execute(update(seen).values(at=NOW + HOUR))

    Nightly(houses, ZONE, days=30).run(NOW + 2 * HOUR)

    with houses.reading() as session:
        assert told(session) == recomputed(session)


def spoil(database: Database, wrong: Any) -> None:
    """Some rows are wrong, some are gone, and some are of nothing."""
    with database.writing() as session:
        session.execute(insert(seen).values(box_id=1, person=f"nobody {next(_SEQ)}", at=NOW - HOUR))
        session.execute(update(seen).where(seen.c.person == "p1").values(at=seen.c.at + wrong.choice([-HOUR, HOUR])))
        for table in (entry_count, entry_day):
            session.execute(update(table).where(table.c.granted).values(count=table.c.count + wrong.choice([-1, 3])))
            session.execute(delete(table).where(~table.c.granted))


def test_what_comes_while_a_piece_is_mended_is_counted_once(houses: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    come(houses, [(1, "north", -HOUR, True, "p1")])
    with houses.writing() as session:
        session.execute(update(entry_count).values(count=7))
    mend = counting.put_quarters

    def put(session: Session, counts: counting.Counts) -> None:
        # As if a box had spoken between the look and the mending.
        body = Entry("north", True, "granted", "face", "p1")
        monkeypatch.setattr(counting, "put_quarters", mend)
        project(session, 1, 1, [Arrival(next(_SEQ), "", NOW - HOUR, "entry", body=body)], now=NOW)
        mend(session, counts)

    monkeypatch.setattr(counting, "put_quarters", put)
    Nightly(houses, ZONE, days=30).run(NOW)

    with houses.reading() as session:
        assert told(session) == recomputed(session)


def test_a_process_whose_turn_was_lost_mends_nothing(houses: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    come(houses, [(1, "north", -DAY, True, "p1"), (2, "south", -HOUR, False, None)])
    with houses.writing() as session:
        session.execute(update(entry_count).values(count=entry_count.c.count + 3))
    one, other = Nightly(houses, ZONE, days=30), Nightly(houses, ZONE, days=30)
    look = recounting.look

    def look_and_lose(*of: Any) -> Any:
        found = look(*of)
        monkeypatch.setattr(recounting, "look", look)
        other.turn(at_noon)
        return found

    at_noon = NOW - (NOW + 8 * HOUR) % DAY + 12 * HOUR
    monkeypatch.setattr(nightly, "WORK", 60.0)
    monkeypatch.setattr(recounting, "look", look_and_lose)
    one.turn(at_noon)

    done = under_way(houses)
    assert done is not None
    assert (done.entries, done.mended, done.ended_at) == (2, 2, at_noon)
    with houses.reading() as session:
        assert told(session) == recomputed(session)


def test_two_that_count_while_boxes_write_mend_what_is_wrong_once(
    houses: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "WORK", 60.0)
    people = [f"p{number}" for number in range(6)]
    come(houses, [(box_id, "north", -DAY, True, person) for box_id in (1, 2) for person in people])
    with houses.writing() as session:
        session.execute(update(entry_count).values(count=7))
        session.execute(update(seen).values(at=1))
    at_noon = NOW - (NOW + 8 * HOUR) % DAY + 12 * HOUR

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(Nightly(houses, ZONE, days=30).turn, at_noon) for _ in range(2)]
        for _ in range(5):
            come(houses, [(box_id, "north", -HOUR, True, person) for box_id in (2, 1) for person in people[::-1]])
        for each in both:
            each.result(30)

    with houses.reading() as session:
        assert told(session) == recomputed(session)


def test_it_begins_at_night_goes_on_where_it_was_and_rests_until_the_next(
    houses: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "WORK", 0.0)
    come(houses, [(1, "north", -3 * DAY, True, "p1"), (2, "north", 0, False, None)])
    at_midnight = NOW - (NOW + 8 * HOUR) % DAY
    Nightly(houses, ZONE, days=30).turn(at_midnight + HOUR)
    with houses.reading() as session:
        assert nightly.last(session) is None

    looks = 0
    while (found := under_way(houses)) is None or found.ended_at is None:
        Nightly(houses, ZONE, days=30).turn(at_midnight + 3 * HOUR)
        monkeypatch.setattr(nightly, "WORK", 10.0)
        looks += 1
    Nightly(houses, ZONE, days=30).turn(at_midnight + 4 * HOUR)

    assert looks == 2
    again = under_way(houses)
    assert again == found
    assert (found.mended, found.begun_at) == (0, at_midnight + 3 * HOUR)


def test_what_a_box_whose_clock_was_ahead_told_goes_from_the_counts_with_its_entries(houses: Database) -> None:
    come(
        houses,
        [(1, "north", 40 * DAY, True, "p1"), (1, "north", 40 * DAY, False, None), (2, "south", -DAY, True, "p2")],
    )
    with houses.writing() as session:
        session.execute(delete(entry).where(entry.c.granted, entry.c.at > NOW))

    found = Nightly(houses, ZONE, days=30).run(NOW)

    assert (found.entries, found.mended) == (2, 3)
    with houses.reading() as session:
        assert told(session) == recomputed(session)


def test_a_recount_that_was_left_for_long_begins_anew(houses: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "WORK", 0.0)
    come(houses, [(1, "north", -20 * DAY, True, "p1"), (1, "north", 0, True, "p2")])
    at_noon = NOW - (NOW + 8 * HOUR) % DAY + 12 * HOUR
    night = Nightly(houses, ZONE, days=30)
    night.turn(at_noon)

    night.turn(at_noon + 15 * DAY)

    begun = under_way(houses)
    assert begun is not None
    assert (begun.begun_at, begun.ended_at) == (at_noon + 15 * DAY, None)
    assert begun.upto > at_noon - 15 * DAY


def under_way(database: Database) -> nightly.Recount | None:
    with database.reading() as session:
        assert len(session.execute(select(recount)).all()) <= 1
        return nightly.last(session)
