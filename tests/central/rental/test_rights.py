"""What is done about a person at the box stands so at central, and a no holds."""

import pytest

from central.rental import service
from central.rental.service import PersonRow, RegistrationState
from tests.central.rental.conftest import DAY, NOW, House
from tests.central.rental.telling import PERSON, Door, registered
from tests.central.rental.test_records import people, reasons_asked
from tests.central.rental.test_stays import token_of
from wire.kinds import Enrolment
from wire.orders import Grant, Revoke, Suspend


@pytest.fixture
def stay_id(house: House, door: Door) -> int:
    """A stay with one person, who may enter."""
    made = house.invite()
    door.tell(registered(stay=token_of(house, made)), Enrolment(PERSON, "enrolled", 4, "m"))
    door.hears()
    return made


def person(house: House, stay_id: int) -> PersonRow:
    (row,) = people(house, stay_id)
    return row


def done(change: str, by: str = "li") -> Enrolment:
    return Enrolment(PERSON, change, by=by)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ("suspended", RegistrationState.SUSPENDED),
        ("revoked", RegistrationState.REVOKED),
        ("erased", RegistrationState.ERASED),
    ],
)
def test_what_a_technician_does_at_the_box_stands_at_central_with_who_and_when(
    house: House, door: Door, stay_id: int, change: str, state: RegistrationState
) -> None:
    door.tell(done(change))

    row = person(house, stay_id)
    assert (row.state, row.changed_by, row.changed_at) == (state, "box: li", NOW)
    assert door.hears() == []


def test_who_is_let_in_again_at_the_box_is_told_the_terms_as_they_are_now(
    house: House, door: Door, stay_id: int
) -> None:
    door.tell(done("suspended"))
    with house.database.writing() as session:
        service.change_dates(session, house.chen, stay_id, NOW - DAY, NOW + 20 * DAY, now=NOW)
    assert not [order for order in door.hears() if isinstance(order, Grant)], "a suspended person is granted nothing"

    door.tell(done("reinstated"))

    assert person(house, stay_id).state is RegistrationState.GRANTED
    [order] = door.hears()
    assert isinstance(order, Grant)
    assert order.until == NOW + 20 * DAY


def test_a_suspended_person_keeps_their_place_and_loses_it_with_the_stay(
    house: House, door: Door, stay_id: int
) -> None:
    door.tell(done("suspended"))
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)

    assert person(house, stay_id).state is RegistrationState.REVOKED
    assert Revoke(0, person=PERSON) in door.hears()


def test_whom_the_landlord_has_shut_out_no_box_lets_in_again(house: House, door: Door, stay_id: int) -> None:
    with house.database.writing() as session:
        service.revoke(session, house.chen, person(house, stay_id).id, now=NOW)
    [order] = door.hears()
    door.has_settled(NOW - 1)

    door.tell(done("reinstated"))

    assert isinstance(order, Revoke)
    assert person(house, stay_id).state is RegistrationState.REVOKED
    assert door.hears() == [order]


def test_who_waits_for_a_yes_is_not_let_in_by_anybody_at_the_box(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), outcome="review", reasons=["face-differs"]))
    door.hears()

    door.tell(done("reinstated"))

    assert person(house, stay_id).state is RegistrationState.WAITING
    assert door.hears() == [Suspend(0, person=PERSON)]


def test_who_was_let_in_for_now_and_is_suspended_waits_for_a_yes(house: House, door: Door) -> None:
    stay_id = house.invite()
    told = registered(stay=token_of(house, stay_id), outcome="provisional", reasons=["not-compared"])
    door.tell(told, done("suspended"))

    assert person(house, stay_id).state is RegistrationState.WAITING
    assert reasons_asked(house) == [("not-compared",)]


def test_a_yes_that_is_on_its_way_overtakes_what_was_done_before_it(house: House, door: Door) -> None:
    """The box was offline: its technician suspended somebody, and then central said yes to them."""
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), outcome="review", reasons=["face-differs"]))
    with house.database.writing() as session:
        service.accept(session, house.office, person(house, stay_id).id, None, why="", now=NOW)

    door.tell(done("suspended"))
    assert person(house, stay_id).state is RegistrationState.GRANTED

    door.has_settled(NOW - 1)
    door.tell(done("suspended"))
    assert person(house, stay_id).state is RegistrationState.SUSPENDED


def test_a_request_about_somebody_who_was_revoked_at_the_box_is_closed(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), outcome="review", reasons=["face-differs"]), done("revoked"))

    assert reasons_asked(house) == []
    assert person(house, stay_id).state is RegistrationState.REVOKED


def test_ways_that_are_set_and_forgotten_at_the_box_stand_at_central(house: House, door: Door, stay_id: int) -> None:
    door.tell(done("card-added"), done("card-added"), done("pin-forgotten"))

    row = person(house, stay_id)
    assert row.ways == ("face", "card")
    assert row.references == 4, "a card says nothing of the face"


def test_somebody_central_does_not_know_is_passed_over(house: House, door: Door, stay_id: int) -> None:
    assert door.tell(Enrolment("somebody", "revoked"), done("a change of a newer box")) == 2

    assert person(house, stay_id).state is RegistrationState.GRANTED
