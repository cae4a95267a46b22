from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.face.ask import Ask
from edge.face.challenge import ORDERS, RULES, SIDES, Asked, Broken, Challenge, Step, draw_steps
from edge.face.probe import Probe
from edge.face.quality import Flaw, Quality
from tests.fakes.posed_head import FLAT, PosedHead

SAME = 0.37
ONE_TURN = (Step.AHEAD, Step.LEFT, Step.HOLD)
TWICE_LEFT = (Step.AHEAD, Step.LEFT, Step.LEFT, Step.HOLD)
NOBODY = Probe(Quality(Flaw.NO_FACE))
POSES = {
    Ask.TURN_LEFT: {"yaw": 32.0},
    Ask.TURN_RIGHT: {"yaw": -32.0},
    Ask.COME_CLOSER: {"near": 1.4},
}


class Visit:
    """A challenge, five frames a second."""

    def __init__(self, steps: Sequence[Step] = ONE_TURN) -> None:
        self.challenge = Challenge(steps, SAME, begun=100.0)
        self.now = 100.0

    def show(self, probe: Probe, after: float = 0.2) -> Asked:
        self.now += after
        return self.challenge.observe(probe, self.now)

    def look_ahead(self, head: PosedHead) -> Asked:
        """The first step, done."""
        return [self.show(head.probe()) for _ in range(3)][-1]

    def turn(self, head: PosedHead, yaw: float) -> Asked:
        """Turn the head for two frames."""
        return [self.show(head.probe(yaw=yaw)) for _ in range(2)][-1]

    def obey(self, head: PosedHead, frames: int = 60) -> Asked:
        """Do what is asked, until it is over; how it ended."""
        asked = self.show(head.probe())
        for _ in range(frames):
            pose = POSES.get(asked.prompt, {}) if isinstance(asked.prompt, Ask) else {}
            asked = self.show(head.probe(**pose))
            if asked.met or asked.broken:
                return asked
        return asked


@pytest.mark.parametrize("steps", ORDERS)
def test_who_does_what_is_asked_meets_every_order(steps: Sequence[Step]) -> None:
    visit = Visit(steps)

    asked = visit.obey(PosedHead(error=0.02, seed=len(steps)))

    assert (asked.met, asked.prompt) == (True, Ask.DONE)
    assert visit.now - 100 < 6
    assert visit.challenge.done == 1
    assert min(visit.challenge.reliefs) > RULES.relief


def test_every_order_turns_to_both_sides_and_comes_closer() -> None:
    assert len(ORDERS) == 24
    for steps in ORDERS:
        assert set(steps) == set(Step)
        assert (steps[0], steps[-1]) == (Step.AHEAD, Step.HOLD)


def test_orders_are_drawn_by_lot() -> None:
    assert len({draw_steps() for _ in range(400)}) > 12


poses = st.fixed_dictionaries(
    {"yaw": st.floats(-55, 55), "pitch": st.floats(-25, 25), "roll": st.floats(-10, 10), "near": st.floats(0.8, 1.6)}
)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(ORDERS), st.lists(poses, min_size=20, max_size=50))
def test_a_flat_picture_never_turns_however_it_is_held(steps: Sequence[Step], held: list[dict[str, float]]) -> None:
    visit, picture = Visit(steps), PosedHead(FLAT, error=0.01)
    visit.look_ahead(picture)

    for pose in held:
        asked = visit.show(picture.probe(**pose))
        assert not asked.met
        if asked.broken:
            break

    assert visit.challenge.reliefs == []


def test_a_turn_to_the_other_side_breaks_it() -> None:
    visit, head = Visit(), PosedHead()
    visit.look_ahead(head)
    visit.show(head.probe(yaw=-5))

    asked = visit.turn(head, -32)

    assert (asked.broken, asked.prompt) == (Broken.WRONG_WAY, Ask.OTHER_WAY)


def test_whoever_is_still_turned_from_the_step_before_has_not_turned_the_wrong_way() -> None:
    visit, head = Visit((Step.AHEAD, Step.LEFT, Step.RIGHT, Step.HOLD)), PosedHead()
    visit.look_ahead(head)
    visit.turn(head, 32)

    assert visit.turn(head, 36).broken is None
    visit.turn(head, -32)
    assert visit.challenge.step is Step.HOLD


def test_a_second_turn_to_the_same_side_begins_from_straight_ahead() -> None:
    visit, head = Visit(TWICE_LEFT), PosedHead()
    visit.look_ahead(head)
    visit.turn(head, 32)

    asked = visit.turn(head, 33)

    assert (visit.challenge.done, asked.prompt) == (0.5, Ask.LOOK_AHEAD)
    visit.show(head.probe())
    visit.turn(head, 33)
    assert visit.challenge.done == 0.75


