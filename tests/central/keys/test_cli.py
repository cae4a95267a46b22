"""`menlu-central keys`: listed, made, put in force, taken away; what is wrong is one sentence."""

import json
from pathlib import Path

import pytest

from tests.central.test_cli import run


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MENLU_CENTRAL_COLUMN_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("MENLU_CENTRAL_SEALING_KEY", str(tmp_path / "sealing"))
    return sqlite_url


def keys(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> tuple[int, str, str]:
    return run(capsys, "keys", *words, "--database", url)


def test_a_key_is_made_put_in_force_and_the_old_one_taken_away(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    assert "1  made" in keys(capsys, url, "show")[1]
    assert f"Key 2 is in {tmp_path}/keys" in keys(capsys, url, "new")[1]
    assert keys(capsys, url, "rotate")[1] == "Key 2 seals; 0 rows were sealed anew by it.\n"
    assert "Key 1 is taken out" in keys(capsys, url, "retire", "1")[1]

    listed = json.loads(keys(capsys, url, "show", "--json")[1])
    assert [(row["id"], row["state"], row["rows"]) for row in listed] == [(1, "retired", 0), (2, "seals", 0)]


def test_no_command_prints_a_secret(capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path) -> None:
    printed = "".join(
        "".join(map(str, keys(capsys, url, *words)))
        for words in (["new"], ["rotate"], ["show"], ["show", "--json"], ["retire", "1"], ["retire", "9"])
    )

    secrets = [
        key[name] for key in json.loads((tmp_path / "keys").read_bytes())["keys"] for name in ("sealing", "index")
    ]
    assert all(len(secret) == 44 for secret in secrets)
    assert not [secret for secret in secrets if secret[:12] in printed]


@pytest.mark.parametrize(("words", "told"), [(["retire", "1"], "key 1 seals"), (["retire", "5"], "no key 5")])
def test_what_can_not_be_is_said_in_one_sentence(
    capsys: pytest.CaptureFixture[str], url: str, words: list[str], told: str
) -> None:
    status, _, complaint = keys(capsys, url, *words)

    assert (status, complaint.count("\n")) == (1, 1)
    assert told in complaint
