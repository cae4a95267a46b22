from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from edge.access import Resident, Standing
from edge.errors import EdgeError, StorageBroken, StorageError
from edge.store import backup
from edge.store.backup import backup_of
from edge.store.roster import Roster
from edge.vault import Vault, open_vault
from tests.edge.vault.examples import scores, templates
from wire.erasure import verified

AT = 1_760_000_000_000
MODEL = "d" * 64


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "keys")


@pytest.fixture
def roster(tmp_path: Path, vault: Vault) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.db", vault)) as opened:
        yield opened


def matches(roster: Roster, vault: Vault, probes: np.ndarray) -> int:
    found = roster.references(MODEL)
    if not found.people:
        return 0
    return int(np.sum(scores(found.templates, vault.transform(probes, found.transform)).max(axis=0) > 0.5))


def test_a_person_is_found_as_added(roster: Roster) -> None:
    added = roster.add("王小明", AT, AT + 5)

    (person,) = roster.people()

    assert (person.name, person.resident, person.references) == ("王小明", added, 0)
    assert roster.residents() == {added.person: Resident(added.person, Standing.ACTIVE, AT, AT + 5)}


def test_people_keep_the_order_they_were_added_in(roster: Roster) -> None:
    for name in ("c", "a", "b"):
        roster.add(name)

    assert [person.name for person in roster.people()] == ["c", "a", "b"]


def test_standing_and_validity_change(roster: Roster) -> None:
    person = roster.add("王小明").person

    roster.suspend(person)
    assert roster.residents()[person].standing is Standing.SUSPENDED
    roster.reinstate(person)
    assert roster.residents()[person].standing is Standing.ACTIVE
    roster.revoke(person)
    roster.set_validity(person, AT, None)
    assert roster.residents()[person] == Resident(person, Standing.REVOKED, AT, None)


def test_a_person_who_is_not_there_is_named(roster: Roster) -> None:
    with pytest.raises(EdgeError, match="'nobody'"):
        roster.suspend("nobody")


def test_references_are_those_of_the_model_and_match(roster: Roster, vault: Vault) -> None:
    faces = templates(3)
    person = roster.add("王小明").person
    roster.enrol(person, MODEL, faces)
    roster.enrol(person, "other", templates(2, seed=9))

    found = roster.references(MODEL)

    assert found.people == [person] * 3
    assert found.templates.dtype == np.float32
    np.testing.assert_allclose(scores(found.templates, vault.transform(faces)), scores(faces, faces), atol=1e-5)


def test_enrolling_again_replaces(roster: Roster) -> None:
    person = roster.add("王小明").person
    roster.enrol(person, MODEL, templates(3))

    roster.enrol(person, MODEL, templates(2))

    assert len(roster.references(MODEL).people) == 2


def test_an_empty_roster_has_no_references(roster: Roster) -> None:
    assert roster.references(MODEL).people == []


def test_the_version_changes_with_every_write_of_any_process(roster: Roster, vault: Vault) -> None:
    seen = {roster.version}
    person = roster.add("王小明").person
    seen.add(roster.version)
    with closing(Roster(roster.file.path, vault)) as command:
        command.enrol(person, MODEL, templates(1))
    seen.add(roster.version)
    roster.set_lockdown(True)
    seen.add(roster.version)

    assert len(seen) == 4
    assert roster.version in seen


def test_a_lockdown_stays_through_a_restart(roster: Roster) -> None:
    assert not roster.lockdown
    roster.set_lockdown(True)
    roster.close()

    assert roster.lockdown


def test_neither_name_nor_template_is_on_the_disk(roster: Roster, vault: Vault, tmp_path: Path) -> None:
    faces = templates(2)
    roster.enrol(roster.add("Wang Xiaoming").person, MODEL, faces)
    roster.close()

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("roster.db*"))

    turned = vault.transform(faces)
    assert b"Wang" not in stored
    for rows in (faces, turned):
        assert not any(row[:8].tobytes() in stored for row in rows)


