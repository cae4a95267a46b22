"""The file for whoever helps says how the box is, and nothing about anybody."""

import json
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge import bundle, cli, daemon
from edge.config import Config, load
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from wire.kinds import Alarm, Consent, DoorState, Enrolment, Entry, Level, Registration

NOW = 1_760_000_000_000
NAME, ROOM, STAY = "王小明", "302-Z", "7be1c0d2945a4f6e"
SETTINGS = """
data = "data"
models = "models"
[central]
url = "https://town.example"
[door]
name = "front"
camera = "rtsp://viewer:geheim@camera.example/1"
lock = "simulated:"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The settings of a box with a resident, who came in."""
    path = tmp_path / "edge.toml"
    path.write_text(SETTINGS, "utf-8")
    return path


@pytest.fixture
def config(file: Path) -> Config:
    return load(file)


def filled(config: Config) -> str:
    """Somebody lives behind the door and came in; their id."""
    vault = open_vault(config.keys)
    with closing(daemon.open_roster(config, vault)) as roster, closing(daemon.open_outbox(config)) as outbox:
        person = roster.add(NAME, None, None, ("m" * 64, templates(3))).person
        roster.set_room(person, ROOM)
        bodies: list[msgspec.Struct] = [
            Consent(person, "face", given=True, version="2026-11-23", digest="d" * 64, language="zh", way="kiosk"),
            Enrolment(person, "enrolled", 3, "m" * 64),
            Registration(person, "resident", "chip", ["face"], "granted", stay=STAY, room=ROOM),
            Entry("front", True, "granted", "face", person, 0.712, room=ROOM),
            DoorState("front", "offline", "no answer"),
            Alarm("not-released", Level.CRITICAL, "front", "the lock's answer: unknown"),
        ]
        outbox.extend([(body, NOW + place) for place, body in enumerate(bodies)])
    return person


def test_it_says_how_the_box_is(config: Config) -> None:
    filled(config)

    made: Any = msgspec.to_builtins(bundle.contents(config))

    assert made["software"]["menlu"]
    assert made["machine"]["disk_free"] > 0
    assert made["settings"]["door"]["lock"] == "simulated:"
    assert {"outbox.sqlite", "roster.sqlite"} <= set(made["files"])
    assert (made["records"]["kinds"]["entry"], made["records"]["chains"][0]["waiting"]) == (1, 6)
    assert made["latest"]["door"] == [{"at": NOW + 4, "door": "front", "state": "offline", "detail": "no answer"}]
    assert [alarm["code"] for alarm in made["latest"]["alarm"]] == ["not-released"]


def test_nobody_and_no_secret_is_in_it(config: Config, tmp_path: Path) -> None:
    person = filled(config)

    bundle.write(config, tmp_path / "bundle.json")

    content = (tmp_path / "bundle.json").read_text("utf-8")
    keys = [path.read_bytes().hex() for path in config.keys.rglob("*") if path.is_file()]
    for word in (person, NAME, json.dumps(NAME), ROOM, STAY, "0.712", "geheim", "d" * 64, *keys):
        assert word not in content
    assert stat.S_IMODE((tmp_path / "bundle.json").stat().st_mode) == 0o600


def test_only_the_latest_records_come_into_it(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LATEST", 3)
    with closing(daemon.open_outbox(config)) as outbox:
        outbox.extend([(DoorState("front", "online", str(number)), NOW + number) for number in range(5)])

    latest = bundle.contents(config)["latest"]["door"]

    assert [state["detail"] for state in latest] == ["2", "3", "4"]


def test_a_part_that_cannot_be_read_says_so_and_the_rest_is_there(config: Config) -> None:
    filled(config)
    config.outbox.write_bytes(b"garbage" * 1000)

    made = bundle.contents(config)

    assert "can't be read" in made["records"]
    assert made["software"]["menlu"]


def test_it_takes_the_place_of_no_file(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bundle.json").write_text("precious", "utf-8")

    assert cli.main(["--config", str(file), "bundle", str(tmp_path / "bundle.json")]) == 1

    assert "already" in capsys.readouterr().err
    assert (tmp_path / "bundle.json").read_text("utf-8") == "precious"
