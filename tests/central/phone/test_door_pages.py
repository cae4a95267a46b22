"""The page at the door: a box plays how the enrolment stands, a phone touches what it is shown."""

import threading
import time

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from central.edges import service as edges
from central.phone import door_pages
from central.rental import service
from tests.central.phone.conftest import invited
from tests.central.phone.phone import Phone
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.steered_box import SteeredBox
from tests.fakes.town import now
from wire.kinds import OrderDone
from wire.steering import Act

PART = {"Menlu-Part": "1"}


class Door(SteeredBox):
    """The box without a screen, at which somebody stands who has prepared."""

    def __init__(self, paged: PagedHouse) -> None:
        super().__init__(paged.box)
        self._paged = paged
        self.meet()

    def answers(self, outcome: str) -> None:
        """What became of the last order, as a record."""
        self.box.now = int(time.time())
        with self._paged.database.reading() as session:
            last = edges.orders_of(session, self._paged.box_id)[0].id
        self.box.append(OrderDone(last, outcome), at=now())
        assert self.box.push(len(self.box.records)).status_code == 200


@pytest.fixture
def door(paged: PagedHouse, phone: Phone, code: str) -> Door:
    """Somebody has prepared, and stands at the door."""
    phone.prepare(code)
    return Door(paged)


def shown(phone: Phone) -> str:
    answer = phone.get("/i/door")
    assert answer.status_code == 200
    return answer.text


def test_an_enrolment_from_begin_to_done_without_script(door: Door, phone: Phone) -> None:
    assert "Are you at the door?" in shown(phone)
    assert phone.answer("door", act="begin").location == "/i/door"
    assert door.touches() == [(0, "begin")]
    assert "The box at the door is asked" in shown(phone)
    door.says(101, "document", "staff", "cancel")
    assert "Lay your card on the reader" in shown(phone)
    door.says(102, "confirm", "confirm", "back", "cancel")
    phone.answer("door", act="confirm")
    assert door.touches() == [(102, "confirm")]
    door.says(103, "face", "decline", "cancel", said="Turn slowly to the left", done=0.4)
    page = shown(phone)
    assert "Turn slowly to the left" in page
    assert 'aria-valuenow="40"' in page
    door.says(104, "contact", "way", "settle", "cancel", ways=["face"])
    phone.answer("door", act="settle")
    door.says(105, "result", "open", "finish", outcome="granted", until=1_900_000_000_000)
    page = shown(phone)
    assert "The door opens for you from now on." in page
    assert "Until Mar 18, 2030" in page
    phone.answer("door", act="open")
    assert door.touches() == [(104, "settle"), (105, "open")]
    door.says(106, "idle")
    assert "Are you at the door?" in shown(phone)


def test_buttons_are_exactly_what_the_box_offers(door: Door, phone: Phone) -> None:
    door.says(1, "other-way", "pin", "card", "back", "dance")

    page = shown(phone)

    assert [act for act in Act if f'name="act" value="{act}"' in page] == ["back", "pin", "card"]
    assert phone.answer("door", act="open").status_code == 303
    assert phone.answer("door", act="dance").status_code == 303
    assert door.touches() == []


def test_what_a_box_says_is_text_and_nothing_else(door: Door, phone: Phone) -> None:
    door.says(1, "face", said="<script>alert(1)</script>\u202e\u0007", reasons=["<b>"], outcome="<i>")

    page = shown(phone)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in page
    assert "<b>" not in page


def test_why_a_box_did_not_begin_is_shown(door: Door, phone: Phone) -> None:
    phone.answer("door", act="begin")

    door.says(7, "idle", said="Somebody is registering at the moment.")

    page = shown(phone)
    assert "Somebody is registering at the moment." in page
    assert 'value="begin"' in page


@pytest.mark.parametrize(("outcome", "words"), [("refused", "can't do this now"), ("expired", "took too long")])
def test_an_order_that_came_to_nothing_is_told(door: Door, phone: Phone, outcome: str, words: str) -> None:
    phone.answer("door", act="begin")

    door.answers(outcome)

    assert words in shown(phone)


def test_a_double_touch_is_one_order(door: Door, phone: Phone) -> None:
    door.says(1, "confirm", "confirm")
    for _ in range(3):
        phone.answer("door", act="confirm")

    assert door.touches() == [(1, "confirm")]


