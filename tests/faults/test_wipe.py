"""A whole box is wiped: what a real daemon has left on the disk is gone. Central is there, away, or goes in the middle;
and the box is claimed again.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from edge import proofs
from edge.camera.picture import decode
from edge.config import load
from edge.face.probe import open_prober
from edge.face.quality import Limits
from edge.vault import open_vault
from tests.edge.wiping.conftest import NAMES, ROOM, settle
from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.program import ProgramEnded
from tests.stage.traces import Numbers, pictures_in, templates_in
from tests.stage.waiting import wait_until
from wire.kinds import BOX_WIPED
from wire.wiped import Wiped

FACELESS = '[face]\nembedder = "nobody"\n'


class House:
    """A claimed box and its central. settings: of faces."""

    def __init__(self, folder: Path, settings: str, stack: ExitStack) -> None:
        self.central = Central(folder / "central")
        self.box = Box(folder / "box", central=self.central.url, lock="simulated:", camera=SCENE, extra=settings)
        stack.callback(self.end)
        self.report = folder / "report.json"
        self.claim()

    @property
    def data(self) -> Path:
        return self.box.folder / "data"

    def claim(self) -> None:
        self.box.command("claim", self.central.claim_code("Seaside Road 18"))

    def stop(self) -> None:
        """The daemon ends."""
        if self.box.program:
            self.box.program.stop()

    def end(self) -> None:
        self.stop()
        self.central.program.stop()

    def wipe(self, *options: str) -> list[str]:
        return self.box.command("wipe", self.report, "--yes", "front", *options)

    def held(self) -> bytes:
        """Every byte of the box."""
        return b"".join(path.read_bytes() for path in self.box.folder.rglob("*") if path.is_file())

    def kinds(self) -> list[str]:
        return [record.kind for record in self.central.records()]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path, stack: ExitStack) -> House:
    """Two people live there; the daemon does not run."""
    house = House(tmp_path, FACELESS, stack)
    settle(load(house.box.config))
    return house


def test_of_whom_the_daemon_knew_no_byte_is_left_and_the_box_is_claimed_again(
    tmp_path: Path, stage: Path, models: Path, stack: ExitStack
) -> None:
    house = House(tmp_path, SETTINGS, stack)
    person = house.box.enrol(NAMES[0], [stage / "obama.jpg"])
    house.box.command("person", "room", person, ROOM)
    house.box.start()
    house.box.walk_up(stage / "obama2.jpg", 1)
    wait_until(lambda: "entry" in house.kinds(), "somebody was at the door")
    house.stop()
    for photograph in house.box.street.iterdir():
        photograph.unlink()
    keys = [path.read_bytes() for path in (house.data / "keys").iterdir()]
    secrets = [*keys, *(word.encode() for word in (NAMES[0], person, ROOM))]
    templates = templates_of(stage / "obama.jpg", models, house)
    assert person.encode() in house.held()
    assert len(keys) >= len(("device", "sealing", "transform"))

    told = house.wipe()

    held = house.held()
    assert [word for word in secrets if word in held] == []
    assert (templates_in(held, templates), pictures_in(held)) == ([], [])
    assert told[-1].startswith("The box is as new.")
    assert house.kinds().count("erasure") == 1
    assert BOX_WIPED.encode() in house.central.records()[-1].body
    house.claim()
    house.box.start()
    assert house.box.command("person", "list", "--json") == ["[]"]


def templates_of(photograph: Path, models: Path, house: House) -> Numbers:
    """The template of a photograph, as it is and as the box turns it."""
    prober = open_prober(models, limits=Limits(share=0.08))
    template = prober.probe(decode(photograph.read_bytes(), 1280, 960)).template
    assert template is not None
    plain = np.stack([template])
    return np.vstack([plain, open_vault(load(house.box.config).keys).transform(plain)])


def test_while_the_daemon_runs_nothing_is_wiped(house: House) -> None:
    house.box.start("--keep-trying")

    with pytest.raises(ProgramEnded, match="systemctl stop menlu-edge"):
        house.wipe()

    assert len(json.loads("".join(house.box.command("person", "list", "--json")))) == len(NAMES)


def test_what_waits_is_handed_over_once_central_is_back(house: House) -> None:
    house.central.program.kill()
    with pytest.raises(ProgramEnded, match="Nothing was erased"):
        house.wipe()
    house.central.start()

    house.wipe()

    records = house.central.records()
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    assert house.kinds().count("erasure") == len(NAMES)


def test_a_box_whose_central_goes_in_the_middle_waits_for_it_and_does_nothing_else(house: House) -> None:
    (house.data / "wiping.json").write_text('{"begun":1760000000000,"people":2,"references":6}')
    house.central.program.kill()
    with pytest.raises(ProgramEnded, match="The wipe has begun"):
        house.wipe()
    with pytest.raises(ProgramEnded, match="wiped in part"):
        house.box.start("--keep-trying")
    house.central.start()

    house.wipe()

    assert house.kinds().count("erasure") == len(NAMES)


def test_without_central_the_proofs_are_the_technicians(house: House) -> None:
    house.central.program.stop()

    told = house.wipe("--without-central")

    (wiped, _), *people = proofs.read(house.report)
    assert isinstance(wiped, Wiped)
    assert wiped.lost == wiped.records
    assert len(people) == len(NAMES)
    assert any("records will be lost" in line for line in told)
