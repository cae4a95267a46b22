"""`menlu-central doctor`: words for a person, or JSON, and an exit code for a script."""

import json
from pathlib import Path

import pytest

from central import cli
from central.config import Config
from tests.stage.central import Central


def test_what_has_to_be_done_is_said_and_the_exit_code_is_1(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["doctor", "--database", config.database])
    captured = capsys.readouterr()

    assert code == 1
    assert "ok   database: sqlite answers" in captured.out
    assert "FAIL deadlines: no process looks at the deadlines: start central" in captured.out
    assert captured.err.startswith("menlu-central: somebody has to do something about: ")


def test_as_json(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["doctor", "--json", "--database", config.database])

    told = json.loads(capsys.readouterr().out)
    assert {tuple(each) for each in told} == {("part", "state", "detail")}
    assert next(each["state"] for each in told if each["part"] == "deadlines") == "FAIL"


def test_a_central_that_runs_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    central = Central(tmp_path)
    with central.program:
        monkeypatch.setenv("MENLU_CENTRAL_LISTEN", central.url.removeprefix("http://"))
        code = cli.main(["doctor", "--database", central.database])
        told = capsys.readouterr().out

    assert code == 0, told
    assert "ok   port: central answers" in told
    assert "ok   deadlines: " in told
