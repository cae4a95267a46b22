"""Yes and no to people who wait, and a right that is taken: by whom, and with which order."""

import threading

import pytest
from sqlalchemy import select

from central.rental import service, tasks
from central.rental.service import NotPossible, NotThere, Place, Plan, TaskRow
from central.rental.tables import review_task
from tests.central.rental.conftest import DAY, NOW, House
from tests.central.rental.telling import PERSON, Door, registered
from tests.central.rental.test_records import people
from tests.central.rental.test_stays import token_of
from wire.orders import Grant, Revoke

YEAR = Plan(NOW, NOW + 365 * DAY)


def asked(house: House, who: str = "office") -> list[TaskRow]:
    with house.database.reading() as session:
        return service.requests(session, getattr(house, who))


def test_a_yes_of_staff_lets_somebody_in_for_the_whole_stay(house: House, door: Door) -> None:
    stay_id = house.invite()
    token = token_of(house, stay_id)
    door.tell(registered(stay=token, outcome="review", reasons=["face-differs"]))
    door.hears()
    (task,) = asked(house)
    with house.database.writing() as session:
        service.accept(session, house.office, task.registration_id, None, why="Seen in person", now=NOW + 5)

    assert door.hears() == [Grant(0, person=PERSON, stay=token, room="301", begin=NOW - DAY, until=NOW + 365 * DAY)]
    with house.database.reading() as session:
        row = session.execute(select(review_task)).one()
    assert (row.state, row.decided_by, row.decided_at, row.why) == ("accepted", "Wang", NOW + 5, "Seen in person")


def test_a_no_closes_the_door(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), outcome="review", reasons=["without-face"]))
    door.hears()
    (task,) = asked(house, "chen")
    with house.database.writing() as session:
        service.refuse(session, house.chen, task.registration_id, why="", now=NOW)

    assert door.hears() == [Revoke(0, person=PERSON)]
    assert asked(house) == []


def test_a_landlord_takes_in_somebody_without_an_invitation(house: House, door: Door) -> None:
    door.tell(registered(outcome="review", reasons=["no-invitation"], room="302"))
    (task,) = asked(house, "chen")
    with house.database.writing() as session:
        service.accept(session, house.chen, task.registration_id, Place(house.second, YEAR), why="", now=NOW)

    (order,) = door.hears()
    assert isinstance(order, Grant)
    assert (order.person, order.room, order.until) == (PERSON, "302", YEAR.until)
    with house.database.reading() as session:
        (stay,) = service.stays(session, house.chen, room_id=house.second)
    assert (stay.is_invited, stay.registered) == (False, 1)


@pytest.mark.parametrize(
    ("room", "seen_by"),
    [("301", ["chen", "office"]), ("401", ["lin", "office"]), ("", ["office"]), ("999", ["office"])],
)
def test_a_request_is_for_the_landlord_of_the_room_that_was_named(
    house: House, door: Door, room: str, seen_by: list[str]
) -> None:
    door.tell(registered(outcome="review", reasons=["no-invitation"], room=room))

    assert [who for who in ("chen", "lin", "office") if asked(house, who)] == seen_by


def test_where_all_rooms_are_one_landlords_no_room_need_be_named(house: House, door: Door) -> None:
    with house.database.writing() as session:
        assert house.chen.reach.owner is not None
        service.change_room(
            session, house.other, landlord_id=house.chen.reach.owner, box_id=house.box, name="401", now=NOW
        )

    door.tell(registered(outcome="review", reasons=["no-invitation"]))

    assert len(asked(house, "chen")) == 1


def test_what_a_document_leaves_in_doubt_no_landlord_decides(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), outcome="review", reasons=["expired"]))
    (task,) = asked(house)

    assert asked(house, "chen") == []
    with pytest.raises(NotThere), house.database.writing() as session:
        service.refuse(session, house.chen, task.registration_id, why="", now=NOW)
    with pytest.raises(NotThere), house.database.writing() as session:
        service.accept(session, house.chen, task.registration_id, None, why="", now=NOW)


def test_one_decision_is_enough(house: House, door: Door) -> None:
    door.tell(registered(outcome="review", reasons=["no-invitation"], room="301"))
    (task,) = asked(house)
    with house.database.writing() as session:
        service.refuse(session, house.chen, task.registration_id, why="", now=NOW)

    with pytest.raises(NotPossible), house.database.writing() as session:
        service.refuse(session, house.office, task.registration_id, why="", now=NOW)


def test_of_many_who_decide_at_once_one_does(house: House, door: Door) -> None:
    door.tell(registered(outcome="review", reasons=["no-invitation"], room="301"))
    (task,) = asked(house)
    door.hears()
    outcomes: list[str] = []

    def decide() -> None:
        try:
            with house.database.writing() as session:
                place = Place(house.room, YEAR)
                service.accept(session, house.chen, task.registration_id, place, why="", now=NOW)
            outcomes.append("yes")
        except NotPossible:
            outcomes.append("too late")

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["too late"] * 3 + ["yes"]
    assert [type(order) for order in door.hears()] == [Grant]


def test_what_staff_decided_about_a_document_is_not_told_to_the_landlord(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), outcome="review", reasons=["expired"]))
    (task,) = asked(house)
    with house.database.writing() as session:
        service.refuse(session, house.office, task.registration_id, why="Expired in May", now=NOW)

    with house.database.reading() as session:
        assert len(session.execute(tasks.chosen(house.office, is_answered=True)).all()) == 1
        assert session.execute(tasks.chosen(house.chen, is_answered=True)).all() == []


def test_nobody_is_taken_into_a_room_of_another_landlord_or_door(house: House, door: Door) -> None:
    door.tell(registered(outcome="review", reasons=["no-invitation"], room="301"))
    (task,) = asked(house)

    for place in (Place(house.other, YEAR), Place(9999, YEAR)):
        with pytest.raises(NotThere), house.database.writing() as session:
            service.accept(session, house.chen, task.registration_id, place, why="", now=NOW)
    with pytest.raises(NotPossible), house.database.writing() as session:
        service.accept(session, house.chen, task.registration_id, None, why="", now=NOW)


def test_a_right_is_taken_at_once(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)))
    door.hears()
    (person,) = people(house, stay_id)
    with house.database.writing() as session:
        service.revoke(session, house.chen, person.id, now=NOW)

    assert door.hears() == [Revoke(0, person=PERSON)]
    with pytest.raises(NotPossible), house.database.writing() as session:
        service.revoke(session, house.chen, person.id, now=NOW)


def test_nobody_acts_on_the_people_of_another_landlord(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)))
    (person,) = people(house, stay_id)

    assert people(house, stay_id, house.lin) == []
    for act in (service.revoke, service.withdraw_face):
        with pytest.raises(NotThere), house.database.writing() as session:
            act(session, house.lin, person.id, now=NOW)


def test_only_a_face_that_is_used_can_be_withdrawn(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id), ways=["pin"]))
    (person,) = people(house, stay_id)

    with pytest.raises(NotPossible), house.database.writing() as session:
        service.withdraw_face(session, house.chen, person.id, now=NOW)
