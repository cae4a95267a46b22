"""What has been kept long enough is gone, whole weeks of it on PostgreSQL, and nothing else is."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from central.db import Database, database_of
from central.edges import parts, retention, service, stretches
from central.edges.retention import DAY, Retention, forget
from central.edges.tables import entry, outbox, projected, stretch
from central.edges.verifying import verify
from central.edges.weeks import WEEK, Week
from tests.fakes.signing_box import SigningBox
from tests.stage import kept
from wire.kinds import Entry, Release

GRANTED = Entry("north", True, "granted", "face", "p-1")


@pytest.fixture
def database(app: Flask) -> Database:
    return database_of(app)


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], int]:
    """Sets central's clock so many ms from now, for what comes in; gives the moment."""

    def move(by: int) -> int:
        at = time.time_ns() // 1_000_000 + by
        monkeypatch.setattr("central.edges.api.now", lambda: at)
        return at

    return move


def push(box: SigningBox, *bodies: Any) -> None:
    first = len(box.records) + 1
    for body in bodies:
        box.append(body)
    assert box.push(first).status_code == 200


def shown(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(entry.c.seq).order_by(entry.c.id)))


def places(database: Database) -> list[int]:
    with database.reading() as session:
        return [record.seq for record in kept.records(session)]


def weeks(database: Database) -> list[Week]:
    with database.reading() as session:
        return parts.weeks(session)


