"""The desk's pages: the board's counts and lists, check-in in one screen, taking back, the hall's screen."""

import json
import re
import time
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import update

from central.rental import service
from central.rental.desk.forms import OF_THE_CARD
from central.rental.housing.buildings import Seat, seat
from central.rental.housing.crowding import Measures
from central.rental.scope import Scope
from central.rental.service import Plan
from central.rental.tables import stay
from central.web.refilled import forms_of
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.central.rental.telling import PERSON, registered
from tests.fakes.staff import Staff
from tests.fakes.town import now
from tests.stage.waiting import wait_until
from wire.orders import AnyOrder, Orders, Revoke

OFFICE = Scope("tests")
BEYOND_THE_CARD = 6
"""Fields that check-in may ask for beyond what the card says: issue "Rental housing run like a hotel"."""


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    """Forms are sent as they are; that they carry a token is tried elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False


def told(paged: PagedHouse) -> dict[str, Any]:
    """What an open board hears."""
    heard: dict[str, Any] = json.loads(paged.office.get("/desk/since").text)
    return heard


def house_of(paged: PagedHouse) -> int:
    with paged.database.reading() as session:
        row = service.room_of(session, OFFICE, paged.room)
    assert row is not None
    return row.building_id or 0


def sends(paged: PagedHouse, **fields: str) -> dict[str, str]:
    """The walk-in form as it stands, filled in so."""
    path = f"/desk/check-in?house={house_of(paged)}"
    (form,) = (each for each in forms_of(paged.office.get(path).text, path) if "/desk/check-in" in each.actions)
    stood = {
        each.name: each.attributes.get("value") or "" for each in form.fields if each.name not in ("minors", "room")
    }
    return stood | {"room": str(paged.room)} | fields


def press(staff: Staff, page: str, label: str) -> str:
    """Press the one button of `page` whose form leads there; the page that follows."""
    (path,) = re.findall(rf'action="([^"]+/{label})"', page)
    answer = staff.client.post(path)
    assert answer.status_code == 303, path
    return staff.get(str(answer.location)).text


def test_check_in_asks_for_few_fields_beyond_the_card(paged: PagedHouse) -> None:
    path = f"/desk/check-in?house={house_of(paged)}"
    (form,) = (each for each in forms_of(paged.office.get(path).text, path) if "/desk/check-in" in each.actions)

    asked = {each.name for each in form.fields if each.attributes.get("type") != "hidden"}

    assert asked >= OF_THE_CARD
    assert len(asked - OF_THE_CARD) <= BEYOND_THE_CARD


def test_from_the_desk_to_the_slip_and_back(paged: PagedHouse) -> None:
    before = told(paged)
    slip = paged.office.client.post("/desk/check-in", data=sends(paged, number="330424199001011239", name="张三丰"))
    board = paged.office.get("/desk").text
    undone = press(paged.office, board, "undo")

    assert slip.status_code == 201
    assert "<svg" in slip.text
    assert re.search(r'big-code"><code>\w{4}-\w{4}-\w+<', slip.text)
    assert "Checked in without an invitation" in board
    assert "王丽" in board
    assert "330424199001011239" not in board + slip.text
    # Open boards share a look for a second.
    wait_until(lambda: told(paged)["mark"] != before["mark"], "the board tells of both")
    assert int(told(paged)["figures"]["in-house"]) == int(before["figures"]["in-house"]), "it was taken back"
    assert "the stay is over" in undone
    assert 'action="/desk/acts/' not in undone, "once"


def test_too_many_people_are_said_beside_the_field_and_nothing_is_kept(paged: PagedHouse) -> None:
    with paged.database.writing() as session:
        seat(session, OFFICE, paged.room, Seat(house_of(paged), 1, Measures(area=40), 1))
    wrong = sends(paged, places="3", number="330424199001011238")

    complained = paged.office.client.post("/desk/check-in", data=wrong)
    crowded = paged.office.client.post("/desk/check-in", data=wrong | {"number": ""})

    assert (complained.status_code, crowded.status_code) == (422, 422)
    assert 'id="number-complaint"' in complained.text
    assert "at most 1" in crowded.text
    with paged.database.reading() as session:
        assert service.stays(session, OFFICE) == []


def test_each_count_of_the_board_opens_to_a_list_of_as_many(paged: PagedHouse) -> None:
    with paged.database.writing() as session:
        for first, last in ((0, 9), (-4, 9), (-4, 0.5)):
            plan = Plan(now() + int(first * DAY) - 1, now() + int(last * DAY))
            service.invite(session, OFFICE, paged.room, plan, token=service.new_token(), now=now())
    stay_id, token = paged.stay()
    paged.register(registered(stay=token))

    for part, count in told(paged)["figures"].items():
        listed = paged.office.get(f"/stays?desk={part}").text
        assert listed.count('<th role="rowheader"') == int(count), part
    assert stay_id > 0
    assert told(paged)["figures"]["no-show"] == "2"


def test_who_is_checked_out_finds_the_door_closed_at_the_next_contact_of_a_box_that_was_offline(
    paged: PagedHouse,
) -> None:
    stay_id, token = paged.stay()
    paged.register(registered(stay=token))
    path = f"/desk/stays/{stay_id}/check-out"
    page = paged.office.get(path).text
    (form,) = (each for each in forms_of(page, path) if path in each.actions)

    answer = paged.office.client.post(path, data={each.name: each.attributes.get("value") for each in form.fields})
    again = paged.office.client.post(path)

    assert (answer.status_code, again.status_code) == (303, 303)
    paged.box.now = int(time.time())
    raws = msgspec.json.decode(paged.box.orders().data, type=Orders).orders
    orders = [msgspec.json.decode(raw, type=AnyOrder) for raw in raws]
    assert [order.person for order in orders if isinstance(order, Revoke)] == [PERSON]
    board = paged.office.get("/desk").text
    assert board.count("undo-") == 1
    assert "Stay ended" not in board, "it is told once, as what was done at the desk"
    with paged.database.writing() as session:
        session.execute(update(stay).where(stay.c.id == stay_id).values(until=1))
    wait_until(lambda: "undo-" not in paged.office.get("/desk").text, "what can't be taken back is not offered")


def test_the_halls_screen_needs_no_sign_in_and_shows_numbers_only(paged: PagedHouse) -> None:
    made = paged.office.client.post("/desk/halls/new", data={"name": "总台", "place": "1", "counters": "2"})
    address = re.search(r"/hall/[\w-]+", made.text)
    assert address is not None
    nobody = Staff(paged.app)

    taken, mine = nobody.client.post(address[0]), nobody.get(address[0]).text
    paged.office.client.post("/desk/halls/1/call", data={"counter": "2"})
    screen = nobody.get(address[0]).text

    assert taken.status_code == 303
    assert str(taken.location).endswith(address[0])
    assert "Your number" in mine
    assert "Your number" not in screen, "the next one stands there"
    assert paged.office.client.post("/desk/tickets/1", data={"event": "close"}).status_code == 400
    assert re.search(r'ticket">1</strong>\s*<span>Counter 2', screen)
    assert "王丽" not in screen
    assert nobody.get("/hall/another").status_code == 404
    with paged.office.get("/reports/listed/waiting?as=csv") as file:
        assert [row.split(",")[0::2][:2] for row in file.text.splitlines()[1:]] == [["总台", "1"]]
