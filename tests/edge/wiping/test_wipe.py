"""A wiped box is as new: whoever has it finds nothing of anybody, and the technician has the proof."""

import json
import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from edge import cli, holding, proofs
from edge.vault import open_vault
from edge.wiping import emptying
from tests.edge.wiping.conftest import NAMES, NOWHERE, ROOM, Terminal, settle
from wire.erasure import Statement
from wire.wiped import Wiped


def held(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_is_left_but_the_empty_lock(terminal: Terminal) -> None:
    vault = open_vault(terminal.config.keys)
    keys = [path.read_bytes() for path in terminal.config.keys.iterdir()]

    code, out, _ = terminal.wipe("--without-central")

    data = terminal.config.data
    assert code == 0, out
    assert [(path.name, path.stat().st_size) for path in data.iterdir()] == [(holding.LOCK, 0)]
    after = held(terminal.file.parent)
    words = [*(name.encode() for name in NAMES), ROOM.encode(), *keys]
    assert [word for word in words if word in after] == []
    assert open_vault(terminal.config.keys).thumbprint != vault.thumbprint


def test_the_report_is_signed_and_has_a_proof_for_everybody(terminal: Terminal) -> None:
    thumbprint = open_vault(terminal.config.keys).thumbprint

    _, out, _ = terminal.wipe("--without-central")

    (wiped, signer), *people = proofs.read(terminal.report)
    assert isinstance(wiped, Wiped)
    assert (wiped.wiped, wiped.people, wiped.references, signer) == ("front", 2, 6, thumbprint)
    assert wiped.records == wiped.lost == 2 + 4 + 1
    assert [(type(stated), what) for stated, what in people] == [(Statement, thumbprint)] * 2
    assert terminal.report.read_text() in out


def test_a_report_is_checked_on_any_machine(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    thumbprint = open_vault(terminal.config.keys).thumbprint
    terminal.wipe("--without-central")

    assert cli.main(["proof", "verify", str(terminal.report), "--thumbprint", thumbprint]) == 0
    told = capsys.readouterr().out

    assert "the box of the door front was wiped" in told
    assert told.count("everything kept of") == 2
    assert cli.main(["proof", "verify", str(terminal.report), "--thumbprint", "another"]) == 1


def test_an_altered_report_is_refused(terminal: Terminal) -> None:
    terminal.wipe("--without-central")
    terminal.report.write_text(terminal.report.read_text().replace('\\"people\\":2', '\\"people\\":1'))

    assert terminal.run("proof", "verify", str(terminal.report))[0] == 1


def test_where_central_is_away_nothing_is_erased_unless_that_is_said(terminal: Terminal) -> None:
    code, _, said = terminal.wipe()

    assert code == 1
    assert f"central at {NOWHERE} does not answer" in said
    assert "Nothing was erased" in said
    assert "--without-central and lose 2 records" in said
    assert terminal.people() == list(NAMES)


@pytest.mark.parametrize("words", [("wipe", "REPORT", "--yes", "back"), ("wipe", "REPORT")])
def test_without_the_doors_name_nothing_is_erased(terminal: Terminal, words: tuple[str, ...]) -> None:
    code, _, said = terminal.run(*(str(terminal.report) if word == "REPORT" else word for word in words))

    assert code == 1
    assert "'front', not 'back'" in said or "--yes with the door's name" in said
    assert terminal.people() == list(NAMES)


def test_the_name_is_asked_for_at_a_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "front ")

    code, out, _ = terminal.run("wipe", str(terminal.report), "--without-central")

    assert code == 0
    assert "2 people with 6 references of faces are erased" in out


def test_before_it_asks_it_says_what_will_be_gone(terminal: Terminal) -> None:
    _, out, _ = terminal.wipe(name="?")

    assert "- 2 people with 6 references of faces" in out
    assert "- 2 records are deleted; 2 of them wait" in out
    assert f"- all files in {terminal.config.data}" in out


def test_while_the_box_is_in_use_it_is_not_wiped(terminal: Terminal) -> None:
    with holding.shared(terminal.config.data):
        code, _, said = terminal.wipe("--without-central")

    assert code == 1
    assert "systemctl stop menlu-edge" in said
    assert terminal.people() == list(NAMES)


def test_while_it_is_wiped_nobody_works_with_it(terminal: Terminal) -> None:
    with holding.alone(terminal.config.data):
        code, _, said = terminal.run("person", "list")

    assert code == 1
    assert "is being wiped" in said


@pytest.mark.parametrize("command", [["run"], ["person", "list"], ["check"], ["claim", "ABCD"], ["keys", "show"]])
def test_a_box_wiped_in_part_does_nothing_but_finish_that(terminal: Terminal, command: list[str]) -> None:
    (terminal.config.data / holding.NOTE).write_text('{"begun":1760000000000,"people":2,"references":6}')

    code, _, said = terminal.run(*command)

    assert code == 1
    assert "run `menlu-edge wipe` again" in said


def test_a_box_as_new_has_nothing_to_wipe(terminal: Terminal) -> None:
    terminal.wipe("--without-central")
    terminal.report.unlink()

    code, _, said = terminal.wipe("--without-central")

    assert code == 1
    assert "nothing to wipe" in said


def test_a_wiped_box_takes_residents_again(terminal: Terminal) -> None:
    terminal.wipe("--without-central")

    settle(terminal.config, ["Noor"])

    assert terminal.people() == ["Noor"]


@pytest.mark.parametrize("place", ["data/report.json", "nowhere/report.json", "edge.toml"])
def test_a_report_that_could_not_be_kept_is_told_before_anything_is_erased(terminal: Terminal, place: str) -> None:
    code, _, said = terminal.run("wipe", str(terminal.file.parent / place), "--yes", "front", "--without-central")

    assert code == 1
    assert place.partition("/")[0] in said
    assert terminal.people() == list(NAMES)


def test_models_among_the_data_are_not_deleted_with_it(terminal: Terminal) -> None:
    terminal.file.write_text(terminal.file.read_text().replace('models = "models"', 'models = "data/models"'))

    code, _, said = terminal.wipe("--without-central")

    assert code == 1
    assert "the folder of models belongs elsewhere" in said


def test_a_broken_file_is_no_reason_not_to_wipe(terminal: Terminal) -> None:
    for file in (terminal.config.outbox, terminal.config.roster):
        with file.open("r+b") as broken:
            broken.write(b"\0" * 4096)

    code, out, _ = terminal.wipe("--without-central")

    (wiped, _), *people = proofs.read(terminal.report)
    assert code == 0, out
    # The roster has a copy beside it.
    assert isinstance(wiped, Wiped)
    assert wiped.people == len(people) == 2
    assert emptying.remains(terminal.config.data) == []


def test_a_box_without_its_keys_is_wiped_unsigned_and_only_if_that_is_said(terminal: Terminal) -> None:
    (terminal.config.keys / "sealing.key").unlink()

    code, _, said = terminal.wipe()

    assert code == 1
    assert "sealing.key" in said
    assert terminal.config.roster.exists()
    code, out, _ = terminal.wipe("--without-central")
    assert code == 0
    assert "not signed" in out
    assert json.loads(terminal.report.read_text())["signature"] == ""
    assert emptying.remains(terminal.config.data) == []


def test_whatever_lies_in_the_folder_goes_and_nothing_beside_it(terminal: Terminal) -> None:
    data = terminal.config.data
    (data / "old" / "more").mkdir(parents=True)
    (data / "old" / "more" / "roster.sqlite.broken-1").write_bytes(b"x" * 3_000_000)
    (data / "outside").symlink_to(terminal.file)
    (data / "old" / "beyond").symlink_to(terminal.file.parent)
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(data / "control"))

    code, _, _ = terminal.wipe("--without-central")

    assert code == 0
    assert emptying.remains(data) == []
    assert terminal.file.exists()


def test_what_is_deleted_was_overwritten(terminal: Terminal) -> None:
    names = [terminal.config.roster, terminal.config.outbox, terminal.config.keys / "device.pem"]
    links = [terminal.file.parent / f"linked-{path.name}" for path in names]
    for path, link in zip(names, links, strict=True):
        os.link(path, link)

    terminal.wipe("--without-central")

    assert {link.name: set(link.read_bytes()) for link in links} == {link.name: {0} for link in links}


def test_a_disk_that_is_cleared_in_vain_can_be_wiped_again(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path.name == "roster.sqlite":
            raise OSError(5, "Input/output error", str(path))
        unlink(path, missing_ok)

    with monkeypatch.context() as cut:
        cut.setattr(Path, "unlink", refused)
        code, _, said = terminal.wipe("--without-central")
    assert code == 1
    assert "roster.sqlite can't be deleted" in said
    assert not terminal.config.keys.exists()

    code, out, _ = terminal.wipe("--without-central")

    assert code == 0
    assert "was cut short" in out
    assert len(proofs.read(terminal.report)) == 3