def test_a_roster_copied_to_another_box_matches_nobody(roster: Roster, vault: Vault, tmp_path: Path) -> None:
    faces = templates(20)
    for face in faces:
        roster.enrol(roster.add("x").person, MODEL, face[None, :])
    roster.close()
    copyfile(roster.file.path, tmp_path / "copied.db")
    other_vault = open_vault(tmp_path / "other-keys")

    with closing(Roster(tmp_path / "copied.db", other_vault)) as copied:
        assert matches(copied, other_vault, faces) == 0
        assert copied.references(MODEL).unreadable == 20
        assert [person.name for person in copied.people()] == [None] * 20
    assert matches(roster, vault, faces) == 20


def test_even_with_the_sealing_key_a_copied_roster_matches_nobody(roster: Roster, vault: Vault, tmp_path: Path) -> None:
    faces = templates(20)
    for face in faces:
        roster.enrol(roster.add("x").person, MODEL, face[None, :])
    open_vault(tmp_path / "other-keys")
    copyfile(tmp_path / "keys" / "sealing.key", tmp_path / "other-keys" / "sealing.key")
    thief = open_vault(tmp_path / "other-keys")

    with closing(Roster(copyfile(roster.file.path, tmp_path / "copied.db"), thief)) as copied:
        opened = copied.references(MODEL)

    assert (opened.unreadable, len(opened.people)) == (0, 20)
    assert np.abs(scores(opened.templates, thief.transform(faces))).max() < 0.5
    assert np.abs(scores(opened.templates, faces)).max() < 0.5


def test_a_reference_moved_to_another_person_does_not_open(roster: Roster) -> None:
    first, second = roster.add("a").person, roster.add("b").person
    roster.enrol(first, MODEL, templates(1))

    with roster.file.writing() as database:
        database.execute("UPDATE face_references SET person = ?", [second])

    assert roster.references(MODEL).unreadable == 1


def test_a_renewed_transform_takes_the_references_along(roster: Roster, vault: Vault, tmp_path: Path) -> None:
    faces = templates(3)
    roster.enrol(roster.add("a").person, MODEL, faces)
    before = roster.references(MODEL)

    renewed = roster.renew()

    after = roster.references(MODEL)
    assert (before.transform, after.transform, renewed) == (1, 2, 3)
    assert matches(roster, vault, faces) == 3
    assert np.abs(scores(before.templates, after.templates)).max() < 0.5
    assert [path.name for path in (tmp_path / "keys").glob("*.seed")] == ["transform-2.seed"]


def test_a_renewal_begun_by_another_process_disturbs_nobody(roster: Roster, vault: Vault) -> None:
    old, new = templates(3), templates(2, seed=9)
    roster.enrol(roster.add("a").person, MODEL, old)

    vault.renew_transform()
    between = roster.references(MODEL)
    roster.enrol(roster.add("b").person, MODEL, new)

    assert between.transform == 1
    assert roster.references(MODEL).transform == 2
    assert matches(roster, vault, np.vstack([old, new])) == 5


def test_a_renewal_that_was_cut_short_is_finished_by_the_next(roster: Roster, vault: Vault) -> None:
    faces = templates(3)
    roster.enrol(roster.add("a").person, MODEL, faces)
    vault.renew_transform()

    assert roster.renew() == 3

    assert vault.transform_numbers == [2]
    assert matches(roster, vault, faces) == 3


def test_a_reference_that_does_not_open_stops_no_renewal(roster: Roster, vault: Vault) -> None:
    faces = templates(2)
    first, second = roster.add("a").person, roster.add("b").person
    roster.enrol(first, MODEL, faces[:1])
    roster.enrol(second, MODEL, faces[1:])
    with roster.file.writing() as database:
        database.execute("UPDATE face_references SET sealed = x'00' WHERE person = ?", [first])

    assert roster.renew() == 1
    assert roster.references(MODEL).people == [second]


def test_the_old_transform_stays_until_the_copy_is_renewed_too(roster: Roster, vault: Vault) -> None:
    faces = templates(3)
    roster.enrol(roster.add("a").person, MODEL, faces)
    draft = backup_of(roster.file.path).with_name("roster.db.backup.new")
    draft.mkdir()  # no copy can be made

    with pytest.raises(StorageError):
        roster.renew()
    assert vault.transform_numbers == [1, 2]

    draft.rmdir()
    roster.renew()
    assert vault.transform_numbers == [2]


