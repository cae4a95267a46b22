"""What boxes tell becomes rows, once and in order, and a body that can't be used blocks nothing."""

import logging
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Table, func, select

from central.db import metadata
from central.rental import service, tables
from central.rental.follower import Follower
from central.rental.service import PersonRow, RegistrationState, Scope
from tests.central.rental.conftest import BOX_KEY, NOW, House
from tests.central.rental.telling import PERSON, Door, erased, registered
from tests.central.rental.test_stays import token_of
from wire.kinds import Consent, Enrolment, Entry, Erasure, Identity
from wire.orders import EraseFace, Grant, Revoke
from wire.sealed import seal

CONSENT = Consent(PERSON, "registration", True, "2026-11-23", "d" * 64, "zh", "kiosk")


def people(house: House, stay_id: int, scope: Scope | None = None) -> list[PersonRow]:
    with house.database.reading() as session:
        return service.people(session, scope or house.office, stay_id)


def reasons_asked(house: House, scope: Scope | None = None) -> list[Sequence[str]]:
    with house.database.reading() as session:
        return [row.reasons for row in service.requests(session, scope or house.office)]


def count(house: House, table: Table) -> int:
    with house.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_registration_with_all_in_order_asks_nobody_and_orders_nothing(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.hears()

    written = door.tell(CONSENT, Enrolment(PERSON, "enrolled", 4, "m"), registered(stay=token_of(house, stay_id)))

    (person,) = people(house, stay_id)
    assert written == 3
    assert (person.state, person.ways, person.references) == (RegistrationState.GRANTED, ("face", "pin"), 4)
    assert (person.score, person.threshold, person.liveness, person.photo) == (0.71, 0.42, "live", "chip")
    assert (person.missing, reasons_asked(house), door.hears()) == ([], [], [])


def test_who_was_let_in_for_a_while_is_let_in_for_good_when_central_hears_of_it(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.hears()

    door.tell(registered(stay=token_of(house, stay_id), outcome="provisional"))

    assert people(house, stay_id)[0].state is RegistrationState.GRANTED
    assert [type(order) for order in door.hears()] == [Grant]


def test_whoever_comes_for_a_stay_that_is_over_stays_outside_until_somebody_decides(house: House, door: Door) -> None:
    stay_id = house.invite()
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)
    door.hears()

    door.tell(registered(stay=token_of(house, stay_id)))

    assert door.hears() == [Revoke(0, person=PERSON)]
    assert reasons_asked(house) == [("stay-over",)]


def test_more_people_than_invited_are_asked_about(house: House, door: Door) -> None:
    stay_id = house.invite()
    token = token_of(house, stay_id)

    door.tell(registered(stay=token), registered("another", stay=token))

    assert reasons_asked(house, house.chen) == [("over-full",)]


def test_registering_again_takes_the_place_of_the_first_time(house: House, door: Door) -> None:
    stay_id = house.invite()
    token = token_of(house, stay_id)
    door.tell(registered(stay=token, outcome="review", reasons=["face-differs"]))
    assert reasons_asked(house) == [("face-differs",)]

    door.tell(registered(stay=token))

    assert [person.state for person in people(house, stay_id)] == ["granted"]
    assert reasons_asked(house) == []


def test_a_likeness_is_flagged_to_staff_and_keeps_nobody_outside(house: House, door: Door) -> None:
    stay_id = house.invite()

    door.tell(registered(stay=token_of(house, stay_id), reasons=["much-like-another"]))

    assert people(house, stay_id)[0].state is RegistrationState.GRANTED
    assert (reasons_asked(house), reasons_asked(house, house.chen)) == ([("much-like-another",)], [])


def test_an_outcome_of_a_newer_box_is_for_people_to_judge(house: House, door: Door) -> None:
    stay_id = house.invite()

    door.tell(registered(stay=token_of(house, stay_id), outcome="perhaps"))

    assert people(house, stay_id)[0].state is RegistrationState.WAITING
    assert (len(reasons_asked(house)), reasons_asked(house, house.chen)) == (1, [])


def test_identity_is_kept_as_it_was_sealed_and_found_in_the_clear_nowhere(house: House, door: Door) -> None:
    key = X25519PrivateKey.generate()
    words = {"name": "张三丰", "number": "330482199001011234", "birth": "1990-01-01", "phone": "13800001234"}
    sealed = {field: seal(word, key.public_key(), f"{field}:{PERSON}") for field, word in words.items()}
    address = [seal("海盐县黄湾镇", key.public_key(), f"address:{PERSON}")] * 2
    stay_id = house.invite()

    door.tell(registered(stay=token_of(house, stay_id), identity=Identity(**sealed, address=address)))

    (person,) = people(house, stay_id)
    assert (person.name, person.number) == (sealed["name"], sealed["number"])
    everything = "\n".join(_every_row(house))
    assert sealed["phone"] in everything
    assert not [word for word in [*words.values(), "黄湾"] if word in everything]


def _every_row(house: House) -> list[str]:
    with house.database.reading() as session:
        return [str(row) for table in metadata.sorted_tables for row in session.execute(select(table))]


def test_withdrawing_the_face_is_done_when_the_proof_comes(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)), Enrolment(PERSON, "enrolled", 4, "m"))
    door.hears()
    with house.database.writing() as session:
        service.withdraw_face(session, house.chen, people(house, stay_id)[0].id, now=NOW)
    asked = people(house, stay_id)[0].face_asked_at

    door.tell(erased(BOX_KEY, at=NOW))

    (person,) = people(house, stay_id)
    assert door.hears() == [EraseFace(0, person=PERSON)]
    assert (asked, person.face_asked_at, person.face_erased_within) == (NOW, None, 0)
    assert (person.ways, person.references, person.state) == (("pin",), 0, "granted")


