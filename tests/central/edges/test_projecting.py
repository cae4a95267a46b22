"""A backlog is acknowledged first and shown right after: each record once, in order, wherever it is stopped."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from central.db import Database, database_of
from central.edges import figures, intake, projecting, service, stretches
from central.edges.projecting import Projector, waiting
from central.edges.tables import entry, projected
from tests.fakes.signing_box import SigningBox
from tests.stage.waiting import wait_until
from wire.batch import MAX_RECORDS
from wire.kinds import Entry, Release

GRANTED = Entry("north", True, "granted", "face", "p-1")
BACKLOG = 3 * MAX_RECORDS


@pytest.fixture
def database(app: Flask) -> Database:
    return database_of(app)


def push_backlog(box: SigningBox, records: int = BACKLOG) -> None:
    """An entry and its release in turn, in batches as long as they may be."""
    for _ in range(records // 2):
        of = box.append(GRANTED)
        box.append(Release("north", "done", of.seq))
    for first in range(1, records, MAX_RECORDS):
        assert box.push(first, first + MAX_RECORDS - 1).status_code == 200


def entries(database: Database) -> list[tuple[int, str | None]]:
    """Places of the entries in the order they are shown, and what became of their releases."""
    with database.reading() as session:
        rows = session.execute(select(entry.c.seq, entry.c.release).order_by(entry.c.id))
        return [(row.seq, row.release) for row in rows]


def unshown(database: Database) -> int:
    with database.reading() as session:
        return service.unshown(session)


ALL = [(seq, "done") for seq in range(1, BACKLOG, 2)]


def test_a_few_records_are_shown_with_their_acknowledgement(database: Database, box: SigningBox) -> None:
    for _ in range(intake.SHOWN_AT_ONCE):
        box.append(GRANTED)

    assert box.push().status_code == 200

    assert len(entries(database)) == intake.SHOWN_AT_ONCE
    assert unshown(database) == 0


def test_a_backlog_is_acknowledged_before_it_is_shown(
    database: Database, box: SigningBox, projector: Projector
) -> None:
    push_backlog(box)
    assert (entries(database), unshown(database)) == ([], BACKLOG)

    assert projector.catch_up() == BACKLOG

    assert entries(database) == ALL
    assert unshown(database) == 0


def test_what_comes_behind_a_backlog_waits_for_its_turn(
    database: Database, box: SigningBox, projector: Projector
) -> None:
    push_backlog(box)
    box.append(GRANTED)
    assert box.push(BACKLOG + 1).status_code == 200
    assert entries(database) == []

    projector.catch_up()
    box.append(Release("north", "refused", BACKLOG + 1))
    assert box.push(BACKLOG + 2).status_code == 200

    assert entries(database) == [*ALL, (BACKLOG + 1, "refused")]


def test_entries_say_when_central_got_them_not_when_it_showed_them(
    database: Database, box: SigningBox, projector: Projector
) -> None:
    push_backlog(box)
    with database.reading() as session:
        got = {each.received_at for each in stretches.stretches(session, 1, after=0)}

    projector.catch_up()

    with database.reading() as session:
        assert set(session.scalars(select(entry.c.received_at))) == got


def test_the_door_with_least_to_show_comes_first(
    database: Database, new_box: Callable[[], SigningBox], projector: Projector
) -> None:
    long, short = new_box(), new_box()
    push_backlog(long, 6 * MAX_RECORDS)
    push_backlog(short, MAX_RECORDS)

    with database.reading() as session:
        assert [each.seq for each in waiting(session)] == [MAX_RECORDS, 6 * MAX_RECORDS]
    assert projector.look() == MAX_RECORDS + projecting.AT_ONCE * MAX_RECORDS


def test_it_knows_whether_a_backlog_still_comes_in(database: Database, box: SigningBox, projector: Projector) -> None:
    push_backlog(box, 6 * MAX_RECORDS)
    projector.look()
    assert not projector.is_coming

    behind = len(box.records) + 1
    box.append(GRANTED)
    assert box.push(behind).status_code == 200
    projector.look()
    assert projector.is_coming

    assert projector.look() == 0
    assert not projector.is_coming


def test_a_projection_that_fails_leaves_nothing_and_is_made_again(
    database: Database, box: SigningBox, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    push_backlog(box)
    calls = iter([False, True])
    project = projecting.project

    def fail_at_the_second(*given: object, **named: object) -> None:
        project(*given, **named)  # type: ignore[arg-type]
        if next(calls, False):
            raise OperationalError("", {}, RuntimeError("the disk coughed"))

    with monkeypatch.context() as patched:
        patched.setattr(projecting, "project", fail_at_the_second)
        with pytest.raises(OperationalError):
            projector.look()
    assert (entries(database), unshown(database)) == ([], BACKLOG)

    projector.catch_up()
    assert entries(database) == ALL


def test_two_processes_show_each_record_once(app: Flask, database: Database, box: SigningBox) -> None:
    push_backlog(box, 8 * MAX_RECORDS)
    start = threading.Barrier(2)

    def work() -> None:
        own = Database(app.extensions["menlu-database"].engine.url.render_as_string(hide_password=False))
        start.wait()
        while unshown(own):
            Projector(own).look()
        own.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert entries(database) == [(seq, "done") for seq in range(1, 8 * MAX_RECORDS, 2)]


def test_in_a_running_central_a_backlog_is_shown_by_itself(app: Flask, database: Database, box: SigningBox) -> None:
    with projecting.projecting(app):
        push_backlog(box)
        wait_until(lambda: unshown(database) == 0, "the backlog is shown")

    assert entries(database) == ALL


def test_a_fault_does_not_end_it(
    app: Flask, database: Database, box: SigningBox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    look, failures = Projector.look, iter([True])

    def fail_once(self: Projector) -> int:
        if next(failures, False):
            raise RuntimeError("a fault")
        return look(self)

    monkeypatch.setattr(Projector, "look", fail_once)
    push_backlog(box)
    with projecting.projecting(app):
        wait_until(lambda: unshown(database) == 0, "the backlog is shown")
    assert "showing the boxes' records failed" in caplog.text


def test_a_new_outbox_has_a_cursor_from_its_first_record(database: Database, box: SigningBox) -> None:
    box.append(GRANTED)
    box.push()

    with database.reading() as session:
        assert session.execute(select(func.count(), func.max(projected.c.seq))).one() == (1, 1)


def test_who_reads_counts_is_told_what_is_not_counted_yet(
    app: Flask, database: Database, box: SigningBox, projector: Projector
) -> None:
    push_backlog(box)

    def uncounted() -> str:
        with app.test_request_context(headers={"Accept-Language": "en"}), database.reading() as session:
            return figures.shown(figures.count(session, 0))["unshown"]

    assert uncounted() == f"{BACKLOG:,}"
    projector.catch_up()
    assert uncounted() == "0"
