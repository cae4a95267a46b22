"""Intake against a slow model of it, and while others write and read."""

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from central.db import Database, database_of
from central.edges import service, tables
from central.edges.arrival import arrive_all
from central.edges.intake import Batch, Intake, cursor_of, take_in
from central.edges.projecting import Projector
from central.edges.requests import Sender
from central.edges.rules import Gap
from tests.fakes.signing_box import SigningBox
from tests.stage import kept
from wire.cursor import Cursor
from wire.kinds import Entry, Release
from wire.record import GENESIS

NOW = 1_700_000_000_000
GRANTED = Entry("north", True, "granted", "face", "p-1")
LENGTH = 24


@pytest.fixture(scope="module")
def histories() -> "Histories":
    """One history for all tests."""
    return Histories()


class Histories:
    """Records of one outbox: some whole, some spoilt on the way, and what must come of them."""

    def __init__(self) -> None:
        box = SigningBox(None, 0)  # type: ignore[arg-type]
        for seq in range(1, LENGTH + 1):
            box.append(Release("north", "done", seq - 1) if seq % 3 == 0 else GRANTED, at=NOW + seq)
        self.outbox = box.outbox
        self.records = box.records

    def batch(self, first: int, last: int, spoilt: frozenset[int]) -> Batch:
        spoil = [
            b'{"spoilt":true}' if r.seq in spoilt else msgspec.json.encode(r) for r in self.records[first - 1 : last]
        ]
        return Batch.of(arrive_all(spoil, self.outbox, first))

    def digest(self, seq: int) -> str:
        return self.records[seq - 1].digest if seq else GENESIS


class Model:
    """What central must hold, told the slow way: one place after another."""

    def __init__(self) -> None:
        self.marks: dict[int, str | None] = {}

    def push(self, first: int, last: int, spoilt: frozenset[int]) -> bool:
        """Whether it is taken."""
        if first > 1 and first - 1 not in self.marks:
            return False
        for seq in range(first, last + 1):
            self.marks.setdefault(seq, "unreadable" if seq in spoilt else None)
        return True

    def entries(self) -> dict[int, bool]:
        """Place of each entry on the page, and whether its release is known."""
        good = {seq for seq, mark in self.marks.items() if mark is None}
        return {seq: seq + 1 in good and (seq + 1) % 3 == 0 for seq in good if seq % 3 != 0}


