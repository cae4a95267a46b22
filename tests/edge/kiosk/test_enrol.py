"""The pages of an enrolment, as a browser gets them."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.enrolment.states import State
from edge.kiosk.enrol import DOES
from edge.spoken.language import LANGUAGES
from tests.edge.kiosk.conftest import Visitor, title_of
from tests.fakes.doorway import CODE, Screen
from wire.kinds import Consent, Registration
from wire.notice import Purpose


def state(door: Screen) -> State:
    return door.enroller.view().enrolment.state


def to_the_card(door: Screen, visitor: Visitor, *, face: bool = True) -> None:
    visitor.post("/begin")
    visitor.does("invite", value=CODE.lower())
    visitor.does("acknowledge")
    visitor.does("face-yes" if face else "face-no")
    assert state(door) is State.DOCUMENT


def to_the_face(door: Screen, visitor: Visitor) -> None:
    to_the_card(door, visitor)
    door.lay()
    visitor.does("confirm")


def test_from_the_first_touch_to_the_open_door(door: Screen, visitor: Visitor) -> None:
    to_the_card(door, visitor)
    door.lay()
    page = visitor.page()
    assert "陈*" in page
    assert "****0020" in page
    visitor.does("confirm")
    door.look()
    visitor.does("contact", value="138 1234 5678")
    assert "登记成功" in visitor.page()
    visitor.does("open")
    assert "门已开" in visitor.page()
    visitor.does("finish")
    assert state(door) is State.IDLE
    assert len(door.told(Registration)) == 1


def test_without_a_face_there_is_a_pin(door: Screen, visitor: Visitor) -> None:
    to_the_card(door, visitor, face=False)
    door.lay()
    visitor.does("confirm")
    visitor.does("pin", value="111111")
    assert "请勿使用相同或连续的数字" in visitor.page()
    visitor.does("pin", value="274916")
    visitor.does("contact", value="")
    assert "等待同意" in visitor.page()
    assert "您不用人脸" in visitor.page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_is_read_and_agreed_to_in_the_language_of_the_page(
    door: Screen, visitor: Visitor, language: str
) -> None:
    visitor.speaks(language)
    visitor.post("/begin")
    visitor.does("not-invited")
    assert title_of(Purpose.REGISTRATION, language) in visitor.page()
    visitor.does("acknowledge")
    assert title_of(Purpose.FACE, language) in visitor.page()
    (said,) = door.told(Consent)
    assert said.language == language


def test_uyghur_is_written_from_right_to_left(visitor: Visitor) -> None:
    visitor.speaks("ug")
    assert 'dir="rtl"' in visitor.page()


def test_yes_and_no_to_the_face_are_buttons_of_one_kind(door: Screen, visitor: Visitor) -> None:
    visitor.post("/begin")
    visitor.does("not-invited")
    visitor.does("acknowledge")
    buttons = re.findall(r'<button class="(\w+)" name="do" value="(face-\w+)"', visitor.page())
    assert buttons == [("equal", "face-yes"), ("equal", "face-no")]


def test_no_page_shows_more_of_a_document_than_it_must(door: Screen, visitor: Visitor) -> None:
    to_the_card(door, visitor)
    door.lay()
    seen = visitor.page()
    visitor.does("confirm")
    door.look()
    seen += visitor.page()
    visitor.does("contact", value="13812345678")
    seen += visitor.page()
    assert not any(word in seen for word in ("陈晓", "330106199104050020", "1991", "文三路", "13812345678"))


def test_another_browser_sees_nothing_of_it(door: Screen, visitor: Visitor) -> None:
    to_the_face(door, visitor)
    other = Visitor(door)
    assert "有人正在登记" in other.page()
    assert other.client.get("/progress").json == {"page": ""}
    assert other.client.get("/picture").status_code == 204
    other.client.post("/enrol", data={"do": "cancel", "serial": str(door.enroller.view().enrolment.serial)})
    assert state(door) is State.FACE
    other.post("/begin")
    assert state(door) is State.FACE


def test_a_page_from_before_a_restart_leads_to_the_first_page(door: Screen, visitor: Visitor) -> None:
    to_the_face(door, visitor)
    door.start()
    visitor.client.application.extensions["menlu-enroller"] = door.enroller
    answer = visitor.post("/enrol", do="decline", serial="6")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "登记入住" in visitor.page()
    assert visitor.client.get("/progress").json == {"page": ""}


def test_a_second_touch_of_one_button_changes_nothing(door: Screen, visitor: Visitor) -> None:
    visitor.post("/begin")
    serial = str(door.enroller.view().enrolment.serial)
    for _ in range(2):
        visitor.post("/enrol", do="not-invited", serial=serial)
    assert state(door) is State.REGISTRATION


def test_a_page_that_is_left_alone_asks(door: Screen, visitor: Visitor) -> None:
    visitor.post("/begin")
    before = visitor.client.get("/progress").json
    door.wait(61)
    assert visitor.client.get("/progress").json != before
    assert "您还在吗" in visitor.page()
    visitor.does("here")
    assert "您的邀请" in visitor.page()


def test_touching_the_screen_is_enough_to_be_there(door: Screen, visitor: Visitor) -> None:
    visitor.post("/begin")
    door.wait(50)
    assert visitor.post("/here").status_code == 204
    door.wait(50)
    assert "您还在吗" not in visitor.page()


def test_the_picture_is_there_only_while_the_camera_looks_and_is_never_kept(door: Screen, visitor: Visitor) -> None:
    door.frames = 2
    to_the_face(door, visitor)
    assert visitor.client.get("/picture").status_code == 204
    door.look()
    answer = visitor.client.get("/picture")
    assert answer.data.startswith(b"\xff\xd8")
    assert answer.headers["Cache-Control"] == "no-store"
    door.look()
    assert visitor.client.get("/picture").status_code == 204


def test_what_the_camera_asks_for_is_on_the_page(door: Screen, visitor: Visitor) -> None:
    door.frames = 2
    to_the_face(door, visitor)
    door.look()
    news = visitor.client.get("/progress").json
    assert news is not None
    assert (news["words"], news["code"], news["oval"]) == ("请正对镜头", "look-ahead", [50.0, 50.0, 15.0, 27.0])
    assert "face" in news


def test_a_camera_without_pictures_is_told(door: Screen, visitor: Visitor) -> None:
    to_the_face(door, visitor)
    door.now += 5
    news = visitor.client.get("/progress").json
    assert news is not None
    assert news["blind"] is True


def test_a_phone_gets_its_secret_as_a_picture_within_the_page(door: Screen, visitor: Visitor) -> None:
    to_the_card(door, visitor, face=False)
    door.lay()
    visitor.does("confirm")
    visitor.does("phone")
    assert "<svg" in visitor.page()
    assert "secret" not in visitor.page()


anything = st.one_of(st.sampled_from([*DOES, "", "nonsense"]), st.text(max_size=20))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(anything, st.text(max_size=40), st.one_of(st.none(), st.text(max_size=6))), max_size=12))
def test_whatever_is_posted_is_answered(
    door: Screen, visitor: Visitor, posts: list[tuple[str, str, str | None]]
) -> None:
    """A serial of None is the right one, so that steps are taken too."""
    visitor.post("/begin")
    for do, value, serial in posts:
        before = door.enroller.view().enrolment
        given = serial if serial is not None else str(before.serial)
        answer = visitor.post("/enrol", do=do, value=value, serial=given, registration=value, face=value)
        assert answer.status_code in {303, 400}
        if do not in DOES or given != str(before.serial):
            assert door.enroller.view().enrolment == before
        visitor.page()
    assert door.kept() == []
