"""No face leaves the box, and none lies readable on it: enrolment and entries, then a search through every file.

Searched: what central keeps of all it was sent, both sides' logs at their most talkative, the box's databases, their
copies and exports, the file for whoever helps from afar. For: the templates as they are and as the box turns them, in
any number format, at any scale, in hex, base64 or as text; pieces of the pictures' pixels; and the beginnings of
picture files (requirements E1, E2).
"""

import json
import logging
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from edge import daemon
from edge.camera import Image
from edge.camera.picture import decode
from edge.config import load
from edge.face.probe import Prober, open_prober
from edge.face.quality import Limits
from edge.face.template import Template
from edge.lock.open import open_lock
from edge.portal import Portal
from edge.presented import FaceSeen
from edge.residents import Residents
from edge.store.journal import Journal
from edge.vault import open_vault
from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.traces import Numbers, pictures_in, templates_in
from tests.stage.waiting import wait_until

ENTRIES = 1000
"""Made at the portal in this process: all is real but the camera and the lock."""
SEEN = 4
"""Entries that the daemon makes of what its camera sees."""
THRESHOLD = 0.474
SIZES = ((640, 480), (1280, 960))
"""Pixels: of the camera's pictures, and what an enrolment's photographs are fitted into."""


@dataclass(frozen=True, eq=False)
class Faces:
    """Every template that was in the box's memory, and pieces of the rows of pixels they came from."""

    templates: Numbers
    pixels: list[bytes]


@dataclass(frozen=True, eq=False)
class Written:
    """Everything that was written. exports: what tools make of the databases."""

    folder: Path
    faces: Faces
    exports: dict[str, bytes] = field(default_factory=dict)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        yield from self.exports.items()
        for path in self.folder.rglob("*"):
            if path.is_file():
                yield path.name, path.read_bytes()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, stage: Path, models: Path) -> Written:
    """The folder of a box and a central after an enrolment and many entries, the photographs taken away."""
    folder = tmp_path_factory.mktemp("searched")
    central = Central(folder / "central")
    box = Box(folder / "box", central=central.url, lock="simulated:", camera=SCENE, extra=SETTINGS)
    box.command("claim", central.claim_code("Searched"))
    person = box.enrol("Resident", [stage / "obama.jpg", stage / "obama2.jpg"])
    for number, name in enumerate(["obama2.jpg", "biden.jpg"]):
        box.walk_up(stage / name, number)

    prober = open_prober(models, limits=Limits(share=0.08))
    pictures = [decode((stage / f"{name}.jpg").read_bytes(), *size) for name in ("obama2", "biden") for size in SIZES]
    with talking(folder / "portal.log"):
        faces = let_in_often(box, person, prober, pictures)
    with central.program, box.start(verbose=True):
        wait_until(lambda: entries_at(central) >= ENTRIES + SEEN, f"{ENTRIES + SEEN} entries at central")
    for photograph in box.street.iterdir():
        photograph.unlink()
    box.command("bundle", str(folder / "bundle.json"))
    return Written(folder, faces, dict(exports(folder)))


def let_in_often(box: Box, person: str, prober: Prober, pictures: list[Image]) -> Faces:
    """The resident comes to the door again and again, a stranger now and then; all faces that were looked at."""
    config = load(box.config)
    vault = open_vault(config.keys)
    templates = [template for picture in pictures if (template := prober.probe(picture).template) is not None]
    assert len(templates) == len(pictures)
    with (
        closing(daemon.open_outbox(config)) as outbox,
        closing(daemon.open_roster(config, vault)) as roster,
        closing(open_lock("simulated:?delay=0", keys=vault, listener=lambda event: None)) as lock,
    ):
        residents = Residents(roster, vault, prober.embedder.manifest.sha256)
        residents.refresh()
        clock = daemon.open_clock(outbox)
        journal = Journal(outbox, (roster,))
        portal = Portal("front", 0.5, residents=residents, journal=journal, lock=lock, clock=clock)
        for number in range(ENTRIES):
            seen = judged(residents, templates[-1 if number % 10 == 0 else 0])
            assert seen.person == (None if number % 10 == 0 else person)
            portal.present(seen)
    plain = np.stack(templates)
    return Faces(
        np.vstack([plain, vault.transform(plain)]), [piece for picture in pictures for piece in pieces(picture)]
    )


def judged(residents: Residents, template: Template) -> FaceSeen:
    """As the lookout would have it after one frame."""
    candidate = residents.candidate(template)
    if candidate is None or candidate.score < THRESHOLD:
        return FaceSeen(None, None)
    return FaceSeen(candidate.person, candidate.score)


def pieces(picture: Image) -> Iterator[bytes]:
    """Some pixels of every tenth row, where the row is not all of one colour."""
    middle = picture.shape[1] // 2
    for row in picture[::10, middle : middle + 16]:
        if row.std() > 8:
            yield row.tobytes()


@contextmanager
def talking(log: Path) -> Iterator[None]:
    """Everything that is logged goes to a file meanwhile."""
    root, handler = logging.getLogger(), logging.FileHandler(log)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()


def entries_at(central: Central) -> int:
    return sum(record.kind == "entry" for record in central.records())


def exports(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What `sqlite3 FILE .dump` and `sqlite-utils rows FILE TABLE` give for the box's two files."""
    for path in (folder / "box" / "data").glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as connection:
            yield f"dump of {path.name}", "\n".join(connection.iterdump()).encode()
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            command = [sys.executable, "-m", "sqlite_utils", "rows", path, table]
            yield f"rows of {table}", subprocess.run(command, capture_output=True, check=True).stdout


def test_everything_there_is_was_looked_through(written: Written) -> None:
    contents = dict(written.contents())

    assert {"central.sqlite", "outbox.sqlite", "roster.sqlite", "roster.sqlite.backup", "bundle.json"} <= set(contents)
    assert {"dump of outbox.sqlite", "dump of roster.sqlite", "rows of face_references"} <= set(contents)
    assert b"DEBUG" in contents["edge.log"]
    assert contents["portal.log"].count(b"granted") >= ENTRIES * 0.8
    assert len(json.loads(contents["rows of face_references"])) == 2
    assert len(written.faces.pixels) > 100


def test_no_template_is_found_anywhere(written: Written) -> None:
    found = {name: templates_in(content, written.faces.templates) for name, content in written.contents()}

    assert not any(found.values()), found


def test_no_picture_is_found_anywhere(written: Written) -> None:
    for name, content in written.contents():
        assert not pictures_in(content), f"a picture begins in {name}"
        assert not any(piece in content for piece in written.faces.pixels), f"pixels lie in {name}"


def test_a_door_that_crashes_leaves_no_core_dump(tmp_path: Path, stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a plain program does leave one."""
    monkeypatch.chdir(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        subprocess.run([sys.executable, "-c", "import os; os.abort()"], check=False)
        dumped = {path.name for path in tmp_path.iterdir()}
        if not dumped:
            pytest.skip("this machine writes no core dumps into the folder of the program (core_pattern, ulimit)")
        box = Box(tmp_path / "box", central="http://127.0.0.1:1", lock="simulated:", camera=SCENE, extra=SETTINGS)
        box.walk_up(stage / "obama.jpg", 0)
        for path in tmp_path.glob("core*"):
            path.unlink()
        program = box.start("--keep-trying")
        os.kill(program.pid, signal.SIGABRT)
        assert program.stop() == -signal.SIGABRT
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))

    assert not list(tmp_path.glob("**/core*"))
