import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.face.compare import Acceptance, Candidate, Gallery
from edge.face.detect import Face
from edge.face.presentation import Outcome, Presentation, Rules, Verdict
from edge.face.probe import Probe
from edge.face.quality import Flaw, Quality
from edge.face.template import Template

ACCEPTANCE = Acceptance(threshold=0.466, margin=0.05)
WANG, LI, STRANGER = Candidate("wang", 0.7, 0.1), Candidate("li", 0.6, 0.1), Candidate("wang", 0.2, 0.1)
TEMPLATE: Template = np.zeros(128, np.float32)


def face(x: float = 200, width: float = 120) -> Face:
    return Face(x, 100, width, 150, np.zeros((5, 2), np.float32), 0.9)


def good(x: float = 200, width: float = 120) -> Probe:
    return Probe(Quality(None), face(x, width), TEMPLATE)


def flawed(flaw: Flaw) -> Probe:
    return Probe(Quality(flaw), None if flaw is Flaw.NO_FACE else face())


NOBODY = flawed(Flaw.NO_FACE)


class Door:
    """A presentation, frame by frame, ten in a second; counts the comparisons."""

    def __init__(self, rules: Rules = Rules()) -> None:  # noqa: B008  # frozen
        self.presentation = Presentation(ACCEPTANCE, rules)
        self.now = 1000.0
        self.compared = 0

    def show(self, probe: Probe, candidate: Candidate | None = None, after: float = 0.1) -> Verdict:
        def compare(template: Template) -> Candidate | None:
            self.compared += 1
            return candidate

        self.now += after
        return self.presentation.observe(probe, compare, self.now)

    def outcomes(self, candidate: Candidate | None, frames: int) -> list[Outcome]:
        return [self.show(good(), candidate).outcome for _ in range(frames)]


def test_three_frames_that_agree_recognise_a_person_who_holds_still() -> None:
    door = Door()

    *before, last = [door.show(good(), WANG) for _ in range(6)]

    assert {verdict.outcome for verdict in before} == {Outcome.UNDECIDED}
    assert (last.outcome, last.person, last.score) == (Outcome.RECOGNISED, "wang", 0.7)


def test_a_recognised_person_is_told_once() -> None:
    assert Door().outcomes(WANG, 40).count(Outcome.RECOGNISED) == 1


def test_a_stranger_is_not_recognised_once_the_window_has_passed_and_told_once() -> None:
    outcomes = Door().outcomes(STRANGER, 30)

    # 0.3 s to hold still, 2 s of window.
    assert outcomes.index(Outcome.NOT_RECOGNISED) == 23
    assert outcomes.count(Outcome.NOT_RECOGNISED) == 1


def test_nobody_enrolled_means_nobody_is_recognised() -> None:
    assert Outcome.NOT_RECOGNISED in Door().outcomes(None, 30)


def test_a_passer_by_is_never_compared() -> None:
    door = Door()

    for step in range(12):
        door.show(good(x=50.0 * step), WANG)

    assert door.compared == 0


@given(
    st.floats(0.4, 4),
    st.sampled_from([-1, 1]),
    st.floats(70, 260),
    st.sampled_from([5, 10, 15, 30]),
    st.floats(-0.1, 0.5),
)
def test_whoever_walks_past_is_never_compared(
    metres_a_second: float, way: int, width: float, fps: int, approach: float
) -> None:
    door = Door()
    x = -width if way > 0 else 640.0

    while -width <= x <= 640:
        door.show(good(x, width), WANG, after=1 / fps)
        # A face is 0.16 m wide; while it passes it may come nearer or go farther, too.
        x += way * metres_a_second / 0.16 * width / fps
        width *= 1 + approach / fps

    assert door.compared == 0


def test_someone_far_away_is_never_compared() -> None:
    door = Door()

    verdicts = [door.show(flawed(Flaw.FAR), WANG) for _ in range(12)]

    assert door.compared == 0
    assert verdicts[-1].words == Flaw.FAR.words


def test_someone_who_walks_up_is_compared_once_they_stand() -> None:
    door = Door()

    for width in (60, 80, 100, 125, 160):
        door.show(good(width=width), WANG)
    assert door.compared == 0

    assert Outcome.RECOGNISED in [door.show(good(width=162), WANG).outcome for _ in range(6)]


def test_frames_that_name_two_persons_recognise_neither() -> None:
    door = Door()

    outcomes = [door.show(good(), (WANG, LI)[turn % 2]).outcome for turn in range(30)]

    assert Outcome.RECOGNISED not in outcomes
    assert Outcome.NOT_RECOGNISED in outcomes


def test_a_bad_frame_between_good_ones_does_no_harm() -> None:
    door = Door()
    door.outcomes(WANG, 5)

    assert door.show(flawed(Flaw.BLURRED)).words == Flaw.BLURRED.words
    assert door.show(NOBODY).outcome is Outcome.UNDECIDED
    assert door.show(good(), WANG).outcome is Outcome.RECOGNISED


def test_agreement_outside_the_window_does_not_count() -> None:
    door = Door(Rules(window=0.5))
    door.outcomes(WANG, 4)

    later = [door.show(good(), WANG, after=0.4).outcome for _ in range(2)]

    assert later == [Outcome.UNDECIDED, Outcome.NOT_RECOGNISED]


def test_after_the_face_has_left_a_new_presentation_begins() -> None:
    door = Door()
    door.outcomes(WANG, 6)
    door.show(NOBODY, after=1.0)

    assert door.outcomes(LI, 6)[-1] is Outcome.RECOGNISED


def test_a_face_unseen_for_a_moment_has_not_left() -> None:
    door = Door()
    door.outcomes(WANG, 6)
    door.show(NOBODY, after=0.5)

    assert Outcome.RECOGNISED not in door.outcomes(WANG, 10)


def test_the_next_in_the_queue_does_not_wait_for_the_pause() -> None:
    door = Door()
    door.outcomes(WANG, 6)

    verdicts = [door.show(good(x=400), LI) for _ in range(6)]

    assert verdicts[-1].person == "li"


def test_someone_who_stays_is_looked_at_anew_after_the_pause() -> None:
    door = Door(Rules(pause=3.0))
    door.outcomes(WANG, 6)

    assert door.outcomes(WANG, 29).count(Outcome.RECOGNISED) == 0
    assert door.outcomes(WANG, 10).count(Outcome.RECOGNISED) == 1


def test_a_camera_that_froze_does_not_make_old_frames_count() -> None:
    door = Door()
    door.outcomes(WANG, 5)

    assert door.show(good(), WANG, after=60).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("flaw", [Flaw.SEVERAL_FACES, Flaw.TURNED, Flaw.CUT_OFF])
def test_a_flaw_is_told_and_nothing_is_compared(flaw: Flaw) -> None:
    door = Door()

    verdicts = [door.show(flawed(flaw), WANG) for _ in range(12)]

    assert {verdict.words for verdict in verdicts} == {flaw.words}
    assert door.compared == 0


def test_with_nobody_there_nothing_is_said() -> None:
    assert Door().show(NOBODY).words is None


def test_a_real_gallery_fits_the_comparison() -> None:
    template = np.eye(128, dtype=np.float32)[0]
    gallery = Gallery(["wang"], template[None])
    presentation = Presentation(ACCEPTANCE)
    probe = Probe(Quality(None), face(), template)

    verdicts = [presentation.observe(probe, gallery.identify, at / 10) for at in range(8)]

    assert [verdict.person for verdict in verdicts if verdict.person] == ["wang"]
