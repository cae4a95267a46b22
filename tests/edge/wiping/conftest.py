"""A box with two residents, in a folder; commands are given to it as a technician does."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge import cli, daemon
from edge.config import Config, load
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from wire.kinds import Entry, Method, Reason

NOW = 1_760_000_000_000
NOWHERE = "http://127.0.0.1:1"
"""An address where nobody listens."""
NAMES, ROOM = ("王小明", "Ms Ludmilla"), "302-Z"


@dataclass
class Terminal:
    """file: the settings. Commands run in this process."""

    file: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def config(self) -> Config:
        return load(self.file)

    @property
    def report(self) -> Path:
        return self.file.parent / "report.json"

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, what was printed, and the complaint."""
        code = cli.main(["--config", str(self.file), *words])
        told = self.capsys.readouterr()
        complaint = [line for line in told.err.splitlines() if line.startswith("menlu-edge: ")]
        return code, told.out, "".join(complaint)

    def wipe(self, *options: str, name: str = "front") -> tuple[int, str, str]:
        return self.run("wipe", str(self.report), "--yes", name, *options)

    def people(self) -> list[str]:
        _, out, _ = self.run("person", "list", "--json")
        return [person["name"] for person in json.loads(out)]


def settle(config: Config, names: Sequence[str] = NAMES) -> None:
    """People live behind the door, and came in."""
    vault = open_vault(config.keys)
    with closing(daemon.open_roster(config, vault)) as roster, closing(daemon.open_outbox(config)) as outbox:
        for place, name in enumerate(names):
            person = roster.add(name, enrolled=("m" * 64, templates(3, seed=place))).person
            roster.set_room(person, ROOM)
            outbox.append(Entry("front", True, Reason.GRANTED, Method.FACE, person, room=ROOM), NOW + place)
        vault.put("KEY-1", b"k" * 16)


def write_settings(folder: Path, url: str) -> Path:
    path = folder / "edge.toml"
    path.write_text(
        f'data = "data"\nmodels = "models"\n[central]\nurl = "{url}"\n'
        '[door]\nname = "front"\ncamera = "folder://street"\nlock = "simulated:"\n',
        "utf-8",
    )
    return path


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A box that nobody has claimed; central is not there."""
    terminal = Terminal(write_settings(tmp_path, NOWHERE), capsys)
    settle(terminal.config)
    return terminal