def test_who_was_erased_at_the_box_has_nothing_left_to_open_with(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)), Erasure(PERSON, "all", [], "signature"))

    (person,) = people(house, stay_id)
    assert (person.state, person.ways) == (RegistrationState.ERASED, ())


def test_a_box_speaks_only_of_stays_at_its_own_door(house: House, door: Door) -> None:
    """Somebody else's box that knows a stay's id by some way gains nothing by it."""
    stay_id = house.invite()
    token = token_of(house, stay_id)
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)

    door.tell(registered(stay=token), registered("p2", stay="f" * 32))

    assert people(house, stay_id) == []
    assert reasons_asked(house) == [("stay-over",), ("stay-over",)]


BAD: list[bytes] = [
    b"[]",
    b'"{"',
    b'{"person":5}',
    msgspec.json.encode(registered(person="x" * 500)),
    msgspec.json.encode(registered(room="a\0b")),
    msgspec.json.encode(registered(ways=["pin"] * 300)),
    msgspec.json.encode(registered()).replace(b"0.71", b"1e300"),
]


@pytest.mark.parametrize("body", BAD)
def test_a_body_that_cannot_be_used_is_skipped_and_logged_without_what_it_says(
    house: House, door: Door, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    stay_id = house.invite()
    door.keep("registration", body)

    with caplog.at_level(logging.WARNING):
        written = door.tell(registered(stay=token_of(house, stay_id)))

    assert (written, len(people(house, stay_id))) == (1, 1)
    assert "seq 1: a record of kind registration can't be used" in caplog.text
    assert PERSON not in caplog.text


def test_marked_records_and_other_kinds_are_passed_over(house: House, door: Door) -> None:
    door.keep("registration", msgspec.json.encode(registered()), mark="bad-digest")

    assert door.tell(Entry("Main", True, "granted", "face", PERSON)) == 0
    assert count(house, tables.registration) == 0


def test_every_record_is_written_once_however_many_follow(house: House, door: Door) -> None:
    others = [Follower(house.database) for _ in range(2)]
    for _ in range(60):
        door.keep("consent", msgspec.json.encode(CONSENT))
        door.keep("entry", b"{}")

    written = [follower.catch_up(NOW) for follower in (*others, Follower(house.database))]

    assert written == [60, 0, 0]
    assert count(house, tables.consent) == 60


def test_what_is_looked_past_is_remembered_now_and_then(
    house: House, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.rental.follower.LOOK_PAST", 10)
    door.tell(CONSENT)
    for _ in range(25):
        door.keep("entry", b"{}")

    Follower(house.database).catch_up(NOW)

    with house.database.reading() as session:
        assert session.scalar(select(tables.rental_cursor.c.seq)) == 21


def test_it_goes_on_where_it_stopped(house: House, door: Door) -> None:
    door.tell(CONSENT)
    door.keep("consent", msgspec.json.encode(CONSENT))

    assert Follower(house.database).catch_up(NOW) == 1


def test_a_fault_in_the_middle_leaves_rows_and_cursor_together(
    house: House, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        door.keep("consent", msgspec.json.encode(CONSENT))
    applied: list[Any] = []

    def fail_at_third(*arguments: Any, **named: Any) -> None:
        applied.append(arguments)
        if len(applied) == 3:
            raise RuntimeError("power cut")

    follower = Follower(house.database)
    with monkeypatch.context() as patched:
        patched.setattr("central.rental.records.apply", fail_at_third)
        with pytest.raises(RuntimeError):
            follower.catch_up(NOW)

    assert follower.catch_up(NOW) == 3
