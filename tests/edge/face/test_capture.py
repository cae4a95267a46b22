from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from edge.face.ask import Ask
from edge.face.capture import CHALLENGES, Capture, Captured, Failure, Progress
from edge.face.challenge import ORDERS, Broken, Step
from edge.face.detect import Face
from edge.face.liveness import Live
from edge.face.manifest import EmbedderManifest, load
from edge.face.picture import Image
from edge.face.probe import Probe
from edge.face.quality import Flaw, Quality
from tests.fakes.posed_head import PosedHead, template_of

COMPARISON = load(Path(__file__).resolve().parents[3] / "models" / "sface", EmbedderManifest).comparison
ORDER = ORDERS[0]
NOBODY = Probe(Quality(Flaw.NO_FACE))
POSES = {Ask.TURN_LEFT: {"yaw": 32.0}, Ask.TURN_RIGHT: {"yaw": -32.0}, Ask.COME_CLOSER: {"near": 1.4}}


class FakeSignal:
    """A passive signal that always says the same."""

    name, threshold = "fake", 0.5

    def __init__(self, score: float = 0.9) -> None:
        self._score = score
        self.asked = 0

    def score(self, image: Image, face: Face) -> float:
        self.asked += 1
        return self._score


class Kiosk:
    """A capture, four frames a second, and a page that shows what it says."""

    def __init__(self, passive: Sequence[FakeSignal] = (), orders: Sequence[Sequence[Step]] = (ORDER,) * 9) -> None:
        self._orders = iter(orders)
        self.capture = Capture(COMPARISON, passive, draw=lambda: next(self._orders))
        self.frames = 0

    def show(self, probe: Probe) -> Progress:
        self.frames += 1
        return self.capture.observe(probe, self.picture(), self.frames / 4)

    def picture(self) -> Image:
        image = np.zeros((480, 640, 3), np.uint8)
        image[0, 0] = self.frames % 256, self.frames // 256, 1
        return image

    def obey(self, head: PosedHead, frames: int = 100) -> Progress:
        progress = self.show(head.probe())
        for _ in range(frames):
            progress = self.show(head.probe(**POSES.get(progress.code, {})))  # type: ignore[call-overload]
            if progress.result:
                return progress
        return progress


def captured(progress: Progress) -> Captured:
    assert isinstance(progress.result, Captured)
    return progress.result


def test_a_willing_person_gives_three_to_five_templates_of_length_one() -> None:
    result = captured(Kiosk().obey(PosedHead(error=0.02)))

    assert 3 <= len(result.templates) <= 5
    assert np.linalg.norm(result.templates, axis=1) == pytest.approx(1)
    assert result.challenges == 1


def test_the_last_step_takes_three_frames_of_a_good_pose() -> None:
    kiosk = Kiosk()
    head = PosedHead()
    progress = kiosk.show(head.probe())
    while progress.step is not Step.HOLD:
        progress = kiosk.show(head.probe(**POSES.get(progress.code, {})))  # type: ignore[call-overload]

    results = [kiosk.show(head.probe()).result for _ in range(3)]

    assert [result is not None for result in results] == [False, False, True]


def test_a_signal_that_doubts_makes_the_outcome_doubtful_and_refuses_nobody() -> None:
    result = captured(Kiosk([FakeSignal(0.2)]).obey(PosedHead()))

    assert result.liveness.outcome is Live.DOUBTFUL
    assert [(vote.name, vote.live) for vote in result.liveness.votes] == [("relief", True), ("fake", False)]


def test_without_a_signal_its_vote_is_not_there() -> None:
    result = captured(Kiosk().obey(PosedHead()))

    assert result.liveness.outcome is Live.LIVE
    assert [vote.name for vote in result.liveness.votes] == ["relief"]


def test_a_signal_looks_at_a_few_frames_only() -> None:
    signal = FakeSignal()

    captured(Kiosk([signal]).obey(PosedHead()))

    assert 3 <= signal.asked <= 8


def test_a_broken_challenge_leads_to_a_fresh_one_and_says_why_for_a_moment() -> None:
    kiosk, head = Kiosk(orders=[(Step.AHEAD, Step.LEFT, Step.HOLD)] * 2), PosedHead()
    for _ in range(3):
        kiosk.show(head.probe())
    kiosk.show(head.probe(yaw=-5))

    kiosk.show(head.probe(yaw=-32))
    codes = [kiosk.show(head.probe(yaw=-32)).code, *(kiosk.show(head.probe()).code for _ in range(9))]

    assert codes[:6] == ["other-way"] * 6
    assert codes[-1] == "turn-left"
    assert captured(kiosk.obey(head)).challenges == 2


def test_nothing_of_a_person_whose_place_another_took_is_in_the_reference() -> None:
    kiosk = Kiosk()
    for _ in range(5):
        kiosk.show(PosedHead(person=1).probe())

    result = captured(kiosk.obey(PosedHead(person=2)))

    assert (result.templates @ template_of(2)).min() > 0.99


def test_a_capture_that_does_not_come_about_fails_with_its_reason() -> None:
    kiosk = Kiosk()

    progress = [kiosk.show(PosedHead().probe()) for _ in range(400)][-1]

    assert progress.result == Failure(Broken.SLOW, CHALLENGES)
    assert (progress.code, progress.words) == ("staff", Ask.STAFF.words)


def test_once_it_is_over_nothing_changes() -> None:
    kiosk = Kiosk()
    done = kiosk.obey(PosedHead())

    assert kiosk.show(PosedHead(person=7).probe()).result is done.result


def test_what_is_kept_of_a_person_who_goes_away_is_overwritten() -> None:
    kiosk = Kiosk()
    for _ in range(4):
        kiosk.show(PosedHead().probe())
    kept = [sample.template for side in kiosk.capture._sampling._kept.values() for sample in side]
    challenge = kiosk.capture._challenge
    assert challenge is not None
    assert challenge._front is not None
    kept.append(challenge._front.template)
    assert all(template.any() for template in kept)

    kiosk.capture.forget()

    assert not any(template.any() for template in kept)


def test_no_template_stands_in_a_representation() -> None:
    progress = Kiosk().obey(PosedHead())

    assert "templates" not in repr(progress)
    assert "array" not in repr(progress)


def test_a_page_learns_where_the_face_is_and_where_it_ought_to_be() -> None:
    progress = Kiosk().show(PosedHead().probe(x=-100))

    assert progress.face is not None
    assert progress.face.x < progress.oval.x == 0.5
    assert 0 < progress.face.width < 1


def test_the_oval_grows_when_the_person_is_asked_to_come_closer() -> None:
    kiosk, head = Kiosk(orders=[(Step.AHEAD, Step.CLOSER, Step.HOLD)]), PosedHead()

    first, *_, last = [kiosk.show(head.probe()) for _ in range(3)]

    assert (first.step, last.step) == (Step.AHEAD, Step.CLOSER)
    assert last.oval.width == pytest.approx(1.35 * first.oval.width)


@pytest.mark.parametrize("flaw", list(Flaw))
def test_a_flaw_is_told_in_its_own_words(flaw: Flaw) -> None:
    progress = Kiosk().show(Probe(Quality(flaw)))

    assert (progress.code, progress.words, progress.face) == (flaw.value, flaw.words, None)


def test_with_nobody_there_it_fails_after_a_while_and_the_page_can_offer_another_way() -> None:
    kiosk = Kiosk()

    assert [kiosk.show(NOBODY) for _ in range(200)][-1].result == Failure(Broken.SLOW, CHALLENGES)