def test_whoever_begins_again_and_again_waits(door: Door, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    at = now()
    for turn in range(14):
        monkeypatch.setattr(door_pages, "now", lambda turn=turn: at + turn * 6_000)
        phone.answer("door", act="begin")

    assert len(door.touches()) == 10


@pytest.mark.parametrize("serial", ["", "-1", "x", "٣", "1" * 17])
def test_a_touch_that_no_page_of_ours_makes_is_let_pass(door: Door, phone: Phone, serial: str) -> None:
    door.says(3, "confirm", "confirm")

    assert phone.answer("door", act="confirm", serial=serial).status_code == 303

    assert door.touches() == []


def test_another_phone_touches_its_own_enrolment_only(app: Flask, paged: PagedHouse, door: Door) -> None:
    door.says(5, "confirm", "confirm", said="for the first")
    other = Phone(app)
    other.prepare(invited(paged))

    assert "for the first" not in shown(other)
    other.answer("door", act="confirm", serial="5")

    assert door.touches() == []


def test_the_page_of_a_lost_cookie_or_a_stay_that_ended_says_so(
    app: Flask, paged: PagedHouse, door: Door, phone: Phone
) -> None:
    assert Phone(app).get("/i/door/part").status_code == 410
    with paged.database.writing() as session:
        service.end(session, paged.scope, service.stays(session, paged.scope)[0].id, now=now())

    assert phone.get("/i/door/part").status_code == 410
    assert phone.get("/i/door").status_code == 410


def test_who_has_registered_goes_on_to_open_and_then_is_done(paged: PagedHouse, door: Door, phone: Phone) -> None:
    with paged.database.reading() as session:
        opened = service.open_by(session, phone.own_code(), now=now())
    assert opened is not None
    door.says(9, "result", "open", "finish", outcome="granted")
    paged.register(registered(stay=opened.stay, preparation=door.preparation))
    assert "Open the door now" in shown(phone)
    door.says(10, "idle")

    page = shown(phone)

    assert "There is nothing more to do here" in page
    assert 'name="act"' not in page


class Held:
    """The page's script asks for the next part, in a thread of its own."""

    def __init__(self, phone: Phone, mark: str) -> None:
        self._answer: TestResponse | None = None
        seats = phone.client.application.extensions["menlu-seats"]
        self._thread = threading.Thread(target=self._ask, args=(phone, mark))
        self._thread.start()
        until = time.monotonic() + 60
        while not seats.taken and time.monotonic() < until:
            time.sleep(0.01)

    def _ask(self, phone: Phone, mark: str) -> None:
        self._answer = phone.get(f"/i/door/part?mark={mark}", **PART)

    @property
    def answer(self) -> TestResponse:
        self._thread.join(60)
        assert self._answer is not None
        return self._answer


def mark_of(page: str) -> str:
    return page.split('data-mark="')[1].split('"')[0]


def test_a_held_question_is_answered_when_the_box_says_something(door: Door, phone: Phone) -> None:
    held = Held(phone, mark_of(shown(phone)))

    door.says(1, "document", "cancel")

    assert held.answer.status_code == 200
    assert held.answer.text.startswith("<section")
    assert "Lay your card on the reader" in held.answer.text


def test_a_hint_alone_is_news(door: Door, phone: Phone) -> None:
    door.says(1, "face", "cancel", said="Come closer", done=0.1)
    before = mark_of(shown(phone))

    door.says(1, "face", "cancel", said="Hold still", done=0.2)

    assert "Hold still" in phone.get(f"/i/door/part?mark={before}").text


def test_without_news_the_question_ends_and_without_a_seat_it_is_not_held(
    door: Door, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = mark_of(shown(phone))
    seats = phone.client.application.extensions["menlu-seats"]
    while seats.take(b"others") or seats.take(str(seats.taken).encode()):
        pass
    assert phone.get(f"/i/door/part?mark={mark}").status_code == 204
    seats.leave(b"others")
    monkeypatch.setattr(door_pages, "HELD", 0.05)

    assert phone.get(f"/i/door/part?mark={mark}").status_code == 204
    assert phone.get("/i/door/part?mark=older").status_code == 200


def test_a_touch_by_script_is_answered_with_the_part(door: Door, phone: Phone) -> None:
    door.says(1, "confirm", "confirm")
    token = phone.token("/i/door")

    answer = phone.client.post("/i/door", data={"csrf_token": token, "act": "confirm", "serial": "1"}, headers=PART)

    assert (answer.status_code, 'aria-busy="true"' in answer.text) == (200, True)
    assert door.touches() == [(1, "confirm")]


def test_a_guardian_reads_what_they_agree_to(door: Door, phone: Phone) -> None:
    door.says(1, "guardian", "guardian-face", "guardian-no-face", "cancel")

    page = shown(phone)

    assert page.count("<summary>") == 2
    assert page.index('value="guardian-face"') > page.index("</details>")
