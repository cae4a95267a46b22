"""Faces are in the daemon's memory while they are looked at, and gone when nobody is there (requirement E2).

Somebody enrols at the screen of the real daemon and comes to the door many times. Then every byte that the process can
write to is searched for templates, as the model gave them and of length 1; for rows of pixels of every frame and of
every face turned upright, also as a model reads them; for the photograph of the card's chip; and for the pictures that
the screen showed.
"""

import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from edge import daemon
from edge.config import load
from edge.store.invitations import Invitation
from edge.vault import open_vault
from tests.stage.box import Box
from tests.stage.memory import Pieces, found_in_memory, standing_still
from tests.stage.posing import portrait
from tests.stage.program import Program
from tests.stage.tenant import Tenant
from tests.stage.waiting import wait_until
from wire.orders import code_digest
from wire.sealed import text_of

RECOGNITIONS = 200
CODE = "ABCDE23456"
DAY = 24 * 60 * 60 * 1000
EXTRA = """
[face]
agreeing = 1
window = 0.5
approach = 0.08
[kiosk]
listen = "{screen}"
[reader]
url = "simulated://{cards}"
photo = "picture:"
"""
TURNED = "turned template"
"""The door compares with these; the last one that was compared may lie on a thread's stack until the next."""
Found = dict[str, int]


@dataclass
class Door:
    """box: its files. seen: what the witness wrote. card, shown: JPEG files, of the card's chip and of the screen."""

    box: Box
    program: Program
    seen: Path
    card: bytes
    shown: list[bytes] = field(default_factory=list)

    def search(self) -> Found:
        """What is found of all that was seen until now."""
        with standing_still(self.program.pid):
            return found_in_memory(self.program.pid, Pieces(self._pieces()))

    def gone(self) -> Found:
        """What is left some seconds after the person left, but for templates turned by the box's secret."""
        self.program.say("leave")
        for _ in range(5):
            time.sleep(2)
            left = {kind: count for kind, count in self.search().items() if kind != TURNED}
            if not left:
                break
        return left

    def entries(self) -> int:
        return sum(record.kind == "entry" for record in self.box.records())

    def _pieces(self) -> dict[str, list[bytes]]:
        rows = list(np.fromfile(self.seen / "pixels", np.uint8).reshape(-1, 80, 3))
        planes = [plane for row in rows for plane in np.ascontiguousarray(row.T)]
        chip = cv2.imdecode(np.frombuffer(self.card, np.uint8), cv2.IMREAD_COLOR)
        return {
            "template": _vectors(self.seen / "plain"),
            TURNED: _vectors(self.seen / "turned"),
            "pixels": [row.tobytes() for row in rows] + [plane.tobytes() for plane in planes],
            "model's input": [plane.astype("<f4").tobytes() for plane in planes],
            "chip's file": [_scan(self.card)],
            "chip's pixels": [row.tobytes() for row in chip[60:180:8]]
            + [np.ascontiguousarray(row[:, ::-1]).tobytes() for row in chip[60:180:8]],
            "shown": [_scan(picture) for picture in self.shown if picture],
        }


def _vectors(file: Path) -> list[bytes]:
    content = file.read_bytes()
    return [content[begin : begin + 512] for begin in range(0, len(content), 512)]


def _scan(jpeg: bytes) -> bytes:
    """What is a picture's own in a JPEG file: its tables are in many."""
    return jpeg[jpeg.index(b"\xff\xda") + 16 :]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, stage: Path) -> Iterator[Door]:
    """A door at which somebody has enrolled, and stands now."""
    folder = tmp_path_factory.mktemp("memory")
    (cards := folder / "cards").mkdir()
    (seen := folder / "seen").mkdir()
    screen = f"127.0.0.1:{_free_port()}"
    box = Box(
        folder / "box",
        central="http://127.0.0.1:1",
        lock="simulated:?delay=0",
        extra=EXTRA.format(screen=screen, cards=cards),
    )
    _invite(box)
    command = [sys.executable, "-m", "tests.faults.seen", box.config, stage / "obama.jpg", seen]
    with Program(command, folder / "edge.log") as program, Tenant(screen, cards) as tenant:
        try:
            Path(f"/proc/{program.pid}/mem").open("rb").close()
        except PermissionError:
            pytest.skip("this machine lets nobody look into the memory of their own programs (ptrace_scope)")
        wait_until(lambda: _listens(screen), "the screen's server listens")
        door = Door(box, program, seen, portrait(stage / "obama2.jpg"))
        door.shown += tenant.enrols_with_face(CODE, door.card, program.say)
        program.say("stay")
        yield door


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _listens(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as caller:
        return caller.connect_ex((host, int(port))) == 0


def _invite(box: Box) -> None:
    """What central would have sent: its key, and an invitation."""
    config, now = load(box.config), time.time_ns() // 1_000_000
    with closing(daemon.open_roster(config, open_vault(config.keys))) as roster:
        roster.set("sealing-key", text_of(X25519PrivateKey.generate().public_key()))
        with roster.settling(1, now) as settling:
            assert settling is not None
            settling.invite(Invitation("stay", "302", now - DAY, now + DAY, 1, minors=False), code_digest(CODE, "stay"))
            settling.end("done", "")


def test_a_face_that_is_looked_at_is_found(door: Door) -> None:
    """Otherwise that nothing is found later would say nothing."""
    wait_until(lambda: door.entries() >= 1, "the first recognition")

    assert door.shown
    assert "pixels" in door.search()


def test_after_many_recognitions_nothing_of_a_face_is_left(door: Door) -> None:
    files = {path for path in door.box.folder.rglob("*") if path.is_file()}
    wait_until(lambda: door.entries() >= RECOGNITIONS, f"{RECOGNITIONS} recognitions")

    assert door.gone() == {}
    assert {path for path in door.box.folder.rglob("*") if path.is_file()} == files


def test_once_erased_nothing_is_left_either(door: Door) -> None:
    with closing(sqlite3.connect(door.box.folder / "data" / "roster.sqlite")) as roster:
        [(person,)] = roster.execute("SELECT person FROM people").fetchall()

    door.box.command("person", "erase", person, "--yes")

    assert door.gone() == {}
