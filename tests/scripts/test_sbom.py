"""`scripts/sbom`: all that is installed for a program is on the list, and nothing that only tests need."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "sbom"


@pytest.fixture(scope="module", params=["central", "edge"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("sbom") / "list.json"
    subprocess.run([sys.executable, SCRIPT, request.param, file], check=True)
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found | {"extra": request.param}


def test_it_lists_what_is_needed_and_what_that_needs(made: dict[str, Any]) -> None:
    names = {each["name"] for each in made["components"]}

    of_each = {"central": {"sqlalchemy", "psycopg-binary"}, "edge": {"onnxruntime", "pyserial"}}
    assert of_each[made["extra"]] | {"flask", "werkzeug", "msgspec", "cffi"} <= names
    assert not {"pytest", "hypothesis", "mypy", "menlu"} & names


def test_every_part_has_an_address_and_a_licence_and_stands_in_the_graph(made: dict[str, Any]) -> None:
    addresses = {each["bom-ref"] for each in made["components"]} | {made["metadata"]["component"]["bom-ref"]}

    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert all(each["licenses"] and each["purl"].startswith("pkg:pypi/") for each in made["components"])
    assert {each["ref"] for each in made["dependencies"]} == addresses
    assert all(set(each["dependsOn"]) <= addresses for each in made["dependencies"])


def test_nothing_on_it_asks_that_menlu_be_under_the_gpl(made: dict[str, Any]) -> None:
    said = {each["name"]: json.dumps(each["licenses"]).upper() for each in made["components"]}

    strict = {name for name, words in said.items() if "GPL" in words and "LGPL" not in words}
    assert strict == set()
