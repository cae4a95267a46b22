"""What is sealed is read and found, under every key in force, and in the clear nowhere."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from central.errors import KeyMissing
from central.sealed import keyfile, opening
from central.sealed.ring import Ring
from central.sealed.tables import column_key
from tests.central.sealed.conftest import NOW, Town, stranger
from wire.sealed import NotSealed

NUMBER = "330482199001011234"


def new_key(town: Town) -> int:
    """Another process puts a newer key in force."""
    made = keyfile.add(town.file, now=NOW + 1)
    with town.database.writing() as session:
        opening.put_in_force(session, made, now=NOW + 1)
    return made.id


def raw(town: Town) -> str:
    with town.database.reading() as session:
        return "\n".join(str(row) for row in session.execute(text("SELECT * FROM stranger")))


def test_what_was_sealed_is_read_again(town: Town) -> None:
    town.keep(17, name="张三丰", number=NUMBER)

    assert town.read(17) == ("张三丰", NUMBER)
    assert not [word for word in ("张", NUMBER, NUMBER[-4:]) if word in raw(town)]


def test_nothing_stays_nothing_and_is_not_found(town: Town) -> None:
    town.keep(17, name="", number="")

    assert town.read(17) == ("", "")
    assert town.found("") == town.found("  ") == []


def test_somebody_is_found_however_the_number_is_typed_and_nobody_else(town: Town) -> None:
    town.keep(17, name="张三丰", number="33048219900101123X")
    town.keep(18, name="李四", number=NUMBER)

    assert town.found(" 330482 19900101 123x") == [17]
    assert town.found(NUMBER) == [18]
    assert town.found(NUMBER[:-1]) == []


def test_a_word_moved_to_another_row_or_column_does_not_open(town: Town) -> None:
    town.keep(17, name="张三丰", number=NUMBER)
    town.keep(18, name="李四", number="")
    with town.database.writing() as session:
        taken = select(stranger.c.name).where(stranger.c.id == 17).scalar_subquery()
        session.execute(update(stranger).where(stranger.c.id == 18).values(name=taken))
        session.execute(update(stranger).where(stranger.c.id == 17).values(number=stranger.c.name))

    for row in (17, 18):
        with pytest.raises(NotSealed):
            town.read(row)


@pytest.mark.parametrize("column", ["name", "number", "number_index"])
@pytest.mark.parametrize("word", ["张三丰", NUMBER, "k1.", "a" * 63])
def test_a_sealed_column_takes_no_word_in_the_clear_and_does_not_tell_it(town: Town, column: str, word: str) -> None:
    with pytest.raises(StatementError) as raised, town.database.writing() as session:
        session.execute(stranger.insert().values({"id": 1, "name": "", "number": ""} | {column: word}))

    assert word not in str(raised.value)


def test_what_another_process_seals_by_a_newer_key_is_read_and_found(town: Town) -> None:
    elsewhere = Ring(town.file)
    new_key(town)
    town.keep(17, name="张三丰", number=NUMBER)

    assert raw(town).count("k2.") == 3
    assert town.read(17, elsewhere) == ("张三丰", NUMBER)
    assert town.found(NUMBER, elsewhere) == [17]


def test_under_two_keys_both_are_found(town: Town) -> None:
    town.keep(17, name="张三丰", number=NUMBER)
    new_key(town)
    town.keep(18, name="张三丰", number=NUMBER)

    assert town.found(NUMBER) == [17, 18]


def test_a_key_that_is_not_on_this_machine_is_named_and_nobody_is_silently_not_found(town: Town) -> None:
    town.keep(17, name="张三丰", number=NUMBER)
    of_old = town.file.read_bytes()
    new_key(town)
    town.file.write_bytes(of_old)
    elsewhere = Ring(town.file)

    with pytest.raises(KeyMissing, match="lacks key 2"):
        town.found(NUMBER, elsewhere)
    with pytest.raises(KeyMissing), town.database.writing() as session:
        elsewhere.sealing(session)
    assert town.read(17, elsewhere) == ("张三丰", NUMBER)


def test_a_search_asks_again_when_a_key_came_in_between(town: Town) -> None:
    town.keep(17, name="张三丰", number=NUMBER)
    asked = 0

    with town.database.reading() as session:

        def ask(here: object) -> int:
            nonlocal asked
            asked += 1
            if asked == 1:
                session.rollback()
                new_key(town)
            return asked

        answered = town.ring.find(session, stranger.c.number, NUMBER, ask)

    assert answered == 2


def test_a_key_that_was_taken_away_still_opens_what_was_read_before(town: Town) -> None:
    town.keep(17, name="张三丰", number=NUMBER)
    new_key(town)
    keyfile.remove(town.file, 1)

    with pytest.raises(KeyMissing):
        town.ring.key(3)
    assert town.read(17) == ("张三丰", NUMBER)


def held(session: Session, ring: Ring) -> int:
    return ring.sealing(session).key.id


def test_the_database_says_which_key_seals(town: Town) -> None:
    keyfile.add(town.file, now=NOW)
    with town.database.writing() as session:
        assert held(session, Ring(town.file)) == 1, "a key that is only in the file waits"

    with town.database.writing() as session:
        opening.put_in_force(session, keyfile.read(town.file)[2], now=NOW)
    with town.database.writing() as session:
        assert held(session, town.ring) == 2
        replaced = session.scalars(select(column_key.c.replaced_at).order_by(column_key.c.id)).all()
    assert replaced == [NOW, None]
