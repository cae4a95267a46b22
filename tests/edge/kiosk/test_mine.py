"""A person sees what is kept of them, takes it back, and gets a proof."""

import pytest

from edge.enrolment.states import State
from edge.kiosk.pages import qr
from tests.edge.kiosk.conftest import Visitor
from tests.fakes.doorway import CODE, Screen
from tests.fakes.house import PIN
from wire.kinds import Consent, Erasure


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


def known(visitor: Visitor) -> str:
    visitor.post("/mine/begin")
    visitor.post("/mine/show", way="pin", room="302", value=PIN)
    return visitor.page("/mine")


def test_who_shows_who_they_are_sees_what_is_kept(person: str, visitor: Visitor) -> None:
    page = known(visitor)
    assert "由人脸算出的数字" in page
    assert "您的密码" in page
    assert "您的门卡" not in page


def test_who_comes_by_its_address_is_known_all_the_same(person: str, visitor: Visitor) -> None:
    visitor.post("/mine/show", way="pin", room="302", value=PIN)
    assert "由人脸算出的数字" in visitor.page("/mine")


def test_a_wrong_pin_shows_nothing_and_counts_as_at_the_door(person: str, door: Screen, visitor: Visitor) -> None:
    visitor.post("/mine/begin")
    for _ in range(5):
        visitor.post("/mine/show", way="pin", room="302", value="999998")
    assert "未能识别" in visitor.page("/mine")
    assert door.house.journal.failures("front", "pin").count == 5
    visitor.post("/mine/show", way="pin", room="302", value=PIN)
    assert "失败次数过多" in visitor.page("/mine")


def test_where_faces_rest_nobody_is_told_to_look_at_the_camera(person: str, door: Screen, visitor: Visitor) -> None:
    visitor.post("/mine/begin")
    assert all("看镜头" in visitor.page(page) for page in ("/open", "/mine"))
    with door.house.roster.settling(door.house.roster.settled_order + 1, 0) as settling:
        assert settling is not None
        settling.set_face_use(allowed=False)
        settling.end("done", "")
    door.house.residents.refresh()

    assert not any("看镜头" in visitor.page(page) for page in ("/open", "/mine"))
    visitor.post("/mine/look")
    assert "/mine/pin" in visitor.page("/mine")
    assert "由人脸算出的数字" in known(visitor)


def test_who_is_known_finds_centrals_page_of_their_data_by_an_address_that_lets_nobody_in(
    person: str, visitor: Visitor
) -> None:
    address = "https://menlu.example/i/my"
    assert visitor.client.get("/mine/town").location == "/mine"
    assert "/mine/town" in known(visitor)
    page = visitor.page("/mine/town")
    assert address in page
    assert str(qr(address)) in page, "nothing stands behind the address"


@pytest.mark.parametrize(("what", "words"), [("face", "删除您的人脸？"), ("all", "删除全部？")])
def test_who_is_about_to_erase_something_is_told_what_is_lost_first(
    person: str, door: Screen, visitor: Visitor, what: str, words: str
) -> None:
    assert f"/mine/erase?what={what}" in known(visitor)
    assert words in visitor.page(f"/mine/erase?what={what}")
    assert door.told(Erasure) == []


def test_who_has_not_shown_who_they_are_is_not_asked_whether_to_erase(person: str, visitor: Visitor) -> None:
    assert visitor.client.get("/mine/erase?what=all").location == "/mine"


def test_who_takes_their_face_back_keeps_their_pin_and_gets_a_proof(
    person: str, door: Screen, visitor: Visitor
) -> None:
    known(visitor)
    visitor.post("/mine/erase", what="face")
    page = visitor.page("/mine")
    assert "人脸已删除" in page
    assert "<svg" in page
    assert door.kept()[0].references == 0
    (erasure,) = door.told(Erasure)
    assert (erasure.person, erasure.what, len(erasure.references)) == (person, "face", 4)
    last = door.told(Consent)[-1]
    assert (last.person, last.purpose, last.given) == (person, "face", False)
    assert door.house.pin().decision.granted


def test_who_has_everything_erased_is_gone(person: str, door: Screen, visitor: Visitor) -> None:
    known(visitor)
    visitor.post("/mine/erase", what="all")
    assert "已全部删除" in visitor.page("/mine")
    assert door.kept() == []
    assert not door.house.pin().decision.granted


def test_nobody_is_erased_without_being_known(person: str, door: Screen, visitor: Visitor) -> None:
    visitor.post("/mine/begin")
    visitor.post("/mine/erase", what="all")
    other = Visitor(door)
    known(visitor)
    other.post("/mine/erase", what="all")
    assert len(door.kept()) == 1
    assert "由人脸算出的数字" not in other.page("/mine")


def test_who_leaves_the_page_is_forgotten(person: str, door: Screen, visitor: Visitor) -> None:
    known(visitor)
    door.wait(61)
    assert "由人脸算出的数字" not in visitor.page("/mine")


def test_who_was_suspended_can_still_take_it_back(person: str, door: Screen, visitor: Visitor) -> None:
    door.house.roster.suspend(person)
    door.house.residents.refresh()
    assert "由人脸算出的数字" in known(visitor)
