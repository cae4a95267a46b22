"""Daemon and commands work side by side, a wipe alone; no trouble with the lock keeps the door from starting."""

import errno
import fcntl
from pathlib import Path

import pytest

from edge import holding
from edge.errors import EdgeError


def test_many_work_side_by_side(tmp_path: Path) -> None:
    with holding.shared(tmp_path), holding.shared(tmp_path):
        pass


def test_who_is_alone_is_alone(tmp_path: Path) -> None:
    with holding.alone(tmp_path):
        for other in (holding.shared, holding.alone):
            with pytest.raises(EdgeError, match=r"wiped|another command"), other(tmp_path):
                pass


def test_who_is_done_keeps_nobody_out(tmp_path: Path) -> None:
    with holding.shared(tmp_path):
        pass
    with holding.alone(tmp_path):
        pass
    with holding.shared(tmp_path):
        pass


def test_a_disk_that_takes_no_file_keeps_nobody_out(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")

    with holding.shared(nowhere):
        pass
    with pytest.raises(EdgeError, match="can't be used"), holding.alone(nowhere):
        pass


def test_a_file_system_without_locks_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)

    with holding.shared(tmp_path):
        pass
    with pytest.raises(EdgeError, match="No locks available"), holding.alone(tmp_path):
        pass