def test_erasing_leaves_nothing_and_proves_it(roster: Roster, vault: Vault, tmp_path: Path) -> None:
    faces = templates(2)
    kept, gone = roster.add("kept").person, roster.add("Wang Xiaoming").person
    roster.enrol(gone, MODEL, faces)
    with roster.file.reading() as database:
        sealed = [row[0] for row in database.execute("SELECT sealed FROM face_references")]
        sealed += [row[0] for row in database.execute("SELECT name FROM people WHERE person = ?", [gone])]
    leave_copies_about(roster)

    proof = roster.erase(gone, AT)

    assert list(roster.residents()) == [kept]
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    traces = [*sealed, gone.encode(), b"Wang", *(row.tobytes() for row in (*faces, *vault.transform(faces)))]
    assert not any(trace[:16] in left for trace in traces)
    statement, signer = verified(proof)
    assert (statement.erased, statement.what, statement.at) == (gone, "all", AT)
    assert statement.references == [sha256(reference).hexdigest() for reference in sealed[:2]]
    assert signer == vault.thumbprint


def leave_copies_about(roster: Roster) -> None:
    """What power cuts and broken files leave beside the roster."""
    content = roster.file.path.read_bytes()
    for ending in ("backup.new", "restored", "broken-1", "broken-2", "broken-3-journal"):
        roster.file.path.with_name(f"{roster.file.path.name}.{ending}").write_bytes(content)


def test_erasing_a_face_leaves_the_person_and_their_other_ways(roster: Roster) -> None:
    person = roster.add("王小明").person
    roster.enrol(person, MODEL, templates(2))

    statement, _ = verified(roster.erase(person, AT, "face"))

    assert (statement.what, len(statement.references)) == ("face", 2)
    assert [(known.name, known.references) for known in roster.people()] == [("王小明", 0)]


def test_erasing_nobody_touches_nothing(roster: Roster) -> None:
    roster.add("王小明")

    with pytest.raises(EdgeError, match="'nobody'"):
        roster.erase("nobody", AT)

    assert backup_of(roster.file.path).is_file()


def test_who_erases_waits_for_a_copy_under_way(roster: Roster, vault: Vault) -> None:
    person = roster.add("gone").person
    with closing(Roster(roster.file.path, vault)) as command, ThreadPoolExecutor() as another:
        with backup.alone(roster.file.path):
            erasing = another.submit(command.erase, person, AT)
            with pytest.raises(TimeoutError):
                erasing.result(timeout=0.2)
            assert person in roster.residents()

        assert verified(erasing.result(timeout=30))[0].erased == person


@pytest.mark.parametrize("damage", [b"", b"\x00" * 20_000, b"garbage" * 3_000])
def test_a_broken_roster_is_restored_from_its_copy(roster: Roster, vault: Vault, damage: bytes) -> None:
    faces = templates(1)
    roster.enrol(roster.add("王小明").person, MODEL, faces)
    version = roster.version
    roster.close()
    roster.file.path.write_bytes(damage)

    with pytest.raises(StorageBroken):
        roster.residents()
    sentence = roster.mend(AT)

    assert "restored from its copy" in sentence
    assert roster.broken is None
    assert matches(roster, vault, faces) == 1
    assert roster.version != version


def test_a_broken_roster_without_a_copy_begins_empty(roster: Roster) -> None:
    roster.file.path.write_bytes(b"garbage" * 3_000)

    sentence = roster.mend(AT)

    assert "empty" in sentence
    assert roster.residents() == {}


def test_a_broken_copy_is_not_restored(roster: Roster) -> None:
    roster.add("王小明")
    roster.close()
    for path in (roster.file.path, backup_of(roster.file.path)):
        path.write_bytes(b"garbage" * 3_000)

    assert "empty" in roster.mend(AT)


def test_erasing_takes_set_aside_files_along(roster: Roster) -> None:
    person = roster.add("王小明").person
    roster.mend(AT)

    roster.erase(person, AT)

    assert not list(roster.file.path.parent.glob("*.broken-*"))
