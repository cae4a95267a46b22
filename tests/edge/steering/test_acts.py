"""What a phone is offered: all that changes something, and nothing else."""

import pytest
from hypothesis import given
from msgspec.structs import replace as changed

from edge.enroller.view import View
from edge.enrolment.machine import Enrolment, Patience, after
from edge.enrolment.states import State
from edge.steering.acts import ANSWERED_BEFORE, OTHERWISE, STEPS, offered
from tests.edge.enrolment.walking import STAY, TOLD, journeys
from wire.kinds import Registration
from wire.steering import Act

NOW = STAY.begin + 1


def view(enrolment: Enrolment, **more: bool) -> View:
    return View(enrolment, Patience.WAITS, **more)  # type: ignore[arg-type]


@given(journeys())
def test_a_step_is_offered_exactly_where_the_table_has_a_way_for_it(enrolment: Enrolment) -> None:
    shown = offered(view(enrolment), NOW)
    for act, event in STEPS.items():
        then = after(enrolment, event)
        leads = then is not enrolment and then.state not in ANSWERED_BEFORE
        # Cancelling what is finished is no different from finishing it.
        is_same = (act, enrolment.state) == (Act.CANCEL, State.RESULT)
        # A guardian is not asked about a face where none may be used, and their word for one leads to no camera.
        is_idle = act is Act.GUARDIAN_FACE and not enrolment.faces
        assert (act in shown) == (leads and not is_same and not is_idle)
        assert not is_idle or then.state is not State.FACE


@given(journeys())
def test_what_a_step_leads_to_can_be_left_again(enrolment: Enrolment) -> None:
    for act in offered(view(enrolment), NOW):
        then = after(enrolment, STEPS[act]) if act in STEPS else enrolment
        if then.state not in {State.IDLE, State.SETTLING, *ANSWERED_BEFORE}:
            assert set(offered(view(then), NOW)) & (set(STEPS) | {Act.PIN, Act.CARD})


def test_every_touch_but_the_first_is_known() -> None:
    assert set(STEPS) | set(OTHERWISE) == set(Act) - {Act.BEGIN}


def test_nothing_is_offered_before_anything_began() -> None:
    assert offered(view(Enrolment()), NOW) == []


@pytest.mark.parametrize(("waits", "act"), [("waits_for_pin", Act.PIN), ("waits_for_card", Act.CARD)])
def test_a_way_is_offered_until_it_is_waited_for(waits: str, act: Act) -> None:
    choosing = Enrolment(State.OTHER_WAY)
    assert act in offered(view(choosing), NOW)
    assert act not in offered(view(choosing, **{waits: True}), NOW)
    assert act not in offered(view(Enrolment(State.CONTACT)), NOW)


@pytest.mark.parametrize(
    ("told", "opened", "may"),
    [
        (TOLD, False, True),
        (TOLD, True, False),
        (changed(TOLD, outcome="provisional", begin=NOW), False, True),
        (changed(TOLD, outcome="review"), False, False),
        (changed(TOLD, begin=NOW + 1), False, False),
    ],
)
def test_the_door_is_offered_once_to_who_may_enter_now(told: Registration, opened: bool, may: bool) -> None:
    result = Enrolment(State.RESULT, registration=told)
    assert (Act.OPEN in offered(view(result, opened=opened), NOW)) is may
