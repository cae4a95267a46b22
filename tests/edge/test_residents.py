"""Residents stay known while the disk fails, and change within a refresh when it does not."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from edge.access import Standing
from edge.face.template import Template
from edge.residents import Residents
from edge.store.roster import Roster
from edge.vault import Vault, open_vault

MODEL = "model-a"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "keys")


@pytest.fixture
def roster(tmp_path: Path, vault: Vault) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.sqlite", vault)) as roster:
        yield roster


def template(seed: int) -> Template:
    vector = np.random.default_rng(seed).standard_normal(128).astype(np.float32)
    return vector / np.linalg.norm(vector)


def enrol(roster: Roster, seed: int) -> str:
    person = roster.add("somebody").person
    roster.enrol(person, MODEL, template(seed)[np.newaxis])
    return person


def test_a_probe_finds_its_person_through_the_secret_transform(roster: Roster, vault: Vault) -> None:
    person, _ = enrol(roster, 1), enrol(roster, 2)
    residents = Residents(roster, vault, MODEL)
    residents.refresh()

    candidate = residents.candidate(template(1))

    assert candidate is not None
    assert (candidate.person, round(candidate.score, 4)) == (person, 1.0)


def test_references_of_another_model_are_not_compared(roster: Roster, vault: Vault) -> None:
    enrol(roster, 1)
    residents = Residents(roster, vault, "model-b")
    residents.refresh()

    assert residents.candidate(template(1)) is None


def test_a_change_by_another_process_is_seen(tmp_path: Path, roster: Roster, vault: Vault) -> None:
    residents = Residents(roster, vault, MODEL)
    residents.refresh()
    with closing(Roster(tmp_path / "roster.sqlite", open_vault(tmp_path / "keys"))) as technician:
        person = enrol(technician, 1)

    residents.refresh()

    assert list(residents.now.residents) == [person]
    assert residents.candidate(template(1)) is not None


def test_an_unchanged_roster_is_not_loaded_again(roster: Roster, vault: Vault) -> None:
    enrol(roster, 1)
    residents = Residents(roster, vault, MODEL)
    residents.refresh()
    before = residents.now

    residents.refresh()

    assert residents.now is before


def test_a_broken_file_leaves_the_residents_in_memory(roster: Roster, vault: Vault) -> None:
    person = enrol(roster, 1)
    residents = Residents(roster, vault, MODEL)
    residents.refresh()
    roster.close()
    roster.file.path.write_bytes(b"not a database" * 1000)

    residents.refresh()

    assert list(residents.now.residents) == [person]


def test_matching_goes_on_before_during_and_after_a_renewal(tmp_path: Path, roster: Roster, vault: Vault) -> None:
    person = enrol(roster, 1)
    residents = Residents(roster, vault, MODEL)
    residents.refresh()
    begun = residents.now

    with closing(Roster(tmp_path / "roster.sqlite", open_vault(tmp_path / "keys"))) as technician:
        technician.renew()

    # The old transform is gone from the disk, and the daemon has not refreshed yet.
    assert not (tmp_path / "keys" / "transform-1.seed").exists()
    assert_found(residents, person)
    residents.refresh()
    assert residents.now is not begun
    assert_found(residents, person)


def assert_found(residents: Residents, person: str) -> None:
    candidate = residents.candidate(template(1))
    assert candidate is not None
    assert (candidate.person, round(candidate.score, 4)) == (person, 1.0)


def test_a_transform_forgotten_at_the_worst_moment_leaves_the_residents_in_memory(
    roster: Roster, vault: Vault, tmp_path: Path
) -> None:
    person = enrol(roster, 1)
    residents = Residents(roster, vault, MODEL)
    residents.refresh()
    roster.suspend(person)
    seed = tmp_path / "keys" / "transform-1.seed"
    hidden = seed.rename(tmp_path / "seed")

    residents.refresh()

    assert_found(residents, person)
    hidden.rename(seed)
    residents.refresh()
    assert residents.now.residents[person].standing is Standing.SUSPENDED