PUSHES = st.lists(
    st.tuples(st.integers(1, LENGTH), st.integers(1, 8), st.frozensets(st.integers(1, LENGTH), max_size=4)),
    min_size=1,
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(pushes=PUSHES)
def test_any_order_of_batches_ends_as_the_model_says(
    database: Database, histories: Histories, pushes: list[tuple[int, int, frozenset[int]]]
) -> None:
    sender, model = new_sender(database), Model()

    for number, (first, length, spoilt) in enumerate(pushes):
        last = min(first + length - 1, LENGTH)
        with database.writing() as session:
            nth = Sender(sender.box_id, sender.thumbprint, 0, f"n{number}")
            intake = take_in(session, nth, histories.outbox, histories.batch(first, last, spoilt), now=NOW)

        assert (intake.obstacle is None) == model.push(first, last, spoilt)
        assert intake.obstacle is None or intake.obstacle == Gap()
        assert intake.cursor.seq == max(model.marks, default=0)

    with database.reading() as session:
        assert cursor_of(session, sender.box_id, histories.outbox).seq == max(model.marks, default=0)
        assert marks_of(session, sender.box_id) == model.marks
        assert entries_of(session, sender.box_id) == model.entries()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(cuts=st.lists(st.integers(1, LENGTH), max_size=6))
def test_however_the_records_are_cut_the_rows_are_the_same(
    database: Database, histories: Histories, cuts: list[int]
) -> None:
    sender = new_sender(database)
    borders = sorted({0, *cuts, LENGTH})

    for before, last in itertools.pairwise(borders):
        batch = histories.batch(before + 1, last, frozenset())
        with database.writing() as session:
            nth = Sender(sender.box_id, sender.thumbprint, 0, f"n{last}")
            assert take_in(session, nth, histories.outbox, batch, now=NOW) == Intake(
                Cursor(histories.outbox, last, histories.digest(last))
            )

    with database.reading() as session:
        assert entries_of(session, sender.box_id) == {s: (s + 1) % 3 == 0 for s in range(1, LENGTH + 1) if s % 3}


def test_two_pushes_of_one_box_at_once_keep_each_record_once(app: Flask, box: SigningBox) -> None:
    for _ in range(200):
        box.append(GRANTED)
    start = threading.Barrier(4)

    def push(last: int) -> int:
        start.wait()
        answer = box.push(1, last)
        assert answer.status_code == 200, answer.data
        return int(answer.get_json()["seq"])

    with ThreadPoolExecutor(4) as pool:
        cursors = sorted(pool.map(push, (50, 100, 150, 200)))

    assert cursors[-1] == 200
    Projector(database_of(app)).catch_up()
    with database_of(app).reading() as session:
        assert sorted(session.scalars(select(tables.entry.c.seq))) == list(range(1, 201))


def test_boxes_push_while_a_page_reads_and_it_misses_nothing(app: Flask, new_box: Callable[[], SigningBox]) -> None:
    boxes = [new_box() for _ in range(3)]
    for box in boxes:
        for _ in range(60):
            box.append(GRANTED)
    done = threading.Event()

    def push(box: SigningBox) -> None:
        for first in range(1, 61, 4):
            assert box.push(first, first + 3).status_code == 200

    def read() -> list[int]:
        seen: list[int] = []
        while True:
            ended = done.is_set()
            with database_of(app).reading() as session:
                seen += [row.id for row in service.entries_after(session, seen[-1] if seen else 0)]
            if ended:
                return seen

    with ThreadPoolExecutor(4) as pool:
        reading = pool.submit(read)
        list(pool.map(push, boxes))
        done.set()
        seen = reading.result()

    with database_of(app).reading() as session:
        assert seen == list(session.scalars(select(tables.entry.c.id).order_by(tables.entry.c.id)))
    assert len(seen) == 180


def test_what_is_not_committed_is_not_there(database: Database, histories: Histories) -> None:
    sender = new_sender(database)

    def failing() -> None:
        with database.writing() as session:
            take_in(session, sender, histories.outbox, histories.batch(1, 9, frozenset()), now=NOW)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        failing()

    with database.reading() as session:
        assert cursor_of(session, sender.box_id, histories.outbox).seq == 0
        assert marks_of(session, sender.box_id) == {}
    with database.writing() as session:
        again = take_in(session, sender, histories.outbox, histories.batch(1, 9, frozenset()), now=NOW)
    assert again.cursor.seq == 9


def new_sender(database: Database) -> Sender:
    """A box in the database, and its request."""
    thumbprint = f"t{time.monotonic_ns()}"
    row = {"name": "b", "public_key": b"", "thumbprint": thumbprint, "version": "1", "claimed_at": NOW}
    with database.writing() as session:
        box_id = session.execute(insert(tables.box).returning(tables.box.c.id), row).scalar_one()
    return Sender(box_id, thumbprint, 0, "n")


def marks_of(session: Session, box_id: int) -> dict[int, str | None]:
    return {record.seq: record.mark for record in kept.records(session) if record.box_id == box_id}


def entries_of(session: Session, box_id: int) -> dict[int, bool]:
    chosen = select(tables.entry.c.seq, tables.entry.c.release).join(tables.outbox)
    rows = session.execute(chosen.where(tables.outbox.c.box_id == box_id)).all()
    assert len({row.seq for row in rows}) == len(rows)
    return {row.seq: row.release == "done" for row in rows}
