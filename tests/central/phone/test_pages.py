"""The questions on a phone: by the code alone, in four languages, kept at the end, changed and taken back."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from central.edges import service as edges
from central.phone import visit
from central.phone.language import LANGUAGES
from central.phone.showing import QUESTIONS
from central.rental import service
from central.rental.phone_tables import preparation, preparation_consent
from tests.central.phone.conftest import invited
from tests.central.phone.phone import Phone
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.town import now
from wire import notice
from wire.claim import normalised
from wire.kinds import Identity
from wire.notice import Purpose
from wire.orders import code_digest
from wire.sealed import NotSealed


def kept(paged: PagedHouse) -> list[Any]:
    with paged.database.reading() as session:
        return list(session.execute(select(preparation).order_by(preparation.c.id)).all())


def consents(paged: PagedHouse) -> list[Any]:
    with paged.database.reading() as session:
        return list(session.execute(select(preparation_consent).order_by(preparation_consent.c.purpose)).all())


def end_all(paged: PagedHouse) -> None:
    with paged.database.writing() as session:
        for stay in service.stays(session, paged.scope):
            service.end(session, paged.scope, stay.id, now=now())


def test_all_answers_are_kept_and_the_own_code_is_shown(paged: PagedHouse, phone: Phone, code: str) -> None:
    own = phone.prepare(code, language="vi", face="no", number="+86 138-0000-1234")

    (row,) = kept(paged)
    with paged.database.reading() as session:
        stay = service.open_by(session, own, now=now())
    assert stay is not None
    assert row.code == code_digest(normalised(own), stay.stay)
    assert (row.language, row.version, row.face) == ("vi", notice.current(), False)
    with paged.app.app_context():
        sealed, key = Identity("", "", phone=row.contact), edges.sealing_key()
        assert edges.unseal_identity(key, row.token, sealed).phone == "+8613800001234"
        with pytest.raises(NotSealed):
            edges.unseal_identity(key, "another", sealed)
    assert "13800001234" not in f"{row} {phone.cookie}"
    face, registration = consents(paged)
    assert (face.given, registration.given) == (False, True)
    assert face.digest == notice.notice(row.version, Purpose.FACE, "vi").digest
    assert row.made_at - 60_000 < registration.at <= face.at <= row.made_at


@pytest.mark.parametrize("code_of", LANGUAGES)
def test_every_page_speaks_the_language_that_was_chosen(phone: Phone, code: str, code_of: str) -> None:
    language = LANGUAGES[code_of]
    phone.prepare(code, language=code_of)

    for page in ("language", "notice", "face", "contact", "done", "door", "take-back"):
        shown = phone.get(f"/i/{page}").text
        assert f'<html lang="{language.tag}" dir="{language.direction}"' in shown, page
    assert notice.notice(notice.current(), Purpose.REGISTRATION, code_of).title in phone.get("/i/notice").text


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [("ug-CN,zh", "ug"), ("vi", "vi"), ("zh-TW", "zh-Hans"), ("fr, en;q=0.5", "en"), ("fr", "zh-Hans")],
)
def test_the_first_page_speaks_what_the_phone_asks_for(app: Flask, accepted: str, tag: str) -> None:
    page = Phone(app).get("/i", **{"Accept-Language": accepted}).text

    assert f'<html lang="{tag}"' in page


def test_the_page_behind_the_picture_says_what_to_do_and_is_open_to_anybody(paged: PagedHouse) -> None:
    page = Phone(paged.app).get("/i", **{"Accept-Language": "zh-CN"})

    assert page.status_code == 200
    assert page.text.count("<li>") == 4
    assert "身份证" in page.text


def test_other_pages_keep_their_own_two_languages(paged: PagedHouse, phone: Phone, code: str) -> None:
    phone.prepare(code, language="ug")

    assert '<html lang="zh-Hans"' in phone.get("/sign-in", **{"Accept-Language": "zh-CN"}).text
    assert "登录" in phone.get("/sign-in", **{"Accept-Language": "zh-CN"}).text
    assert '<html lang="en"' in phone.get("/sign-in", **{"Accept-Language": "ug"}).text


def test_a_wrong_code_is_told_and_many_of_them_have_to_wait(phone: Phone, code: str) -> None:
    for _ in range(10):
        answer = phone.come_in("AAAA-BBBB-CC")
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)

    assert phone.come_in(code).status_code == 429
    assert phone.cookie == ""


def test_no_code_stands_in_an_address(phone: Phone, code: str) -> None:
    own = phone.prepare(code)

    for path in ("/i/done", "/i/door", "/i/language"):
        links = re.findall(r'(?:href|action)="([^"]*)"', phone.get(path).text)
        assert not any(code in link or own in link for link in links)


@pytest.mark.parametrize("page", ["language", "notice", "face", "contact", "done", "take-back", "door"])
def test_without_a_code_every_page_asks_for_one(phone: Phone, page: str) -> None:
    assert phone.get(f"/i/{page}").location == "/i?again=1"
    phone.client.set_cookie("menlu-phone", "eyJzdGF5IjoieCJ9.made.up", path="/i")
    assert phone.get(f"/i/{page}").location == "/i?again=1"


def test_no_question_is_passed_over(phone: Phone, code: str) -> None:
    phone.come_in(code)
    for page in ("notice", "face", "contact", "done"):
        assert phone.get(f"/i/{page}").location == "/i/language"
    phone.answer("language", language="en")
    assert phone.get("/i/face").location == phone.get("/i/done").location == "/i/notice"
    phone.answer("notice")
    assert phone.get("/i/contact").location == "/i/face"


def test_yes_and_no_are_alike_and_neither_is_chosen(phone: Phone, code: str) -> None:
    phone.prepare(code)
    phone.answer("language", language="en")
    phone.answer("notice")

    page = phone.get("/i/face").text

    assert re.findall(r'<button class="(\w+)" name="face" value="(\w+)">', page) == [("equal", "yes"), ("equal", "no")]
    assert "checked" not in page
    assert phone.answer("face").status_code == 200, "no answer is asked again"


def test_other_words_than_those_in_force_are_asked_again(
    phone: Phone, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.come_in(code)
    phone.answer("language", language="en")

    answer = phone.answer("notice", seen="0" * 64)

    assert (answer.status_code, "This text has changed" in answer.text) == (409, True)
    phone.answer("notice")
    phone.answer("face", face="yes")
    monkeypatch.setattr(notice, "current", lambda: "2999-01-01")
    assert phone.client.post("/i/contact", data={"csrf_token": phone.token("/i/contact")}).location == (
        "/i/notice?changed=1"
    )


@pytest.mark.parametrize("number", ["12345", "1" * 16, "call me", "＋８６１３８"])
def test_what_is_no_phone_number_is_asked_again_and_stays_typed(
    paged: PagedHouse, phone: Phone, code: str, number: str
) -> None:
    phone.come_in(code)
    phone.answer("language", language="en")
    phone.answer("notice")
    phone.answer("face", face="yes")

    answer = phone.answer("contact", number=number)

    assert (answer.status_code, f'value="{number}"' in answer.text) == (422, True)
    assert kept(paged) == []


def test_answers_change_under_the_same_code(paged: PagedHouse, phone: Phone, code: str) -> None:
    own = phone.prepare(code, number="13800001234")

    phone.answer("language", language="zh")
    phone.answer("notice")
    phone.answer("face", face="no")
    page = phone.get("/i/contact", **{"Accept-Language": "en"}).text
    assert "13800001234" not in page, "whoever has seen the code learns no number"
    assert "之前" in page
    phone.answer("contact", number="")

    assert phone.own_code() == own
    (row,) = kept(paged)
    assert (row.language, row.face, row.contact) == ("zh", False, "")


def test_the_own_code_opens_the_page_again_on_any_phone(app: Flask, phone: Phone, code: str) -> None:
    own = phone.prepare(code, language="ug")
    another = Phone(app)

    assert another.come_in(own.lower()).location == "/i/done"

    assert another.own_code() == own
    assert '<html lang="ug" dir="rtl"' in another.get("/i/done").text


def test_taking_everything_back_asks_once_and_closes_the_page(paged: PagedHouse, phone: Phone, code: str) -> None:
    own = phone.prepare(code)
    before = phone.cookie
    assert "Take everything back?" in phone.get("/i/take-back").text

    assert "Everything is deleted" in phone.answer("take-back").text

    assert (kept(paged), consents(paged), phone.cookie) == ([], [], "")
    assert phone.come_in(own).status_code == 422
    phone.client.set_cookie("menlu-phone", before, path="/i")
    assert phone.get("/i/door").status_code == 410


def test_a_form_that_is_sent_twice_makes_one_preparation(paged: PagedHouse, phone: Phone, code: str) -> None:
    own = phone.prepare(code)

    assert phone.answer("contact", number="").location == "/i/done"

    assert len(kept(paged)) == 1
    assert phone.own_code() == own


def test_one_invitation_serves_several_phones_that_know_nothing_of_each_other(
    app: Flask, paged: PagedHouse, phone: Phone, code: str
) -> None:
    first = phone.prepare(code, number="13800001234")
    other = Phone(app)
    second = other.prepare(code)

    assert first != second
    assert len(kept(paged)) == 2
    for page in ("done", "language", "door"):
        shown = other.get(f"/i/{page}").text
        assert not any(secret in shown for secret in (first, "13800001234", "陈房东", code))


def test_when_all_places_are_taken_it_is_said_before_anything_is_kept(
    paged: PagedHouse, phone: Phone, code: str
) -> None:
    with paged.database.reading() as session:
        opened = service.open_by(session, code, now=now())
    assert opened is not None
    paged.register(*(registered(f"p{number}", stay=opened.stay) for number in range(2)))
    phone.come_in(code)
    phone.answer("language", language="en")
    phone.answer("notice")
    phone.answer("face", face="yes")

    answer = phone.answer("contact")

    assert (answer.status_code, "All places of this stay are taken" in answer.text) == (409, True)
    assert kept(paged) == []


def test_who_has_registered_sees_that_and_changes_nothing_any_more(paged: PagedHouse, phone: Phone, code: str) -> None:
    own = phone.prepare(code)
    with paged.database.reading() as session:
        opened = service.open_by(session, own, now=now())
    assert opened is not None
    paged.register(registered(stay=opened.stay, preparation=opened.preparation))

    page = phone.get("/i/done").text

    assert "You have registered" in page
    assert own not in page
    assert phone.answer("take-back").location == "/i/done"
    assert len(kept(paged)) == 1


@pytest.mark.parametrize("page", ["language", "notice", "face", "contact", "done", "door", "take-back"])
def test_a_stay_that_ends_while_a_page_is_open_closes_it(paged: PagedHouse, phone: Phone, code: str, page: str) -> None:
    phone.prepare(code)
    phone.answer("language", language="en")
    phone.answer("notice")
    phone.answer("face", face="yes")
    token = phone.token("/i/language")
    end_all(paged)

    method = "GET" if page == "done" else "POST"
    form = {"csrf_token": token, "language": "en", "number": ""}
    answer = phone.client.open(f"/i/{page}", method=method, data=form)

    assert (answer.status_code, "not in force any more" in answer.text) == (410, True)
    assert (kept(paged), phone.cookie) == ([], "")


def test_a_new_invitation_code_stops_who_has_not_answered_yet_with_the_old(
    paged: PagedHouse, phone: Phone, code: str
) -> None:
    phone.come_in(code)
    with paged.database.writing() as session:
        (stay,) = service.stays(session, paged.scope)
        service.new_code(session, paged.scope, stay.id, now=now())

    assert phone.get("/i/language").status_code == 410


def test_a_cookie_is_good_for_its_own_stay_and_a_while(
    app: Flask, paged: PagedHouse, phone: Phone, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.prepare(code)
    other = Phone(app)
    other.prepare(invited(paged, lins=True))
    assert "Room 401" in other.get("/i/done").text
    assert "401" not in phone.get("/i/done").text

    monkeypatch.setattr(visit, "LIFE", -1)

    assert phone.get("/i/done").location == "/i?again=1"


def test_the_cookie_is_for_these_pages_alone(phone: Phone, code: str) -> None:
    answer = phone.come_in(code)

    (cookie,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("menlu-phone=")]
    assert {"HttpOnly", "Path=/i", "SameSite=Lax", "Max-Age=7200"} <= set(cookie.split("; "))


def test_no_form_is_taken_without_its_token(phone: Phone, code: str) -> None:
    phone.prepare(code)

    for page in ("", "/language", "/take-back", "/door"):
        assert phone.client.post(f"/i{page}", data={"code": code}).status_code == 400


def test_each_question_says_how_many_there_are(phone: Phone, code: str) -> None:
    phone.come_in(code)
    fields = ({"language": "en"}, {}, {"face": "no"}, {})
    for step, (page, answer) in enumerate(zip(QUESTIONS, fields, strict=True), 1):
        assert f"{step} of 4" in phone.get(f"/i/{page}", **{"Accept-Language": "en"}).text
        phone.answer(page, **answer)
