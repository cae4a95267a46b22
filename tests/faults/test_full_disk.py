"""A full disk (a small tmpfs): the door still opens, says so, and writes what memory kept once there is room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.lock import LockFirmware
from tests.stage.waiting import wait_until


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


def test_the_door_opens_while_the_disk_is_full_and_the_entries_follow(
    small_disk: Path, tmp_path: Path, stage: Path
) -> None:
    central, lock = Central(tmp_path / "central"), LockFirmware(tmp_path / "lock", baud=115200)
    box = Box(tmp_path / "box", central=central.url, lock=lock.url, camera=SCENE, extra=SETTINGS)
    (box.folder / "data").symlink_to(small_disk)
    box.command("claim", central.claim_code("Full"))
    box.enrol("Resident", [stage / "obama.jpg"])
    box.walk_up(stage / "obama2.jpg", 1)
    with central.program, lock.program, box.start():
        wait_until(lambda: len(lock.releases()) > 0, "the first release")
        fill(small_disk / "filler")
        full_since = len(lock.releases())
        wait_until(lambda: len(lock.releases()) >= full_since + 5, "releases with a full disk")
        (small_disk / "filler").unlink()
        wait_until(lambda: any(b"storage-back" in record.body for record in central.records()), "the report")

        entries = [record.body for record in central.records() if record.kind == "entry"]
        assert sum(b'"held_back":true' in body for body in entries) >= 1
        assert any(b"storage-trouble" in record.body for record in central.records())
        wait_until(lambda: granted(central) >= full_since + 5, "all entries at central")


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
