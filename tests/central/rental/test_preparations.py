"""People who answer on their phone before they come: kept sealed, told to the box, taken over, gone with the stay."""

from typing import Any

import pytest
from sqlalchemy import select, update

from central.rental import service, upkeep
from central.rental.preparations import SPARE
from central.rental.service import AllTaken, NotPossible, NotThere, Opened, Plan
from central.rental.tables import identity, registration
from tests.central.rental.conftest import DAY, NOW, House, new_box
from tests.central.rental.preparing import CODE, CONTACT, TOKEN, answers, consents, kept, prepare
from tests.central.rental.telling import Door, registered
from tests.central.rental.test_stays import token_of
from wire import notice
from wire.kinds import Identity
from wire.notice import Purpose
from wire.orders import Invite, Prepare, Uninvite, Unprepare, code_digest

NAME, NUMBER, NEWER = ("n" * 64, "m" * 64, "p" * 64)
"""As long as words that were sealed."""


def invited(house: House, plan: Plan | None = None, token: str = TOKEN) -> tuple[int, Opened]:
    """A stay, and what its invitation opens for a phone."""
    with house.database.writing() as session:
        plan = plan or Plan(NOW - DAY, NOW + 365 * DAY, places=2)
        made = service.invite(session, house.chen, house.room, plan, token=service.new_token(), now=NOW)
        opened = service.open_by(session, made.code.lower(), now=NOW)
    assert opened is not None
    return made.stay_id, Opened(opened.stay, opened.invitation, token)


def place(house: House, opened: Opened) -> Any:
    with house.database.reading() as session:
        return service.home(session, opened, now=NOW)


def test_a_code_opens_its_room_and_another_nothing(house: House) -> None:
    _, opened = invited(house)

    with house.database.reading() as session:
        assert service.open_by(session, "AAAABBBBCC", now=NOW) is None
    found = place(house, opened)
    assert (found.room, found.house) == ("301", "1 Harbour Road")


def test_answers_are_kept_and_told_to_the_box_and_no_code_is(house: House, door: Door) -> None:
    stay_id, opened = invited(house)
    door.hears()

    prepare(house.database, opened, NOW)

    digest = code_digest(CODE, token_of(house, stay_id))
    (order,) = door.hears()
    assert order == Prepare(
        0, preparation=TOKEN, stay=opened.stay, code=digest, language="vi", version=notice.current(), face=True
    )
    (row,) = kept(house.database)
    assert (row.code, row.contact, row.registration_id) == (digest, CONTACT, None)


def test_each_purpose_is_a_consent_with_the_digest_of_its_words_way_and_time(house: House) -> None:
    _, opened = invited(house)

    prepare(house.database, opened, NOW, face=False)

    told, face = consents(house.database)
    assert (told.purpose, told.given, told.way, told.at, told.language) == ("registration", True, "phone", 11, "vi")
    assert (face.purpose, face.given, face.way, face.at) == ("face", False, "phone", 12)
    assert face.digest == notice.notice(notice.current(), Purpose.FACE, "vi").digest


def test_the_own_code_opens_the_preparation_also_when_the_stay_has_a_new_code(house: House) -> None:
    stay_id, opened = invited(house)
    prepare(house.database, opened, NOW)

    with house.database.writing() as session:
        service.new_code(session, house.chen, stay_id, now=NOW)
        found = service.open_by(session, CODE.lower(), now=NOW)

    assert found == Opened(opened.stay, "", TOKEN)
    assert place(house, opened) is not None
    assert place(house, Opened(opened.stay, opened.invitation, "another")) is None, "the old code opens nothing new"


