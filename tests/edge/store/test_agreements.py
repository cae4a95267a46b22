"""Who agreed to which words about their face, on the disk: through upgrades, restarts, copies and erasures."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from edge import agreement
from edge.agreement import GRACE, Agreement
from edge.errors import EdgeError
from edge.store import schema
from edge.store.agreements import Agreements
from edge.store.roster import Roster
from edge.vault import Vault, open_vault
from tests.edge.vault.examples import templates
from tests.fakes.notices import FIRST, NEXT, in_force

AT = 1_760_000_000_000
MODEL = "d" * 64
HOUR = 60 * 60 * 1000


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "keys")


@pytest.fixture
def roster(tmp_path: Path, vault: Vault) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.db", vault)) as opened:
        yield opened


@pytest.fixture
def agreements(roster: Roster) -> Agreements:
    return Agreements(roster)


@pytest.fixture
def next_text(tmp_path: Path) -> Iterator[None]:
    with in_force(tmp_path / "notices", FIRST, NEXT):
        yield


def enrolled(roster: Roster, *versions: str, seed: int = 1) -> str:
    """Somebody with a face who agreed to these versions."""
    person = roster.add("x", enrolled=(MODEL, templates(2, seed=seed))).person
    for version in versions:
        Agreements(roster).agree(person, agreement.to(version, "zh"), AT)
    return person


def test_who_did_not_agree_to_the_text_in_force_is_asked(
    next_text: None, roster: Roster, agreements: Agreements
) -> None:
    before, after = enrolled(roster, FIRST), enrolled(roster, FIRST, NEXT, seed=2)
    roster.add("without a face")
    assert agreements.asked(NEXT).people == {before}
    assert agreements.asked(FIRST).people == frozenset()
    assert [yes.version for yes in agreements.of(after)] == [FIRST, NEXT]


def test_a_face_that_nothing_is_known_of_is_asked_about(roster: Roster, agreements: Agreements) -> None:
    person = enrolled(roster)
    assert agreements.asked(FIRST).people == {person}


def test_nobody_agrees_to_a_face_that_is_not_kept(roster: Roster, agreements: Agreements) -> None:
    with pytest.raises(EdgeError, match="no face is kept"):
        agreements.agree(roster.add("x").person, Agreement(FIRST), AT)


def test_with_the_face_the_yes_goes(roster: Roster, agreements: Agreements) -> None:
    person = enrolled(roster, FIRST)
    roster.erase(person, AT, "face")
    assert agreements.of(person) == []


def test_a_stay_that_ended_takes_the_yes_along(roster: Roster, agreements: Agreements) -> None:
    person = enrolled(roster, FIRST)
    roster.set_validity(person, None, AT)
    assert roster.erase_departed(AT) == 1
    assert agreements.of(person) == []


def test_the_grace_is_the_time_the_box_ran_through_restarts(
    next_text: None, roster: Roster, agreements: Agreements, vault: Vault
) -> None:
    person = enrolled(roster, FIRST)
    agreements.spend(NEXT, GRACE - HOUR)
    roster.close()
    with closing(Roster(roster.file.path, vault)) as again:
        assert Agreements(again).asked(NEXT).left == HOUR
        assert Agreements(again).spend(NEXT, HOUR - 1).resting == frozenset()
        assert Agreements(again).spend(NEXT, 1).resting == {person}


def test_a_text_put_back_asks_nobody_and_the_next_one_begins_a_new_grace(
    next_text: None, roster: Roster, agreements: Agreements
) -> None:
    person = enrolled(roster, FIRST)
    agreements.spend(NEXT, GRACE)
    assert agreements.spend(FIRST, HOUR).people == frozenset()
    again = agreements.spend(NEXT, HOUR)
    assert (again.people, again.left) == ({person}, GRACE - HOUR)


def test_nothing_is_written_while_nobody_is_to_be_asked(roster: Roster, agreements: Agreements) -> None:
    enrolled(roster, FIRST)
    version = roster.version
    agreements.spend(FIRST, HOUR)
    assert roster.version == version


def test_a_roster_restored_from_its_copy_knows_who_agreed(
    next_text: None, roster: Roster, agreements: Agreements
) -> None:
    asked, left = enrolled(roster, FIRST), enrolled(roster, NEXT, seed=2)
    agreements.spend(NEXT, GRACE)
    roster.close()
    roster.file.path.write_bytes(b"garbage" * 3_000)
    roster.mend(AT)
    assert agreements.asked(NEXT).resting == {asked}
    assert agreements.of(left) == [agreement.to(NEXT, "zh")]


def test_who_is_on_an_older_roster_had_agreed_to_the_only_text_there_was(
    next_text: None, tmp_path: Path, vault: Vault
) -> None:
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path)) as connection:
        older = Database(connection)
        schema.roster.apply(older, stop_before="agreements")
        older.executescript("""
            INSERT INTO people (person, name, standing) VALUES ('face', x'00', 'active'), ('pin', x'00', 'active');
            INSERT INTO face_references (person, model, transform, sealed) VALUES ('face', 'm', 1, x'00'),
                ('face', 'm', 1, x'01');
        """)
    with closing(Roster(path, vault)) as roster:
        agreements = Agreements(roster)
        assert agreements.of("face") == [Agreement(FIRST)]
        assert agreements.of("pin") == []
        assert agreements.asked(FIRST).people == frozenset()
        assert agreements.asked(NEXT).people == {"face"}
