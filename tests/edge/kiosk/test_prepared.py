"""Who has answered on their phone before they came, as the screen at the door receives them."""

from edge.enroller.view import TAKEN_OVER
from edge.enrolment.states import State
from edge.spoken import telling
from tests.edge.kiosk.conftest import Visitor
from tests.fakes.doorway import OWN_CODE, PREPARATION, Screen
from wire.kinds import Registration


def at_the_card(door: Screen, visitor: Visitor) -> None:
    door.prepare(language="vi")
    visitor.post("/begin")
    visitor.does("invite", value=OWN_CODE)
    assert door.enroller.view().enrolment.state is State.DOCUMENT


def to_the_contact(door: Screen, visitor: Visitor) -> None:
    at_the_card(door, visitor)
    door.lay()
    visitor.does("confirm")
    door.look()
    assert door.enroller.view().enrolment.state is State.CONTACT


def test_the_screen_says_in_their_language_that_their_answers_were_taken_over(door: Screen, visitor: Visitor) -> None:
    at_the_card(door, visitor)
    page = visitor.page()
    assert '<html lang="vi"' in page
    assert f'<p class="said good" role="alert" data-say>{telling.told(TAKEN_OVER, "vi")}</p>' in page


def test_the_screen_speaks_as_before_once_they_are_done(door: Screen, visitor: Visitor) -> None:
    at_the_card(door, visitor)
    visitor.does("cancel")
    assert '<html lang="zh-Hans"' in visitor.page()


def test_the_phone_number_is_not_asked_for_again_and_another_way_can_be_added(door: Screen, visitor: Visitor) -> None:
    to_the_contact(door, visitor)
    page = visitor.page()
    assert 'type="tel"' not in page
    assert telling.told("You were asked for it on your phone already.", "vi") in page
    visitor.does("add-way")
    visitor.does("pin", value="274916")
    visitor.does("contact")
    (told,) = door.told(Registration)
    assert (told.preparation, told.ways, told.outcome) == (PREPARATION, ["face", "pin"], "granted")
    assert told.identity is not None
    assert told.identity.phone == ""


def test_what_is_heard_while_the_camera_looks_is_in_their_language(door: Screen, visitor: Visitor) -> None:
    door.frames = 100
    at_the_card(door, visitor)
    door.lay()
    visitor.does("confirm")
    door.look()
    progress = visitor.client.get("/progress").get_json()
    assert progress["words"] == telling.told("Please look straight at the camera", "vi")
