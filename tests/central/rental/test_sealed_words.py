"""What boxes have sealed is sealed anew by central, once and without a gap, and is found by its number then."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select, update

from central.rental.sealed_words import AT_ONCE, FIELDS, By, SealingAnew
from central.rental.tables import identity
from central.sealed import opening
from central.sealed.ring import Ring
from tests.central.rental.conftest import NOW, House
from tests.central.rental.preparing import TOKEN
from tests.central.rental.telling import PERSON, Door, registered
from wire.kinds import Identity
from wire.sealed import seal

WORDS = {
    "name": "张三丰",
    "number": "33048219900101123x",
    "birth": "1990-01-01",
    "sex": "1",
    "nationality": "CHN",
    "address": "浙江省嘉兴市海盐县黄湾镇",
    "phone": "+86 138 0000 5678",
}


@dataclass
class Desk:
    """A house whose people's words are sealed anew."""

    house: House
    door: Door
    boxes_key: X25519PrivateKey
    ring: Ring

    def sealing(self, key: X25519PrivateKey | None = None) -> SealingAnew:
        return SealingAnew(self.house.database, key or self.boxes_key, self.ring)

    def identity(self, person: str = PERSON, **words: str) -> Identity:
        """What a box says of somebody."""
        key = self.boxes_key.public_key()
        plain = WORDS | words
        sealed = {field: seal(word, key, f"{field}:{person}") for field, word in plain.items() if word}
        pieces = [seal(piece, key, f"address:{person}") for piece in (plain["address"][:6], plain["address"][6:])]
        return Identity(**{"name": "", "number": ""} | sealed | {"address": pieces})

    def register(self, person: str = PERSON, **words: str) -> None:
        assert self.door.tell(registered(person, identity=self.identity(person, **words))) == 1

    def rows(self) -> list[Any]:
        with self.house.database.reading() as session:
            return list(session.execute(select(identity).order_by(identity.c.registration_id)))

    def opened(self, row: Any) -> dict[str, str]:
        return {
            field: self.ring.unseal(identity.c[field], row.registration_id, getattr(row, field)) for field in FIELDS
        }

    def found(self, column: str, typed: str) -> list[int]:
        with self.house.database.reading() as session:
            rows = select(identity.c.registration_id)
            return self.ring.find(
                session, identity.c[column], typed, lambda here: list(session.scalars(rows.where(here)))
            )


@pytest.fixture
def desk(house: House, door: Door, tmp_path: Path) -> Desk:
    ring = opening.open_ring(house.database, tmp_path / "column-keys", now=NOW)
    return Desk(house, door, X25519PrivateKey.generate(), ring)


def test_every_word_opens_afterwards_as_it_was_and_no_more_with_the_boxes_key(desk: Desk) -> None:
    desk.register()
    (before,) = desk.rows()

    assert desk.sealing().turn() == 1

    (row,) = desk.rows()
    assert (before.sealed_by, row.sealed_by) == (By.BOX, By.CENTRAL)
    assert desk.opened(row) == WORDS
    assert not any(getattr(row, field) == getattr(before, field) for field in FIELDS)


def test_somebody_is_found_by_number_and_by_phone(desk: Desk) -> None:
    desk.register()
    desk.register("another", number="E12345678", phone="")
    desk.sealing().turn()

    first, second = (row.registration_id for row in desk.rows())
    assert desk.found("number", "330482 19900101 123X") == [first]
    assert desk.found("number", "e12345678") == [second]
    assert desk.found("phone", "13800005678") == [first]
    assert desk.found("phone", "") == []


def test_what_is_sealed_is_left_alone_until_the_box_tells_anew(desk: Desk) -> None:
    desk.register()
    sealing = desk.sealing()
    sealing.turn()
    before = desk.rows()

    assert sealing.turn() == 0
    assert desk.rows() == before
    desk.register(number="E12345678")
    assert sealing.turn() == 1
    (row,) = desk.rows()
    assert desk.opened(row)["number"] == "E12345678"
    assert desk.found("number", WORDS["number"]) == []


def test_a_phone_number_given_on_the_phone_opens_by_its_preparation(desk: Desk) -> None:
    desk.register(phone="")
    contact = seal("13900001234", desk.boxes_key.public_key(), f"phone:{TOKEN}")
    with desk.house.database.writing() as session:
        session.execute(update(identity).values(phone=contact, phone_of=TOKEN))

    desk.sealing().turn()

    assert desk.opened(desk.rows()[0])["phone"] == "13900001234"
    assert desk.found("phone", "139-0000-1234") == [desk.rows()[0].registration_id]


def test_what_was_sealed_for_another_key_stays_as_it_came_and_opens_when_that_key_is_back(desk: Desk) -> None:
    desk.register()
    before = desk.rows()[0]
    away = desk.sealing(X25519PrivateKey.generate())

    assert away.turn() == 0
    assert away.turn() == 0
    kept = desk.rows()[0]
    assert kept.sealed_by == By.OTHER_KEY
    assert [getattr(kept, field) for field in FIELDS] == [getattr(before, field) for field in FIELDS]

    assert desk.sealing().turn() == 1
    assert desk.opened(desk.rows()[0]) == WORDS


def test_a_word_that_was_never_sealed_is_not_kept(desk: Desk) -> None:
    clear = Identity("张三丰", WORDS["number"], phone="13800005678")

    assert desk.door.tell(registered(identity=clear)) == 1

    assert [getattr(desk.rows()[0], field) for field in FIELDS] == [""] * 7


def test_what_the_box_tells_meanwhile_is_not_overwritten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.register()
    sealing = desk.sealing()
    waiting = SealingAnew._waiting
    told = []

    def then_told_anew(self: SealingAnew) -> Any:
        rows = waiting(self)
        if not told:
            told.append(True)
            desk.register(number="E12345678")
        return rows

    monkeypatch.setattr(SealingAnew, "_waiting", then_told_anew)
    sealing.turn()

    assert desk.opened(desk.rows()[0])["number"] == "E12345678"
    assert desk.found("number", WORDS["number"]) == []


def test_many_rows_that_were_there_before_are_sealed_and_all_are_found(desk: Desk) -> None:
    people = [f"p{number}" for number in range(AT_ONCE + 3)]
    desk.door.tell(*(registered(each, identity=desk.identity(each, number=f"E{each}")) for each in people))

    assert desk.sealing().turn() == len(people)

    found = [desk.found("number", f"E{each}") for each in people]
    assert found == [[row.registration_id] for row in desk.rows()]
