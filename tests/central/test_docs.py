"""docs/central.md says what there is: commands, settings, marks and problems."""

from dataclasses import fields
from pathlib import Path

import pytest

from central import cli
from central.config import PREFIX, Config
from central.edges.arrival import Mark
from wire.problem import ProblemType

PAGE = (Path(__file__).parents[2] / "docs" / "central.md").read_text("utf-8")


@pytest.mark.parametrize("field", [field.name for field in fields(Config)])
def test_every_setting_stands_in_the_page(field: str) -> None:
    assert f"| `{field}` | `{PREFIX}{field.upper()}` |" in PAGE


@pytest.mark.parametrize("word", [*ProblemType, *Mark])
def test_every_mark_and_problem_stands_in_the_page(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_command_stands_in_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])

    listed = capsys.readouterr().out.split("COMMAND\n")[-1]
    commands = [line.split()[0] for line in listed.splitlines() if line.startswith("    ") and line[4] != " "]
    assert len(commands) >= 6
    assert all(f"| `{command}" in PAGE for command in commands)
