"""One file, one Config; what is wrong is named with file, key, value and what is accepted."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.config import load, parse
from edge.errors import ConfigError

FILE = Path("/etc/menlu/edge.toml")
LEAST: dict[str, Any] = {
    "data": "data",
    "models": "/opt/menlu/models",
    "central": {"url": "https://town.example"},
    "door": {"name": "front", "camera": "v4l2:///dev/video0", "lock": "simulated:"},
}


def changed(key: str, value: object) -> dict[str, Any]:
    values = copy.deepcopy(LEAST)
    table = values
    *path, last = key.split(".")
    for name in path:
        table = table.setdefault(name, {})
    table[last] = value
    return values


def test_the_least_file_is_enough_and_relative_paths_start_at_it() -> None:
    config = parse(LEAST, FILE)

    assert config.data == Path("/etc/menlu/data")
    assert config.models == Path("/opt/menlu/models")
    assert config.outbox == Path("/etc/menlu/data/outbox.sqlite")
    assert (config.door.release, config.face.agreeing, config.records.keep_days) == (5.0, 3, 30)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("door.release", 0.1, "door.release = 0.1: expected seconds from 0.5 to 30"),
        ("door.name", "A B", "door.name = 'A B': expected 1 to 32 of a-z, 0-9 and dashes, like front-gate"),
        ("door.camera", 3, "door.camera = 3: expected text in quotes"),
        ("door.colour", "red", "door.colour: not a key; accepted here: name, camera, lock, release"),
        ("data", 3, "data = 3: expected a path in quotes"),
        ("door", 3, "door = 3: expected a table: [door]"),
        (
            "kiosk.listen",
            "0.0.0.0:8030",
            "kiosk.listen = '0.0.0.0:8030': expected an address of this machine, like 127.0.0.1:8030",
        ),
        ("face.comparison", "maybe", 'face.comparison = \'maybe\': expected "identify" or "verify"'),
        (
            "central.url",
            "http://town.example",
            "central.url = 'http://town.example': expected an address like https://",
        ),
        ("centrall", {}, "centrall: not a key; accepted here: data, models, central, door, face, records"),
        ("zone", "Asia/Nowhere", "zone = 'Asia/Nowhere': expected a time zone like Asia/Shanghai"),
        ("zone", "../etc/passwd", "zone = '../etc/passwd': expected a time zone like Asia/Shanghai"),
    ],
)
def test_a_wrong_value_is_named_with_file_key_and_what_is_accepted(key: str, value: object, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(changed(key, value), FILE)

    assert str(caught.value).startswith(f"{FILE}: {complaint}")


def test_a_missing_key_is_named() -> None:
    values = copy.deepcopy(LEAST)
    del values["door"]["lock"]

    with pytest.raises(ConfigError, match=r"door\.lock: is missing"):
        parse(values, FILE)


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1", "https://town.example/"])
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    assert parse(changed("central.url", url), FILE).central.url == url


def test_a_missing_file_says_where_to_find_one_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file; docs/configuration\.md"):
        load(tmp_path / "edge.toml")


def test_contact_and_button_hang_at_two_inputs() -> None:
    door = {**LEAST["door"], "contact": 3, "exit": 3}

    with pytest.raises(ConfigError, match=r"door\.exit = 3: expected another input than that of door\.contact"):
        parse(changed("door", door), FILE)
    assert parse(changed("door", {**door, "exit": 4, "active_at_rest": [3]}), FILE).door.exit == 4


@pytest.mark.parametrize("key", ["contact", "exit"])
def test_an_input_is_a_number(key: str) -> None:
    with pytest.raises(ConfigError, match=r"door\.active_at_rest = \[300\]: expected a list of numbers of the lock's"):
        parse(changed("door.active_at_rest", [300]), FILE)
    with pytest.raises(ConfigError, match=rf"door\.{key} = 256: expected the number of an input of the lock, from 0"):
        parse(changed(f"door.{key}", 256), FILE)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_config_or_a_complaint(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzz.toml"
    file.write_bytes(content)

    with pytest.raises(ConfigError, match=r"fuzz\.toml"):
        load(file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
KEYS = [
    "data",
    "models",
    "central",
    "central.url",
    "door",
    "door.name",
    "door.release",
    "door.contact",
    "door.active_at_rest",
    "face.threads",
    "x",
    "door.x",
]


@given(st.sampled_from(KEYS), JSON)
def test_any_value_anywhere_is_taken_or_complained_about(key: str, value: object) -> None:
    try:
        parse(changed(key, value), FILE)
    except ConfigError as complaint:
        assert key in str(complaint)  # noqa: PT017 (both outcomes are right)