def test_what_is_old_goes_and_what_is_young_stays(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    for days in (-40, -35, 0):
        now = move_clock(days * DAY)
        push(box, GRANTED, GRANTED)

    assert forget(database, now - 30 * DAY) > 0

    assert shown(database) == [5, 6]
    assert places(database) == [5, 6]
    assert verify(database, lambda done, of: None) == []
    assert forget(database, now - 30 * DAY) == 0


def test_many_are_forgotten_in_steps(
    database: Database, box: SigningBox, move_clock: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    move_clock(-90 * DAY)
    for _ in range(10):
        push(box, GRANTED)
    now = move_clock(0)
    push(box, GRANTED)

    forget(database, now - 30 * DAY)

    assert (shown(database), places(database)) == ([11], [11])


def test_when_all_is_forgotten_the_box_goes_on_where_it_was(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    move_clock(-90 * DAY)
    push(box, GRANTED)
    now = move_clock(0)
    forget(database, now)
    assert verify(database, lambda done, of: None) == []

    push(box, Release("north", "done", 1), GRANTED)

    assert (shown(database), places(database)) == ([3], [2, 3])
    assert verify(database, lambda done, of: None) == []


def test_a_door_still_says_when_somebody_came_last(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    move_clock(-90 * DAY)
    push(box, GRANTED)

    forget(database, move_clock(0))

    with database.reading() as session:
        [door] = service.doors(session)
    assert (door.last_entry_at, door.last_entry_granted) == (box.records[0].at, True)


def test_what_no_page_shows_yet_is_not_forgotten(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    move_clock(-90 * DAY)
    push(box, GRANTED)
    with database.writing() as session:
        session.execute(update(projected).values(seq=0))

    forget(database, move_clock(0))

    assert places(database) == [1]


def test_a_record_that_is_changed_behind_what_was_forgotten_still_shows(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    move_clock(-90 * DAY)
    push(box, GRANTED)
    now = move_clock(0)
    push(box, GRANTED)
    push(box, GRANTED)
    forget(database, now - DAY)
    with database.writing() as session:
        session.execute(stretch.delete().where(stretch.c.last == 2))

    assert [fault.seq for fault in verify(database, lambda done, of: None)] == [3]


def test_it_looks_now_and_then(database: Database, box: SigningBox, move_clock: Callable[[int], int]) -> None:
    work, now = Retention(database, 30), move_clock(0)
    work.turn(now)
    move_clock(-31 * DAY)
    push(box, GRANTED)

    work.turn(now + retention.EVERY - 1)
    assert shown(database) == [1]

    work.turn(now + retention.EVERY)
    assert shown(database) == []


def test_the_place_of_a_fork_is_still_found_in_what_is_kept(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    move_clock(-90 * DAY)
    push(box, GRANTED)
    forget(database, move_clock(0))
    push(box, GRANTED)

    assert box.push(1).status_code == 200
    with database.reading() as session:
        row = session.execute(select(outbox)).one()
        assert (row.forgotten, row.forgotten_digest.hex(), row.seq) == (1, box.records[0].digest, 2)
        assert [each.last for each in stretches.stretches(session, row.id, after=0)] == [2]


def test_it_tells_how_many_rows_go_not_how_many_weeks_and_a_cut_takes_both_back(
    database: Database, box: SigningBox, move_clock: Callable[[int], int]
) -> None:
    Retention(database, 30).forget(move_clock(-90 * DAY))
    push(box, GRANTED, GRANTED, GRANTED)
    before, told = move_clock(0) - 30 * DAY, [0]

    def cut(_session: Session, _count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        forget(database, before, cut)
    assert shown(database) == [1, 2, 3]

    forget(database, before, lambda _session, count: told.append(count))
    assert sum(told) == 4


def _nobody(_session: Session, _count: int) -> None:
    pass


class TestParts:
    """Only on PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _only_there(self, database: Database) -> None:
        if not parts.are_kept(database):
            pytest.skip("SQLite keeps entries in one table")

    def test_they_are_made_ahead_once(self, database: Database) -> None:
        now = Week.of(time.time_ns() // 1_000_000).start + 20 * WEEK

        made = parts.make(database, now)

        assert made == [Week(now).later(ahead) for ahead in range(parts.AHEAD)]
        assert parts.make(database, now) == []
        assert set(made) <= set(weeks(database))
        with database.writing() as session:
            for week in made:
                session.execute(text(f"DROP TABLE {week.table}"))

    def test_what_no_part_is_there_for_moves_to_its_own_when_that_is_made(
        self, database: Database, box: SigningBox, move_clock: Callable[[int], int]
    ) -> None:
        now = move_clock(60 * WEEK)
        push(box, GRANTED, Release("north", "done", 1))
        with database.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM entry_rest")) == 1

        made = parts.make(database, now)

        with database.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM entry_rest")) == 0
            assert session.scalar(text(f"SELECT count(*) FROM {made[0].table}")) == 1
        assert shown(database) == [1]
        assert set(parts.drop(database, now + 20 * WEEK, _nobody, parts.Tally())) >= set(made)
        assert shown(database) == []
        parts.make(database, time.time_ns() // 1_000_000)

    def test_a_release_finds_its_entry_in_the_week_before(
        self, database: Database, box: SigningBox, move_clock: Callable[[int], int]
    ) -> None:
        move_clock(-WEEK)
        push(box, GRANTED)
        move_clock(0)

        push(box, Release("north", "refused", 1))

        with database.reading() as session:
            assert session.scalars(select(entry.c.release)).all() == ["refused"]

    def test_a_week_is_counted_piece_by_piece_when_there_is_time_and_goes_once_all_of_it_is(
        self, database: Database, box: SigningBox, move_clock: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(parts, "COUNTED_AT_ONCE", 2)
        (week, *_), behind = parts.make(database, move_clock(80 * WEEK)), 90 * WEEK
        push(box, *[GRANTED] * 5)
        before, tally, told = week.start + behind, parts.Tally(), [0]

        def cut(_session: Session, _count: int) -> None:
            raise InterruptedError

        assert week not in parts.drop(database, before, lambda _, count: told.append(count), tally, time.monotonic())
        assert (shown(database), sum(told)) == ([1, 2, 3, 4, 5], 0)

        parts.drop(database, week.start, _nobody, tally)
        with pytest.raises(InterruptedError):
            parts.drop(database, before, cut, tally)
        assert tally.counted[week][1] == 5

        assert week in parts.drop(database, before, lambda _, count: told.append(count), tally)
        assert (shown(database), sum(told), tally.counted.get(week)) == ([], 5, None)
        parts.make(database, time.time_ns() // 1_000_000)

    def test_who_reads_holds_up_a_week_that_goes_and_it_is_tried_again_before_it_is_left(
        self, database: Database, box: SigningBox, move_clock: Callable[[int], int]
    ) -> None:
        (week, *_) = parts.make(database, move_clock(80 * WEEK))
        push(box, GRANTED)
        before = week.start + 90 * WEEK

        with database.reading() as session:
            session.execute(select(entry.c.id)).all()
            began = time.monotonic()
            with pytest.raises(OperationalError):
                parts.drop(database, before, _nobody, parts.Tally())
            waited = time.monotonic() - began

        most = parts.TRIES * (0.2 + parts.REST)
        assert most - 0.5 < waited < most + 2
        assert shown(database) == [1]
        assert week in parts.drop(database, before, _nobody, parts.Tally())
        parts.make(database, time.time_ns() // 1_000_000)

    def test_a_week_that_was_taken_off_by_who_died_is_dropped_at_the_next_look(self, database: Database) -> None:
        (week, *_) = parts.make(database, time.time_ns() // 1_000_000 + 80 * WEEK)
        with database.writing() as session:
            session.execute(text(f"ALTER TABLE entry DETACH PARTITION {week.table}"))

        parts.drop(database, 0, _nobody, parts.Tally())

        with database.reading() as session:
            assert session.scalar(text(f"SELECT to_regclass('{week.table}')")) is None
