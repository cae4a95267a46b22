"""Who agreed to a text that has changed is asked anew: after the door is open, or at their data, and never before."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge import agreement
from edge.agreement import GRACE
from edge.enrolment.states import State
from edge.own_data.visit import MET, READS
from edge.presented import FaceSeen
from edge.store.agreements import Agreements
from tests.edge.kiosk.conftest import Visitor
from tests.fakes.doorway import CODE, Screen
from tests.fakes.house import PIN
from tests.fakes.notices import FIRST, NEXT, in_force
from wire import notice
from wire.kinds import Consent, Erasure, Method
from wire.notice import Purpose

LANGUAGES = ["zh", "en", "vi", "ug"]


@pytest.fixture
def person(door: Screen, visitor: Visitor) -> str:
    """Somebody who has enrolled with face and PIN."""
    visitor.post("/begin")
    visitor.does("invite", value=CODE)
    visitor.does("acknowledge")
    visitor.does("face-yes")
    door.lay()
    visitor.does("confirm")
    door.look()
    visitor.does("add-way")
    visitor.does("pin", value=PIN)
    visitor.does("contact", value="")
    assert door.enroller.view().enrolment.state is State.RESULT
    visitor.does("finish")
    return str(door.kept()[0].resident.person)


@pytest.fixture
def asked(person: str, door: Screen, tmp_path: Path) -> Iterator[str]:
    """The same, after the text has changed and the box was brought up to date."""
    with in_force(tmp_path / "notices", FIRST, NEXT):
        door.house.restart()
        door.start()
        yield person


@pytest.fixture
def visitor_again(door: Screen, asked: str) -> Visitor:
    """A browser before the door after that."""
    return Visitor(door)


@pytest.fixture
def at_mine(visitor_again: Visitor) -> Visitor:
    """They have shown who they are at their data."""
    visitor_again.post("/mine/begin")
    visitor_again.post("/mine/show", way="pin", room="302", value=PIN)
    return visitor_again


def answer(visitor: Visitor, said: str) -> str:
    """Touch yes or no on the page that asks."""
    shown = re.search(r'name="face" value="(\w+)"', visitor.page("/mine"))
    assert shown, "nobody is asked"
    visitor.post("/mine/answer", answer=said, face=shown[1])
    return visitor.page("/mine")


def shows_who_they_are(visitor: Visitor) -> None:
    visitor.post("/mine/show", way="pin", room="302", value=PIN)


def is_asked(page: str) -> bool:
    return 'action="/mine/answer"' in page


def rest(door: Screen) -> None:
    Agreements(door.house.roster).spend(NEXT, GRACE)
    door.house.residents.refresh()


def test_who_enrolled_agreed_to_the_very_words_they_read(person: str, door: Screen) -> None:
    assert Agreements(door.house.roster).of(person) == [agreement.to(FIRST, "zh")]


def test_who_agreed_to_the_text_in_force_is_not_asked(person: str, door: Screen, visitor: Visitor) -> None:
    assert "/mine/read" not in visitor.post("/open", way="pin", room="302", value=PIN).text
    assert not visitor.client.get("/seen").get_json()["asks"]
    visitor.post("/mine/begin")
    visitor.post("/mine/show", way="pin", room="302", value=PIN)
    assert not is_asked(visitor.page("/mine"))


def test_the_door_opens_before_anybody_is_asked(door: Screen, visitor_again: Visitor) -> None:
    page = visitor_again.post("/open", way="pin", room="302", value=PIN).text
    assert door.house.lock.released_until > 0
    assert "门已开" in page
    assert "/mine/read" in page
    assert not is_asked(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_is_recorded_with_the_words_that_were_read(
    asked: str, door: Screen, at_mine: Visitor, language: str
) -> None:
    at_mine.speaks(language)
    words = notice.notice(NEXT, Purpose.FACE, language)
    page = html.unescape(at_mine.page("/mine"))
    assert all(words_there in page for words_there in (words.title, words.agree, words.decline, *words.points))

    page = answer(at_mine, "yes")

    assert not is_asked(page)
    told = door.told(Consent)[-1]
    assert told == Consent(asked, Purpose.FACE, True, NEXT, words.digest, language, "kiosk")
    assert Agreements(door.house.roster).of(asked)[-1] == agreement.to(NEXT, language)
    assert door.house.residents.now.asked.people == frozenset()


def test_no_erases_the_face_with_its_proof_and_other_ways_stay(asked: str, door: Screen, at_mine: Visitor) -> None:
    page = answer(at_mine, "no")
    assert "人脸已删除" in page
    assert "<svg" in page
    told, (erasure,) = door.told(Consent)[-1], door.told(Erasure)
    assert (told.given, told.version, told.way) == (False, NEXT, "kiosk")
    assert (erasure.person, erasure.what, len(erasure.references)) == (asked, "face", 4)
    assert door.house.pin().decision.granted
    assert Agreements(door.house.roster).of(asked) == []


def test_who_answers_later_sees_their_data_and_is_asked_the_next_time(asked: str, at_mine: Visitor) -> None:
    at_mine.post("/mine/later")
    page = at_mine.page("/mine")
    assert "由人脸算出的数字" in page
    at_mine.post("/mine/read")
    assert is_asked(at_mine.page("/mine"))
    at_mine.post("/mine/end")
    at_mine.post("/mine/begin")
    at_mine.post("/mine/show", way="pin", room="302", value=PIN)
    assert is_asked(at_mine.page("/mine"))


def test_who_opened_by_their_face_is_told_on_the_page_and_may_answer(
    asked: str, door: Screen, visitor_again: Visitor
) -> None:
    door.house.portal.present(FaceSeen(asked, 0.8))
    assert visitor_again.client.get("/seen").get_json()["asks"]
    page = visitor_again.client.get("/mine/met", follow_redirects=True).text
    assert "门已开" in page
    visitor_again.post("/mine/read")
    shows_who_they_are(visitor_again)
    answer(visitor_again, "yes")
    assert door.told(Consent)[-1].given
    assert not visitor_again.client.get("/seen").get_json()["asks"]


def test_who_walks_in_is_left_in_peace(asked: str, door: Screen, visitor_again: Visitor) -> None:
    visitor_again.post("/open", way="pin", room="302", value=PIN)
    door.wait(MET + 1)
    visitor_again.post("/mine/read")
    assert not is_asked(visitor_again.page("/mine"))
    assert door.house.pin().decision.granted


def test_nobody_is_offered_a_question_of_somebody_gone(asked: str, door: Screen, visitor_again: Visitor) -> None:
    door.house.portal.present(FaceSeen(asked, 0.8))
    door.wait(MET + 1)
    assert not visitor_again.client.get("/seen").get_json()["asks"]
    assert visitor_again.client.get("/mine/met").location == "/"


def test_the_question_of_one_ends_when_another_is_let_in(asked: str, door: Screen, visitor_again: Visitor) -> None:
    other = door.house.move_in("303")
    door.house.give_pin(other, "851927")
    visitor_again.post("/open", way="pin", room="302", value=PIN)
    assert "/mine/read" in visitor_again.page("/mine")
    assert door.house.pin("851927", "303").decision.granted
    assert "/mine/read" not in visitor_again.page("/mine")


@pytest.mark.parametrize("opened", ["here", "beside"])
def test_who_stands_at_the_screen_of_somebody_who_walked_in_answers_for_nobody(
    asked: str, door: Screen, visitor_again: Visitor, opened: str
) -> None:
    if opened == "here":
        visitor_again.post("/open", way="pin", room="302", value=PIN)
    else:
        door.house.portal.present(FaceSeen(asked, 0.8))
        visitor_again.client.get("/mine/met", follow_redirects=True)
    before = len(door.told(Consent))
    visitor_again.post("/mine/read")
    page = visitor_again.page("/mine")
    assert not is_asked(page)
    assert "/mine/look" in page
    shown = notice.notice(NEXT, Purpose.FACE, "zh").digest
    for said in ("yes", "no"):
        visitor_again.post("/mine/answer", answer=said, face=shown)
    assert len(door.told(Consent)) == before
    shows_who_they_are(visitor_again)
    assert is_asked(visitor_again.page("/mine"))


def test_a_proof_stays_when_another_is_let_in(asked: str, door: Screen, visitor_again: Visitor) -> None:
    door.house.give_pin(door.house.move_in("303"), "851927")
    visitor_again.post("/open", way="pin", room="302", value=PIN)
    visitor_again.post("/mine/read")
    shows_who_they_are(visitor_again)
    answer(visitor_again, "no")
    assert door.house.pin("851927", "303").decision.granted
    assert "人脸已删除" in visitor_again.page("/mine")


def test_a_question_at_ones_own_data_stays_when_another_is_let_in(asked: str, door: Screen, at_mine: Visitor) -> None:
    other = door.house.move_in("303")
    door.house.give_pin(other, "851927")
    assert door.house.pin("851927", "303").decision.granted
    assert is_asked(at_mine.page("/mine"))


def test_another_browser_answers_for_nobody(asked: str, door: Screen, at_mine: Visitor) -> None:
    shown = notice.notice(NEXT, Purpose.FACE, "zh").digest
    before = len(door.told(Consent))
    other = Visitor(door)
    for said in ("yes", "no"):
        other.post("/mine/answer", answer=said, face=shown)
    other.post("/mine/later")
    other.post("/mine/read")
    assert len(door.told(Consent)) == before
    assert is_asked(at_mine.page("/mine"))


@pytest.mark.parametrize("digest", ["", "f" * 64, "🐟" * 300])
def test_an_answer_to_other_words_is_none(asked: str, door: Screen, at_mine: Visitor, digest: str) -> None:
    before = len(door.told(Consent))
    at_mine.post("/mine/answer", answer="yes", face=digest)
    page = at_mine.page("/mine")
    assert is_asked(page)
    assert "告知内容已更新" in page
    assert len(door.told(Consent)) == before


def test_an_answer_that_is_neither_yes_nor_no_is_refused(asked: str, at_mine: Visitor) -> None:
    assert at_mine.post("/mine/answer", answer="maybe").status_code == 400


def test_who_reads_too_long_begins_anew(asked: str, door: Screen, at_mine: Visitor) -> None:
    shown = notice.notice(NEXT, Purpose.FACE, "zh").digest
    before = len(door.told(Consent))
    door.wait(READS + 1)
    at_mine.post("/mine/answer", answer="yes", face=shown)
    assert not is_asked(at_mine.page("/mine"))
    assert len(door.told(Consent)) == before


def test_an_answer_that_the_disk_does_not_take_can_be_given_again(
    asked: str, door: Screen, at_mine: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(door.house.roster.file, "changing", _full)
        assert "现在无法保存" in answer(at_mine, "yes")
    assert door.house.residents.now.asked.people == {asked}
    assert not is_asked(answer(at_mine, "yes"))
    assert door.told(Consent)[-1].version == NEXT


def _full(*_: object, **__: object) -> None:
    from edge.errors import StorageFull

    raise StorageFull("no room")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_says_what_to_do_and_of_whom_it_says_nothing(
    asked: str, door: Screen, visitor_again: Visitor, language: str
) -> None:
    visitor_again.speaks(language)
    in_grace = visitor_again.page("/")
    rest(door)
    resting = visitor_again.page("/")
    assert in_grace != resting
    assert "aside" in resting
    assert asked not in resting
    answer_of_all(door, asked)
    assert "aside" not in visitor_again.page("/")


def answer_of_all(door: Screen, person: str) -> None:
    Agreements(door.house.roster).agree(person, agreement.to(NEXT, "zh"), door.house.now)
    door.house.residents.refresh()


def test_a_face_that_rests_does_not_touch_the_other_ways(asked: str, door: Screen, visitor_again: Visitor) -> None:
    rest(door)
    assert door.house.residents.now.asked.resting == {asked}
    page = visitor_again.post("/open", way="pin", room="302", value=PIN).text
    assert "门已开" in page
    assert "人脸不能开门" in page


@pytest.fixture
def only_face(asked: str, door: Screen, visitor_again: Visitor) -> Visitor:
    """They open by their face alone, and have looked at the camera at their data."""
    door.house.ways.forget(asked, Method.PIN)
    token = door.own_data.begin()
    door.own_data.show(token, FaceSeen(asked, 0.9))
    visitor_again.client.set_cookie("menlu-own-data", token, path="/mine")
    return visitor_again


def test_who_has_another_way_is_not_led_to_choose_one(at_mine: Visitor, door: Screen, asked: str) -> None:
    assert "/mine/choose" not in at_mine.page("/mine")
    at_mine.post("/mine/choose", value="851927")
    assert not door.house.pin("851927").decision.granted


def test_who_has_only_their_face_chooses_a_pin_and_says_no(door: Screen, only_face: Visitor) -> None:
    assert "/mine/choose" in only_face.page("/mine")
    assert only_face.post("/mine/choose", value="123456").location == "/mine/choose"
    assert "连续的数字" in only_face.page("/mine/choose")
    only_face.post("/mine/choose", value="851927")
    assert "密码已设置" in only_face.page("/mine")
    assert "人脸已删除" in answer(only_face, "no")
    assert door.house.pin("851927").decision.granted


def test_who_has_only_their_face_may_say_no_all_the_same(asked: str, door: Screen, only_face: Visitor) -> None:
    assert "人脸已删除" in answer(only_face, "no")
    assert door.kept()[0].references == 0


def test_who_has_no_room_is_led_to_staff(asked: str, door: Screen, only_face: Visitor) -> None:
    door.house.roster.set_room(asked, "")
    door.house.residents.refresh()
    only_face.post("/mine/end")
    token = door.own_data.begin()
    door.own_data.show(token, FaceSeen(asked, 0.9))
    only_face.client.set_cookie("menlu-own-data", token, path="/mine")
    page = only_face.page("/mine")
    assert "/mine/choose" not in page
    assert "请先找工作人员" in page
    only_face.post("/mine/choose", value="851927")
    assert not door.house.pin("851927", "").decision.granted


def test_nobody_chooses_a_pin_for_somebody_else(door: Screen, only_face: Visitor) -> None:
    Visitor(door).post("/mine/choose", value="851927")
    assert not door.house.pin("851927").decision.granted


def test_a_guardian_answers_again_for_a_child(asked: str, door: Screen, visitor_again: Visitor) -> None:
    words = agreement.to(FIRST, "zh", guardian=True)
    Agreements(door.house.roster).agree(asked, words, door.house.now)
    visitor_again.post("/mine/begin")
    visitor_again.post("/mine/show", way="pin", room="302", value=PIN)
    assert "请监护人在此选择" in visitor_again.page("/mine")
    answer(visitor_again, "yes")
    assert door.told(Consent)[-1].guardian
    assert Agreements(door.house.roster).of(asked)[-1].guardian


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_the_registration_can_be_read_at_any_time(visitor: Visitor, language: str) -> None:
    visitor.speaks(language)
    words = notice.notice(notice.current(), Purpose.REGISTRATION, language)
    page = html.unescape(visitor.page("/mine/registration"))
    assert all(point in page for point in words.points)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["face", "all"])
def test_a_withdrawal_names_the_words_agreed_to_in_the_language_it_was_made_in(
    asked: str, door: Screen, at_mine: Visitor, language: str, what: str
) -> None:
    at_mine.speaks(language)
    at_mine.post("/mine/later")
    at_mine.post("/mine/erase", what=what)
    words = notice.notice(FIRST, Purpose.FACE, language)
    assert door.told(Consent)[-1] == Consent(asked, Purpose.FACE, False, FIRST, words.digest, language, "kiosk")


def test_a_withdrawal_from_words_this_box_does_not_have_names_those_in_force(
    person: str, door: Screen, visitor: Visitor
) -> None:
    with door.house.roster.change(person) as database:
        database.execute("UPDATE agreements SET version = '2031-01-01', language = 'xx'")
    visitor.post("/mine/begin")
    visitor.post("/mine/show", way="pin", room="302", value=PIN)
    visitor.post("/mine/later")
    visitor.post("/mine/erase", what="face")
    assert door.told(Consent)[-1] == Consent(
        person, Purpose.FACE, False, FIRST, agreement.to(FIRST, "zh").digest, "zh", "kiosk"
    )


def test_who_never_gave_their_face_takes_no_yes_back(door: Screen, visitor: Visitor) -> None:
    door.house.give_pin(door.house.move_in("302"))
    visitor.post("/mine/begin")
    visitor.post("/mine/show", way="pin", room="302", value=PIN)
    visitor.post("/mine/erase", what="face")
    assert door.told(Erasure) == []
    visitor.post("/mine/erase", what="all")
    assert door.told(Consent) == []
    assert len(door.told(Erasure)) == 1