def test_changed_answers_take_the_place_of_the_old_and_are_told(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.hears()

    prepare(house.database, opened, NOW + 5, face=False, contact="", language="ug")

    (order,) = door.hears()
    assert isinstance(order, Prepare)
    assert (order.face, order.language) == (False, "ug")
    (row,) = kept(house.database)
    assert (row.contact, row.made_at, row.changed_at) == ("", NOW, NOW + 5)
    assert [consent.given for consent in consents(house.database)] == [True, False]


def test_taking_back_deletes_all_and_tells_the_box(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.hears()

    with house.database.writing() as session:
        service.take_back(session, opened, now=NOW)

    assert door.hears() == [Unprepare(0, preparation=TOKEN)]
    assert (kept(house.database), consents(house.database)) == ([], [])
    with house.database.writing() as session, pytest.raises(NotThere):
        service.take_back(session, Opened(opened.stay, "", TOKEN), now=NOW)


def test_a_stay_has_a_few_more_preparations_than_places_and_no_more(house: House) -> None:
    _, opened = invited(house)
    for number in range(2 + SPARE):
        prepare(house.database, Opened(opened.stay, opened.invitation, f"p{number}"), NOW)

    with pytest.raises(AllTaken):
        prepare(house.database, opened, NOW)
    prepare(house.database, Opened(opened.stay, "", "p0"), NOW, face=False)


def test_nobody_prepares_when_all_places_are_taken(house: House, door: Door) -> None:
    _, opened = invited(house, Plan(NOW - DAY, NOW + DAY, places=1))
    door.tell(registered(stay=opened.stay))

    with pytest.raises(AllTaken):
        prepare(house.database, opened, NOW)


@pytest.mark.parametrize("end", ["ended", "by time"])
def test_the_end_of_a_stay_takes_all_back_and_closes_every_page(house: House, door: Door, end: str) -> None:
    stay_id, opened = invited(house, Plan(NOW - DAY, NOW + DAY))
    prepare(house.database, opened, NOW)
    door.hears()

    if end == "ended":
        with house.database.writing() as session:
            service.end(session, house.chen, stay_id, now=NOW)
    else:
        upkeep.keep_up(house.database, NOW + DAY)

    assert door.hears() == [Unprepare(0, preparation=TOKEN), Uninvite(0, stay=opened.stay)]
    assert (kept(house.database), consents(house.database)) == ([], [])
    assert place(house, opened) is None
    with pytest.raises(NotThere):
        prepare(house.database, opened, NOW)


def test_a_stay_that_is_over_by_its_date_opens_nothing_before_it_is_ended(house: House) -> None:
    _, opened = invited(house, Plan(NOW - DAY, NOW + DAY))

    with house.database.reading() as session:
        assert service.home(session, opened, now=NOW + DAY) is None


def test_new_dates_tell_the_box_again(house: House, door: Door) -> None:
    stay_id, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.hears()

    with house.database.writing() as session:
        service.change_dates(session, house.chen, stay_id, NOW, NOW + 9 * DAY, now=NOW)

    assert [type(order) for order in door.hears()] == [Invite, Prepare]


def test_a_move_to_another_box_takes_them_along_also_of_who_had_registered(house: House, door: Door) -> None:
    stay_id, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.tell(registered(stay=opened.stay, preparation=TOKEN))
    door.hears()
    with house.database.writing() as session:
        other = new_box(session, "2 Harbour Road")
        landlord = int(house.chen.reach.owner or 0)
        far = service.add_room(session, landlord_id=landlord, box_id=other, name="9", now=NOW)

    with house.database.writing() as session:
        service.move(session, house.chen, stay_id, far, now=NOW)

    assert Unprepare(0, preparation=TOKEN) in door.hears()
    there = Door(house.database, other, 0, door._follower, NOW)
    assert [type(order) for order in there.hears()] == [Invite, Prepare]
    assert kept(house.database)[0].registration_id is None


def phone_of(house: House) -> Any:
    with house.database.reading() as session:
        return session.execute(select(identity.c.name, identity.c.phone, identity.c.phone_of)).one()


def test_who_registers_with_it_is_linked_and_has_its_phone_number(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)

    door.tell(registered(stay=opened.stay, preparation=TOKEN, identity=Identity(NAME, NUMBER)))

    assert kept(house.database)[0].registration_id is not None
    assert phone_of(house) == (NAME, CONTACT, TOKEN)
    with house.database.reading() as session:
        row = service.preparation_of(session, opened)
    assert row is not None
    assert row.is_used
    door.tell(registered(stay=opened.stay, identity=Identity(NAME, NUMBER)))
    assert phone_of(house).phone == CONTACT, "a later record of the same person keeps it"


def test_a_number_that_is_said_at_the_door_counts_and_one_without_a_document_is_kept(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.tell(registered(stay=opened.stay, preparation=TOKEN))
    assert phone_of(house) == ("", CONTACT, TOKEN)

    door.tell(registered(stay=opened.stay, preparation=TOKEN, identity=Identity(NAME, NUMBER, phone=NEWER)))

    assert phone_of(house) == (NAME, NEWER, None)


def test_a_preparation_of_another_stay_or_of_nobody_is_not_linked(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)
    other = token_of(house, house.invite())

    door.tell(registered(stay=other, preparation=TOKEN), registered("p2", stay=other, preparation="nobody's"))

    assert kept(house.database)[0].registration_id is None


def test_answers_somebody_has_registered_with_are_changed_and_taken_back_no_more(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.tell(registered(stay=opened.stay, preparation=TOKEN))

    with pytest.raises(NotPossible):
        prepare(house.database, opened, NOW, face=False)
    with house.database.writing() as session, pytest.raises(NotPossible):
        service.take_back(session, opened, now=NOW)


def test_with_a_person_who_is_erased_goes_what_they_prepared(house: House, door: Door) -> None:
    _, opened = invited(house)
    prepare(house.database, opened, NOW)
    door.tell(registered(stay=opened.stay, preparation=TOKEN))
    with house.database.writing() as session:
        session.execute(update(registration).values(state="erased"))

    upkeep.keep_up(house.database, NOW)

    assert kept(house.database) == []


def test_a_notice_there_is_not_is_refused(house: House) -> None:
    _, opened = invited(house)

    with house.database.writing() as session, pytest.raises(KeyError):
        service.prepare(session, opened, CODE, answers(version="1999-01-01"), now=NOW)
