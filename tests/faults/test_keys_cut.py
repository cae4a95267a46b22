"""The power goes between any two steps of what is done with keys: the old state stands or the new one, and works."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edge.residents import Residents
from edge.store.roster import Roster
from edge.vault import Vault, open_vault
from tests.edge.vault.examples import templates
from tests.stage.cut import cut_everywhere

MODEL = "d" * 64
FACES = templates(3, size=16)
AT = 1_760_000_000_000


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The data of a box with three residents."""
    folder = tmp_path / "box"
    vault = open_vault(folder / "keys")
    vault.put("front", b"k" * 16)
    with closing(roster_of(folder, vault)) as roster:
        for face in FACES:
            roster.enrol(roster.add("Wang Xiaoming").person, MODEL, face[None, :])
    return folder


@pytest.fixture
def put_back(box: Path) -> Callable[[], None]:
    """Puts the box's data back as they were."""
    kept = shutil.copytree(box, box.with_name("kept"))

    def again() -> None:
        shutil.rmtree(box)
        shutil.copytree(kept, box)

    return again


def roster_of(folder: Path, vault: Vault) -> Roster:
    return Roster(folder / "roster.sqlite", vault)


def found(residents: Residents) -> int:
    """How many of the three are recognised."""
    candidates = [residents.candidate(face) for face in FACES]
    return sum(candidate is not None and candidate.score > 0.99 for candidate in candidates)


def found_after_a_restart(folder: Path) -> int:
    vault = open_vault(folder / "keys")
    with closing(roster_of(folder, vault)) as roster:
        residents = Residents(roster, vault, MODEL)
        residents.refresh()
        return found(residents)


def renew(folder: Path) -> None:
    vault = open_vault(folder / "keys")
    with closing(roster_of(folder, vault)) as roster:
        roster.renew()


def erase(folder: Path, person: str) -> None:
    vault = open_vault(folder / "keys")
    with closing(roster_of(folder, vault)) as roster:
        roster.erase(person, AT)


def open_with(folder: Path, credentials: Path) -> None:
    os.environ["CREDENTIALS_DIRECTORY"] = str(credentials)
    open_vault(folder / "keys")


def test_everyone_is_recognised_wherever_a_renewal_is_cut(box: Path, put_back: Callable[[], None]) -> None:
    cuts = 0
    for cuts in cut_everywhere(renew, box):
        assert found_after_a_restart(box) == 3, f"cut before change {cuts}"
        renew(box)
        assert open_vault(box / "keys").transform_numbers == [2], "the next renewal finishes"
        assert found_after_a_restart(box) == 3
        put_back()

    assert cuts >= 4
    assert found_after_a_restart(box) == 3


def test_a_running_door_recognises_everyone_wherever_a_renewal_is_cut(box: Path) -> None:
    vault = open_vault(box / "keys")
    with closing(roster_of(box, vault)) as roster:
        residents = Residents(roster, vault, MODEL)
        residents.refresh()

        for cuts in cut_everywhere(renew, box):
            assert found(residents) == 3, f"not refreshed, cut before change {cuts}"
            residents.refresh()
            assert found(residents) == 3, f"refreshed, cut before change {cuts}"
        residents.refresh()

        assert found(residents) == 3


def test_an_erasure_that_is_cut_is_whole_or_has_not_begun(box: Path, put_back: Callable[[], None]) -> None:
    vault = open_vault(box / "keys")
    with closing(roster_of(box, vault)) as roster:
        gone = next(iter(roster.residents()))
    cuts = 0
    for cuts in cut_everywhere(erase, box, gone):
        with closing(roster_of(box, vault)) as roster:
            still_there = gone in roster.residents()
        assert found_after_a_restart(box) == (3 if still_there else 2)
        assert still_there or not holding(box, gone), f"erased, cut before change {cuts}, and still in a file"
        put_back()

    assert cuts >= 3
    assert not holding(box, gone)


def holding(folder: Path, person: str) -> list[str]:
    """The files in which a person's id stands."""
    return [path.name for path in folder.rglob("*") if path.is_file() and person.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, b"\x01" * 32), (b"\x01" * 32, b"\x02" * 32), (b"\x01" * 32, None)],
    ids=["wrap", "rewrap", "unwrap"],
)
def test_keys_open_wherever_their_wrapping_is_cut(
    box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None, after: bytes | None
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials(tmp_path / "before", before)))
    known = open_vault(box / "keys").public_key
    both = credentials(tmp_path / "both", after, before)
    kept = shutil.copytree(box, tmp_path / "kept")

    cuts = 0
    for cuts in cut_everywhere(open_with, box, both):
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(both))
        vault = open_vault(box / "keys")
        assert (vault.public_key, vault.get("front")) == (known, b"k" * 16), f"cut before change {cuts}"
        shutil.rmtree(box)
        shutil.copytree(kept, box)

    assert cuts >= 8
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials(tmp_path / "after", after)))
    assert found_after_a_restart(box) == 3


def credentials(folder: Path, master: bytes | None, old: bytes | None = None) -> Path:
    folder.mkdir()
    for name, content in {"menlu-master": master, "menlu-master-old": old}.items():
        if content is not None:
            (folder / name).write_bytes(content)
    return folder


def test_first_keys_are_all_there_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "box"
    cuts = 0
    for cuts in cut_everywhere(open_vault, folder / "keys"):
        whole = (folder / "keys").exists()
        assert not whole or open_vault(folder / "keys").transform_numbers == [1], f"cut before change {cuts}"
        shutil.rmtree(folder, ignore_errors=True)

    assert cuts >= 5
    assert open_vault(folder / "keys").transform_numbers == [1]
