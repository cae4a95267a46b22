"""What people open with, in the roster's file: bound to its box and its person, gone with them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from edge.errors import EdgeError
from edge.store.credentials import Credentials
from edge.store.roster import Roster
from edge.vault import Vault, open_vault
from wire.kinds import Method

SECRET = b"a secret of thirty-two bytes...."


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "keys")


@pytest.fixture
def roster(tmp_path: Path, vault: Vault) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.db", vault)) as opened:
        yield opened


@pytest.fixture
def credentials(roster: Roster, vault: Vault) -> Credentials:
    return Credentials(roster, vault)


def test_credentials_are_found_as_they_were_set(roster: Roster, credentials: Credentials) -> None:
    person = roster.add("a").person
    credentials.set_pin(person, "digest")
    credentials.set_phone(person, SECRET)
    credentials.add_card(person, b"one")
    credentials.add_card(person, b"two")

    stored = credentials.load()

    assert (stored.pins, stored.phones) == ({person: "digest"}, {person: SECRET})
    assert stored.cards == {b"one": person, b"two": person}
    assert credentials.of(person) == {Method.PIN, Method.CARD, Method.PHONE}
    assert repr(stored) == "Stored(unreadable=0)"


def test_every_change_is_news_to_the_door(roster: Roster, credentials: Credentials) -> None:
    person = roster.add("a").person
    seen = {roster.version}
    for change in (
        lambda: credentials.set_pin(person, "digest"),
        lambda: credentials.set_phone(person, SECRET),
        lambda: credentials.add_card(person, b"one"),
        lambda: credentials.clear(person, Method.PIN),
        lambda: roster.set_room(person, "302"),
        lambda: roster.set_hours(person, ()),
    ):
        change()
        seen.add(roster.version)

    assert len(seen) == 7


def test_a_card_is_one_persons(roster: Roster, credentials: Credentials) -> None:
    owner, other = roster.add("a").person, roster.add("b").person
    credentials.add_card(owner, b"one")
    credentials.add_card(owner, b"one")

    with pytest.raises(EdgeError, match="somebody else"):
        credentials.add_card(other, b"one")

    assert credentials.load().cards == {b"one": owner}


def test_who_is_not_there_gets_nothing(credentials: Credentials) -> None:
    for change in (
        lambda: credentials.set_pin("nobody", "digest"),
        lambda: credentials.set_phone("nobody", SECRET),
        lambda: credentials.add_card("nobody", b"one"),
        lambda: credentials.clear("nobody", Method.CARD),
    ):
        with pytest.raises(EdgeError, match="'nobody'"):
            change()


def test_with_the_person_all_of_it_is_overwritten(roster: Roster, credentials: Credentials, tmp_path: Path) -> None:
    person = roster.add("a").person
    credentials.set_pin(person, "digest-of-a-pin")
    credentials.add_card(person, b"digest-of-a-card")
    credentials.set_phone(person, SECRET)

    roster.erase(person, 0)

    stored = credentials.load()
    assert [*stored.pins, *stored.cards, *stored.phones] == []
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("roster.db*"))
    assert b"digest-of-a" not in kept


def test_erasing_only_the_face_leaves_the_other_ways(roster: Roster, credentials: Credentials) -> None:
    person = roster.add("a").person
    credentials.set_pin(person, "digest")

    roster.erase(person, 0, "face")

    assert credentials.of(person) == {Method.PIN}


def test_a_secret_moved_to_another_person_does_not_open(roster: Roster, credentials: Credentials) -> None:
    first, second = roster.add("a").person, roster.add("b").person
    credentials.set_phone(first, SECRET)
    with roster.file.writing() as database:
        database.execute("UPDATE phones SET person = ?", [second])

    stored = credentials.load()

    assert (stored.phones, stored.unreadable) == ({}, 1)


def test_a_roster_copied_to_another_box_gives_no_secret(
    roster: Roster, credentials: Credentials, tmp_path: Path
) -> None:
    credentials.set_phone(roster.add("a").person, SECRET)
    roster.close()
    copyfile(roster.file.path, tmp_path / "copied.db")
    other = open_vault(tmp_path / "other-keys")

    with closing(Roster(tmp_path / "copied.db", other)) as copied:
        stored = Credentials(copied, other).load()

    assert (stored.phones, stored.unreadable) == ({}, 1)
