"""What is kept of somebody on their own phone: in by link and code, or own code and document; out after minutes."""

import io
import re
import zipfile

import pytest
from flask import Flask

from central.edges import service as edges
from central.phone.own_visit import LIFE
from central.rental import service
from central.rental.own import access, asking
from central.rental.own.rules import Lost
from central.rental.upkeep import keep_up
from tests.central.phone.conftest import UnvisitedHouse
from tests.central.phone.phone import Phone
from tests.central.rental.pages_of import DAY
from tests.central.rental.telling import PERSON, registered
from tests.fakes.town import now
from wire.kinds import Entry, Identity

NUMBER = "33040219900101123X"


@pytest.fixture
def given(app: Flask, paged: UnvisitedHouse) -> access.NewAccess:
    """A link and a code for somebody who lives at Chen's; somebody else lives at Lin's."""
    for lins, person, name in ((False, PERSON, "张三"), (True, "b" * 16, "王五")):
        _, token = paged.stay(lins=lins)
        words = {"name": name, "number": NUMBER}
        identity = Identity(**{field: paged.sealed(field, word, person) for field, word in words.items()})
        box = paged.other_box if lins else paged.box
        paged.register(registered(person, stay=token, identity=identity), box=box)
    with app.app_context(), paged.database.writing() as session:
        return access.give(session, paged.scope, number_of(paged), now=now())


def number_of(paged: UnvisitedHouse) -> int:
    with paged.database.reading() as session:
        return service.registrations_after(session, paged.scope, 0, 10)[0].id


def test_a_person_sees_their_own_data_masked_and_in_full_and_nothing_of_others(
    phone: Phone, given: access.NewAccess
) -> None:
    assert phone.answer("my", link=given.link, code="ABCD-EFGH-JK").status_code == 422
    assert phone.answer("my", link=given.link, code=given.code).location == "/i/my/data"

    shown = phone.get("/i/my/data")
    in_full = phone.answer("my/data")

    assert "张**" in shown.text
    assert NUMBER not in shown.text
    assert "王" not in shown.text
    assert "Lin" not in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert NUMBER in in_full.text
    assert "王五" not in in_full.text


def test_who_stays_for_half_a_year_reads_from_when_a_residence_permit_may_be_asked_for(
    app: Flask, phone: Phone, paged: UnvisitedHouse, given: access.NewAccess
) -> None:
    phone.answer("my", link=given.link, code=given.code)
    assert "Residence permit" not in phone.get("/i/my/data?language=en").text
    with app.app_context(), paged.database.writing() as session:
        service.change_dates(session, paged.scope, 1, now(), now() + 300 * DAY, now=now())
    assert "You may ask the police station for it from" in phone.get("/i/my/data?language=en").text


def test_what_is_asked_for_is_shown_with_its_day_and_a_copy_holds_everything(
    phone: Phone, given: access.NewAccess
) -> None:
    phone.answer("my", link=given.link, code=given.code)

    assert phone.answer("my/correct", field="name", new="").status_code == 422
    strange = phone.answer("my/correct", field="name", new="张\u202e三")
    assert strange.status_code == 422
    assert "U+202E" in strange.text
    for _ in range(2):
        assert phone.answer("my/correct", field="name", new="张山").status_code == 303
    for page in ("my/withdraw-face", "my/erase"):
        assert phone.answer(page).status_code == 303
        assert phone.client.post(f"/i/{page}", data=hidden(phone)).status_code == 303

    shown = phone.get("/i/my/data?language=en").text
    assert shown.count("<strong>A correction</strong>") == 1
    assert shown.count("<strong>Erase everything</strong>") == 1
    assert "The law asks for your registration as long as you live here." in shown
    answer = phone.client.post("/i/my/copy", data=hidden(phone))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as made:
        assert NUMBER in made.read("my-data.json").decode()
        assert "张山" in made.read("my-data.html").decode()


def test_whose_box_is_gone_reads_that_nobody_can_prove_it_any_more_and_who_says_so(
    app: Flask, phone: Phone, paged: UnvisitedHouse, given: access.NewAccess
) -> None:
    number, told = number_of(paged), "陈房东说，11月23日"
    with app.app_context():
        with paged.database.writing() as session:
            service.end(session, paged.scope, 1, now=now())
            made = asking.erase(session, number, now=now())
        keep_up(paged.database, now())
        phone.answer("my", link=given.link, code=given.code)
        assert "The box was asked to erase your face" in phone.get("/i/my/data?language=en").text
        with paged.database.writing() as session:
            edges.revoke_box(session, paged.box_id, now=now())
            asking.close_unproven(session, paged.scope, made, Lost.BROKEN, told, now=now())

    shown = phone.get("/i/my/data?language=en").text
    assert "Closed: nobody can prove any more what the box at your door has erased." in shown
    assert "The box is broken" in shown
    assert f'The office says: <span dir="auto">{told}</span>' in shown
    assert "The box was asked to erase your face" not in shown
    assert "/i/my/erase" not in shown
    assert "设备已损坏。" in phone.get("/i/my/data?language=zh").text


def test_the_page_is_shut_after_a_while_after_leaving_and_by_a_newer_link(
    app: Flask, paged: UnvisitedHouse, phone: Phone, given: access.NewAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.answer("my", link=given.link, code=given.code)
    phone.client.post("/i/my/leave", data=hidden(phone))
    assert phone.get("/i/my/data").location == "/i/my?again=1"

    phone.answer("my", link=given.link, code=given.code)
    with app.app_context(), paged.database.writing() as session:
        newer = access.give(session, paged.scope, number_of(paged), now=now() + 1)
    assert phone.get("/i/my/data").location == "/i/my?again=1"

    assert phone.answer("my", link=newer.link, code=newer.code).location == "/i/my/data"
    monkeypatch.setattr("time.time", lambda: now() / 1000 + LIFE + 10)
    assert phone.get("/i/my/data").location == "/i/my?again=1"


def test_an_own_code_and_the_last_signs_of_a_document_open_no_more_than_a_landlord_sees(
    paged: UnvisitedHouse, phone: Phone, code: str
) -> None:
    own = phone.prepare(code)
    assert phone.get("/i/my/known").location == "/i/my"
    with paged.database.reading() as session:
        opened = service.open_by(session, own, now=now())
    assert opened is not None
    identity = Identity(paged.sealed("name", "张三", PERSON), paged.sealed("number", NUMBER, PERSON))
    paged.tell(Entry("Back yard", True, "match", "face", person=PERSON))
    paged.register(registered(stay=opened.stay, identity=identity, preparation=opened.preparation))

    for _ in range(access.MOST_FAILURES - 1):
        assert phone.answer("my/known", signs="0000").status_code == 422
    assert phone.answer("my/known", signs="123x").location == "/i/my/data"
    for shown in (phone.get("/i/my/data?language=en").text, phone.answer("my/data").text):
        assert "Withdraw my face" in shown
        for hidden_word in ("张", NUMBER[-4:], "Back yard", "Show in full", "/i/my/copy", "/i/my/erase"):
            assert hidden_word not in shown, hidden_word
    for refused in ("my/copy", "my/correct", "my/erase"):
        assert phone.client.post(f"/i/{refused}", data=hidden(phone) | {"field": "name"}).location == "/i/my/data"
    assert phone.answer("my/known", signs="0000").status_code == 422
    assert phone.answer("my/known", signs="123X").status_code == 422


def test_an_address_that_guesses_has_to_wait(phone: Phone) -> None:
    answers = [phone.answer("my", link="ABCD-EFGH-JK", code="ABCD-EFGH-JK").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def hidden(phone: Phone) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', phone.get("/i/my").text))
