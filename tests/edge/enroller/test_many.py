"""Fifty enrolments in a row leave nothing behind but fifty people."""

import gc
import os
import tempfile
import threading
import tracemalloc
from pathlib import Path

import pytest

from edge.enrolment import events
from edge.enrolment.states import State
from tests.fakes.doorway import CODE, Screen, screen
from wire import notice
from wire.notice import Purpose

WARMING_UP, MANY = 5, 50
MOST_GROWTH = 20_000
"""Bytes of memory for one more resident, whom the door keeps in mind."""


def enrol(door: Screen) -> None:
    shown = {purpose: notice.notice(notice.current(), purpose, "zh").digest for purpose in Purpose}
    door.enroller.begin("zh")
    door.enroller.invite(CODE)
    door.enroller.answer(events.Acknowledged(), (shown[Purpose.REGISTRATION],))
    door.enroller.answer(events.FaceAnswered(face=True), (shown[Purpose.FACE],))
    door.lay()
    door.enroller.take(events.Confirmed())
    door.look()
    door.enroller.contact("")
    assert door.enroller.view().enrolment.state is State.RESULT
    door.enroller.open()
    door.enroller.take(events.Finished())
    door.documents.lift()
    door.captures.clear()


def held() -> tuple[int, int]:
    """Open files, and threads."""
    return len(os.listdir("/proc/self/fd")), threading.active_count()


def test_fifty_in_a_row_leave_no_memory_no_file_and_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with screen(tmp_path) as door:
        door.invite(places=WARMING_UP + MANY)
        for _ in range(WARMING_UP):
            enrol(door)
        before = held()
        tracemalloc.start()
        try:
            gc.collect()
            memory, _ = tracemalloc.get_traced_memory()
            for _ in range(MANY):
                enrol(door)
            gc.collect()
            grown = tracemalloc.get_traced_memory()[0] - memory
        finally:
            tracemalloc.stop()
        assert held() == before
        assert list(temporary.iterdir()) == []
        assert grown < MANY * MOST_GROWTH
        assert len(door.kept()) == WARMING_UP + MANY
