"""A full disk (a small tmpfs): the door still opens, says so, and writes what memory kept once there is room."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stage.box import Box
from tests.stage.central import Central
from tests.stage.lock import LockFirmware

WITHIN = 60.0
LOAD = "[face]\nagreeing = 1\nwindow = 0.5\napproach = 0.08\n"
BUSY = "seconds=0.6&gap=1.1&fps=20&loop=yes"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 4 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small tmpfs")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def wait(done: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + WITHIN
    while not done():
        assert time.monotonic() < until, f"not within {WITHIN} s: {what}"
        time.sleep(0.1)


def test_the_door_opens_while_the_disk_is_full_and_the_entries_follow(
    small_disk: Path, tmp_path: Path, stage: Path
) -> None:
    central, lock = Central(tmp_path / "central"), LockFirmware(tmp_path / "lock", baud=115200)
    box = Box(tmp_path / "box", central=central.url, lock=lock.url, camera=BUSY, extra=LOAD)
    (box.folder / "data").symlink_to(small_disk)
    box.command("claim", central.claim_code("Full"))
    box.enrol("Resident", [stage / "obama.jpg"])
    box.walk_up(stage / "obama2.jpg", 1)
    with central.program, lock.program, box.start():
        wait(lambda: len(lock.releases()) > 0, "the first release")
        fill(small_disk / "filler")
        full_since = len(lock.releases())
        wait(lambda: len(lock.releases()) >= full_since + 5, "releases with a full disk")
        (small_disk / "filler").unlink()
        wait(lambda: any(b"storage-back" in record.body for record in central.records()), "the report")

        entries = [record.body for record in central.records() if record.kind == "entry"]
        assert sum(b'"held_back":true' in body for body in entries) >= 1
        assert any(b"storage-trouble" in record.body for record in central.records())
        wait(lambda: granted(central) >= full_since + 5, "all entries at central")


def granted(central: Central) -> int:
    return sum(b'"granted":true' in record.body for record in central.records() if record.kind == "entry")


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb") as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    os.write(file.fileno(), b"\0" * size)
            except OSError:
                continue