def test_one_frame_that_strays_is_no_turn() -> None:
    visit, head = Visit(), PosedHead()
    visit.look_ahead(head)

    for _ in range(5):
        visit.show(head.probe(yaw=32))
        visit.show(head.probe())

    assert visit.challenge.step is Step.LEFT


@pytest.mark.parametrize("steps", [ONE_TURN, (Step.AHEAD, Step.CLOSER, Step.HOLD)])
def test_another_face_breaks_it(steps: Sequence[Step]) -> None:
    visit = Visit(steps)
    visit.look_ahead(PosedHead(person=1))

    asked = visit.show(PosedHead(person=2).probe())

    assert (asked.broken, asked.prompt) == (Broken.FACE_CHANGED, Ask.ALONE)


def test_a_template_that_is_no_number_is_another_face() -> None:
    visit, head = Visit(), PosedHead()
    visit.look_ahead(head)

    asked = visit.show(replace(head.probe(), template=np.full(128, np.nan, np.float32)))

    assert asked.broken is Broken.FACE_CHANGED


def test_a_face_that_leaves_breaks_it_and_one_that_is_lost_for_a_moment_does_not() -> None:
    visit, head = Visit(), PosedHead()
    visit.look_ahead(head)

    assert visit.show(NOBODY).broken is None
    assert visit.show(head.probe()).broken is None
    assert [visit.show(NOBODY).broken for _ in range(5)][-1] is Broken.FACE_LEFT


def test_before_the_first_step_is_done_nobody_can_have_left() -> None:
    visit = Visit()

    asked = [visit.show(NOBODY) for _ in range(20)]

    assert {(each.prompt, each.broken) for each in asked} == {(Flaw.NO_FACE, None)}


def test_a_step_that_does_not_come_is_asked_for_in_other_words_and_then_given_up() -> None:
    visit, head = Visit(), PosedHead()
    visit.look_ahead(head)

    asked = [visit.show(head.probe()) for _ in range(60)]

    prompts = list(dict.fromkeys(each.prompt for each in asked))
    assert prompts == [Ask.TURN_LEFT, Ask.FURTHER_LEFT, Ask.ONCE_MORE]
    assert [each.broken for each in asked if each.broken] == [Broken.SLOW]


def test_a_head_turned_too_far_is_asked_to_turn_back_a_little() -> None:
    visit, head = Visit(), PosedHead()
    visit.look_ahead(head)

    assert visit.show(head.probe(yaw=55)).prompt is Ask.LESS_FAR


def test_who_stands_too_near_at_first_is_asked_to_step_back() -> None:
    assert Visit().show(PosedHead().probe(near=1.8)).prompt is Ask.STEP_BACK


def test_who_looks_aside_at_first_is_asked_to_look_ahead() -> None:
    assert Visit().show(PosedHead().probe(yaw=38)).prompt is Ask.LOOK_AHEAD


def test_who_sways_does_not_hold_still() -> None:
    visit, head = Visit(), PosedHead()

    for step in range(12):
        visit.show(head.probe(x=60.0 * (-1) ** step))

    assert visit.challenge.step is Step.AHEAD


def test_coming_closer_counts_only_with_the_face_straight_ahead() -> None:
    visit, head = Visit((Step.AHEAD, Step.CLOSER, Step.HOLD)), PosedHead()
    visit.look_ahead(head)

    assert visit.show(head.probe(yaw=25, near=1.4)).prompt is Ask.LOOK_AHEAD
    assert visit.show(head.probe(near=1.15)).prompt is Ask.COME_CLOSER
    visit.show(head.probe(near=1.35))
    assert visit.challenge.step is Step.HOLD


probes = st.one_of(
    st.builds(lambda flaw: Probe(Quality(flaw)), st.sampled_from(Flaw)),
    st.builds(
        lambda pose, flat, person: PosedHead(FLAT if flat else PosedHead().points, person).probe(**pose),
        poses,
        st.booleans(),
        st.sampled_from([0, 0, 0, 1]),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ORDERS), st.lists(st.tuples(probes, st.floats(0.01, 2)), max_size=60))
def test_steps_are_done_one_after_another_whatever_is_shown(
    steps: Sequence[Step], frames: list[tuple[Probe, float]]
) -> None:
    visit = Visit(steps)
    done = 0.0

    for probe, after in frames:
        asked = visit.show(probe, after)
        assert visit.challenge.done - done in (0.0, pytest.approx(1 / len(steps)))
        done = visit.challenge.done
        assert asked.met == (done == 1)
        assert asked.prompt.words.zh
        if asked.met or asked.broken:
            break

    turned = [step for step in steps[: round(done * len(steps))] if step in SIDES]
    assert len(visit.challenge.reliefs) == len(turned)
