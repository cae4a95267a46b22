"""The power goes between any two steps of a wipe: the box is whole, or refuses all but the command that ends it."""

import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from edge import cli, proofs
from edge.config import Config, load
from edge.wiping import emptying, wipe
from edge.wiping.kept import Kept
from tests.edge.wiping.conftest import NAMES, NOWHERE, settle, write_settings
from tests.stage.cut import cut_everywhere
from wire.cursor import Cursor
from wire.erasure import Statement
from wire.kinds import BOX_WIPED, Alarm
from wire.record import Record
from wire.wiped import Wiped


def central(file: Path) -> Callable[[Config, Kept, Callable[[int], None]], None]:
    """A central that keeps every record it is handed as a line of `file`, and answers."""

    def hand_over(_config: Config, kept: Kept, _waiting: Callable[[int], None]) -> None:
        for chain in kept.outbox.chains():
            records = kept.outbox.after(chain.acknowledged, 1000, chain.outbox)
            with file.open("ab") as lines:
                lines.writelines(msgspec.json.encode(record) + b"\n" for record in records)
            kept.outbox.mark_acknowledged(Cursor(chain.outbox, chain.last, chain.head))

    return hand_over


def technician(folder: Path) -> int:
    """What the technician does, again and again."""
    wipe.hand_over = central(folder / "central")  # type: ignore[attr-defined]
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return command(folder, "wipe", str(folder / "report"), "--yes", "front")


def command(folder: Path, *words: str) -> int:
    return cli.main(["--config", str(folder / "edge.toml"), *words])


def heard(folder: Path) -> dict[tuple[str, int], Record]:
    lines = (folder / "central").read_bytes().splitlines()
    records = [msgspec.json.decode(line, type=Record) for line in lines]
    return {(record.outbox, record.seq): record for record in records}


def expect_wiped(folder: Path) -> None:
    """The box is as new, the report is whole, and central has heard all of it."""
    assert emptying.remains(load(folder / "edge.toml").data) == []
    assert not (folder / "data" / "wiping.json").exists()
    (wiped, signer), *people = proofs.read(folder / "report")
    assert isinstance(wiped, Wiped)
    assert (wiped.people, wiped.references, wiped.lost) == (2, 6, 0)
    assert [isinstance(each, Statement) and who == signer for each, who in people] == [True, True]
    records = heard(folder)
    assert [record.kind for record in records.values()].count("erasure") == 2
    *_, last = records.values()
    assert msgspec.json.decode(last.body, type=Alarm).code == BOX_WIPED


def is_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> bool:
    """Whether nothing has happened yet. Where something has, the box does nothing for anybody."""
    if (folder / "data" / "wiping.json").exists():
        assert command(folder, "run") == 1
        assert "run `menlu-edge wipe` again" in capsys.readouterr().err
        return False
    assert command(folder, "person", "list") == 0
    told = capsys.readouterr().out
    return all(name in told for name in NAMES) or emptying.remains(folder / "data") == []


def test_a_wipe_that_is_cut_is_ended_by_the_next_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, kept = tmp_path / "box", tmp_path / "kept"
    kept.mkdir()
    write_settings(kept, NOWHERE)
    settle(load(kept / "edge.toml"))
    shutil.copytree(kept, folder)
    states = []

    for cut in cut_everywhere(technician, folder):
        states.append(is_whole(folder, capsys))
        if emptying.remains(folder / "data") or (folder / "data" / "wiping.json").exists():
            assert technician(folder) == 0, f"cut before step {cut}"
        expect_wiped(folder)
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)

    expect_wiped(folder)
    assert states[0]
    assert False in states
