"""What people have agreed to is shown with its way and time: the phone's own, and the last word of each."""

import pytest
from sqlalchemy import select

from central.rental import service
from central.rental.service import ConsentRow, Opened
from central.rental.tables import registration
from tests.central.rental.conftest import NOW, House
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.preparing import TOKEN, prepare
from tests.central.rental.telling import PERSON, Door, registered
from tests.central.rental.test_preparations import invited
from tests.fakes.town import now
from wire.kinds import Consent


def said(purpose: str, way: str, *, given: bool = True) -> Consent:
    return Consent(PERSON, purpose, given, "2026-11-23", "d" * 64, "vi", way)


def shown(house: House) -> list[ConsentRow]:
    with house.database.reading() as session:
        (person,) = session.scalars(select(registration.c.id)).all()
        return service.consents(session, [person])[person]


@pytest.fixture
def opened(house: House) -> Opened:
    """Somebody of a stay has answered on their phone."""
    _, opened = invited(house)
    prepare(house.database, opened, 20, told_at=11, face_at=12)
    return opened


def test_what_the_phone_was_told_is_shown_with_its_own_time(house: House, door: Door, opened: Opened) -> None:
    door.tell(said("registration", "phone"), said("face", "phone"), registered(stay=opened.stay, preparation=TOKEN))

    assert shown(house) == [ConsentRow("registration", True, "phone", 11), ConsentRow("face", True, "phone", 12)]


def test_a_later_word_at_the_door_counts(house: House, door: Door, opened: Opened) -> None:
    door.tell(registered(stay=opened.stay, preparation=TOKEN), said("face", "kiosk", given=False))

    assert shown(house)[1] == ConsentRow("face", False, "kiosk", NOW)


def test_without_a_phone_the_boxs_word_is_shown(house: House, door: Door) -> None:
    _, opened = invited(house)
    door.tell(said("registration", "kiosk"), registered(stay=opened.stay))

    assert shown(house) == [ConsentRow("registration", True, "kiosk", NOW)]


def test_landlord_and_office_see_way_and_time(paged: PagedHouse) -> None:
    stay_id, token = paged.stay()
    with paged.database.writing() as session:
        code = service.new_code(session, paged.scope, stay_id, now=now()).code
        found = service.open_by(session, code, now=now())
    assert found is not None
    prepare(paged.database, Opened(token, found.invitation, TOKEN), now(), face=False, told_at=now(), face_at=now())
    paged.register(registered(stay=token, preparation=TOKEN, outcome="review", reasons=["without-face"]))

    for who, path in ((paged.chen, f"/stays/{stay_id}"), (paged.office, "/requests/1")):
        page = who.get(path).text
        assert "yes, on the phone" in page
        assert "no, on the phone" in page
    assert "on the phone" not in paged.lin.get("/requests").text
