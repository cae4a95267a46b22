"""`menlu-central`: each command does its one thing, and whatever is wrong is one sentence."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert

from central import cli, schema
from central.edges import service, tables
from wire.claim import normalised
from wire.orders import Revoke

REPO = Path(__file__).parents[2]


@pytest.fixture
def fresh(tmp_path: Path) -> str:
    """The URL of a database that is not there yet."""
    return f"sqlite:///{tmp_path}/fresh.db"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_migrate_makes_the_tables(capsys: pytest.CaptureFixture[str], fresh: str) -> None:
    code, out, _ = run(capsys, "migrate", "--database", fresh)

    assert (code, "step" in out) == (0, True)
    with schema.current_database(fresh):
        pass


def test_claim_code_prints_a_code_that_works_once_shown(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    code, out, _ = run(capsys, "claim-code", "--name", "一号楼", "--database", sqlite_url)

    shown = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}", out)
    assert code == 0
    assert shown is not None
    assert "一号楼" in out
    assert "It works once" in out


def test_claim_code_as_json(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    _, out, _ = run(capsys, "claim-code", "--json", "--name", "South Gate", "--database", sqlite_url)

    made = json.loads(out)
    assert (made["name"], len(normalised(made["code"]))) == ("South Gate", 10)
    assert made["expires_at"] > 1_700_000_000_000


def test_boxes_are_listed_and_shut_out(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    assert "claim-code" in run(capsys, "boxes", "--database", sqlite_url)[1]
    add_box(sqlite_url)

    (listed,) = json.loads(run(capsys, "boxes", "--json", "--database", sqlite_url)[1])
    shut_out = run(capsys, "revoke-box", str(listed["id"]), "--database", sqlite_url)
    again = run(capsys, "revoke-box", str(listed["id"]), "--database", sqlite_url)

    assert listed["name"] == "1 Harbour Road"
    assert shut_out[0] == 0
    assert "revoked" in run(capsys, "boxes", "--database", sqlite_url)[1]
    assert (again[0], again[2].count("\n")) == (1, 1)


def test_orders_are_listed_with_what_became_of_them(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    add_box(sqlite_url)
    none_yet = run(capsys, "orders", "--box", "1 Harbour Road", "--database", sqlite_url)[1]
    with schema.current_database(sqlite_url) as database, database.writing() as session:
        service.send_order(session, 1, Revoke(0, person="p1"), by="Wang", now=1_760_000_000_000)

    listed = run(capsys, "orders", "--box", "1", "--database", sqlite_url)[1]
    [row] = json.loads(run(capsys, "orders", "--box", "1 Harbour Road", "--json", "--database", sqlite_url)[1])

    assert "not ordered" in none_yet
    assert all(word in listed for word in ("revoke", "by Wang", "waiting"))
    assert (row["kind"], row["state"], row["made_by"]) == ("revoke", "waiting", "Wang")


def test_a_lost_sealing_key_is_replaced(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENLU_CENTRAL_SEALING_KEY", str(tmp_path / "key"))

    first, second = (run(capsys, "new-sealing-key", "--database", sqlite_url) for _ in range(2))

    assert (first[0], second[0]) == (0, 0)
    assert str(tmp_path / "key.until-") in second[1]
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_first_run_prints_a_code(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    code, out, _ = run(capsys, "first-run", "--database", sqlite_url)

    assert (code, "/first-run" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--database", "FRESH"], "menlu-central migrate"),
        (["boxes", "--database", "FRESH"], "menlu-central migrate"),
        (["claim-code", "--name", "x", "--database", "FRESH"], "menlu-central migrate"),
        (["claim-code", "--name", "", "--database", "MADE"], "1 to 100"),
        (["boxes", "--database", "mysql://x"], "sqlite:///PATH"),
        (["orders", "--box", "nowhere", "--database", "MADE"], "'nowhere'; `menlu-central boxes`"),
        (["boxes", "--database", "sqlite:////nowhere/at/all.db"], "can't be opened"),
        (["migrate", "--database", "postgresql://localhost:1/x"], "can't be opened"),
        (["serve", "--listen", "8080", "--database", "MADE"], "HOST:PORT"),
        (["serve", "--listen", "192.0.2.1:8080", "--database", "MADE"], "choose another address or port"),
        (["serve", "--listen", "no.such.host.invalid:1", "--database", "MADE"], "choose another address or port"),
        (["serve", "--config", "/nowhere/central.toml"], "/nowhere/central.toml"),
    ],
)
def test_whatever_is_wrong_is_one_sentence(
    capsys: pytest.CaptureFixture[str], fresh: str, sqlite_url: str, arguments: list[str], words: str
) -> None:
    urls = {"FRESH": fresh, "MADE": sqlite_url}

    code, out, err = run(capsys, *(urls.get(word, word) for word in arguments))

    assert (code, out) == (1, "")
    assert words in err
    assert err.startswith("menlu-central: ")
    assert err.count("\n") == 1


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("serve", "migrate", "first-run", "claim-code", "boxes", "revoke-box"):
        with pytest.raises(SystemExit, match="0"):
            cli.main([command, "--help"])

        assert "--database" in capsys.readouterr().out


@contextmanager
def serving(*arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A `menlu-central serve` of its own, and the address it prints."""
    program = [sys.executable, "-m", "central", "serve", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment, cwd=REPO) as process:
        assert process.stdout is not None
        try:
            lines = iter(process.stdout.readline, "")
            found = next((line for line in lines if line.startswith("Central listens at ")), "")
            yield process, found.removeprefix("Central listens at ").strip()
        finally:
            process.kill()


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_serve_makes_the_tables_answers_and_stops_when_told(fresh: str, way: signal.Signals) -> None:
    with serving("--migrate", "--listen", "127.0.0.1:0", "--database", fresh) as (process, address):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/api/v1/cursor?outbox={'ab' * 16}", timeout=30)
        process.send_signal(way)
        code = process.wait(timeout=60)

    assert (refused.value.code, json.load(refused.value)["type"]) == (401, "signature")
    refused.value.close()
    assert code == 0


def test_a_port_that_is_taken_is_said_so(fresh: str) -> None:
    with serving("--migrate", "--listen", "127.0.0.1:0", "--database", fresh) as (_, address):
        arguments = ["serve", "--listen", address.removeprefix("http://"), "--database", fresh]
        program = [sys.executable, "-m", "central", *arguments]
        again = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False, cwd=REPO)

    assert again.returncode == 1
    assert "choose another address or port" in again.stderr
    assert "Traceback" not in again.stderr


def add_box(url: str) -> None:
    row = {"name": "1 Harbour Road", "public_key": b"", "thumbprint": "t", "version": "1", "claimed_at": 0}
    with schema.current_database(url) as database, database.writing() as session:
        session.execute(insert(tables.box), row)
