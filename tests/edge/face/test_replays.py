"""Attacks that the tests make themselves, on the real models: what a capture refuses, and what it can't."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from edge.camera import Image
from edge.face.ask import Ask
from edge.face.capture import Capture, Captured, Failure, Progress
from edge.face.challenge import RULES, Broken, Step
from edge.face.probe import Prober
from tests.edge.conftest import Scene
from tests.fakes.flat_picture import FlatPicture, Posture
from tests.fakes.turning_head import HeadCamera, TurningHead

FPS = 5
QUICK = replace(RULES, nudge=1.0, limit=2.0)
"""Attacks that don't get on are given up sooner, for the tests' sake."""
ORDER = (Step.AHEAD, Step.LEFT, Step.RIGHT, Step.CLOSER, Step.LEFT, Step.HOLD)
OTHER = (Step.AHEAD, Step.RIGHT, Step.CLOSER, Step.LEFT, Step.RIGHT, Step.HOLD)
Play = Callable[[str], Image]
"""The next frame, after what was asked."""


def play(prober: Prober, frame: Play, order: Sequence[Step] = ORDER) -> tuple[Captured | Failure, list[Progress]]:
    """How a capture ends, and all it said on the way."""
    capture = Capture(prober.embedder.manifest.comparison, rules=QUICK, draw=lambda: order)
    said: list[Progress] = []
    asked = str(Ask.LOOK_AHEAD)
    while not said or said[-1].result is None:
        image = frame(asked)
        said.append(capture.observe(prober.probe(image), image, len(said) / FPS))
        asked = said[-1].code
    return said[-1].result, said


def person(head: TurningHead, frames: list[Image] | None = None) -> Play:
    """One who does what is asked; what the camera sees goes to `frames`, too."""
    camera = HeadCamera(head, fps=1000)

    def frame(asked: str) -> Image:
        camera.ask(asked)
        image = camera.read()
        if frames is not None:
            frames.append(image)
        return image

    return frame


@pytest.fixture
def head(prober: Prober, scene: Scene) -> TurningHead:
    return head_of(prober, scene["obama"])


def head_of(prober: Prober, photograph: Image) -> TurningHead:
    face = prober.probe(photograph).face
    assert face is not None
    return TurningHead(photograph, face.points)


@pytest.mark.parametrize("order", [ORDER, OTHER])
def test_a_head_that_does_what_is_asked_is_captured(prober: Prober, head: TurningHead, order: Sequence[Step]) -> None:
    result, said = play(prober, person(head), order)

    assert isinstance(result, Captured)
    assert len(said) / FPS < 10
    assert (result.challenges, said[-1].code, said[-1].done) == (1, "done", 1.0)
    assert 3 <= len(result.templates) <= 5
    assert np.linalg.norm(result.templates, axis=1) == pytest.approx(1)
    assert (result.templates @ result.templates.T).min() > 0.6
    assert [vote.name for vote in result.liveness.votes] == ["relief"]
    assert all(before.done <= after.done for before, after in pairwise(said))


SLIDES = [Posture(x=x, y=y) for x, y in ((0, 0), (60, 0), (-60, 10), (0, 30), (20, -20))]
TILTS = [Posture(yaw=yaw, pitch=pitch) for yaw in (-55, -40, -20, 20, 40, 55) for pitch in (-15, 0, 15)]
ZOOMS = [Posture(near=near, yaw=yaw) for near in (1.0, 1.2, 1.45) for yaw in (0, 35, -35)]
WAVES = [
    Posture(yaw, yaw / 4, yaw / 6, 1 + abs(yaw) / 120, yaw / 2) for yaw in (*range(-50, 51, 5), *range(50, -50, -5))
]


@pytest.mark.parametrize("postures", [SLIDES, TILTS, ZOOMS, WAVES], ids=["moved", "tilted", "zoomed", "waved"])
def test_a_photograph_is_not_captured_however_it_is_held(
    prober: Prober, head: TurningHead, postures: list[Posture]
) -> None:
    picture = FlatPicture(head.frame())
    turns = steadily(postures)

    result, said = play(prober, lambda _: picture.frame(next(turns)))

    assert isinstance(result, Failure)
    assert said[-1].code == "staff"
    assert max(each.done for each in said[:-1]) <= 2 / len(ORDER)


def test_a_photograph_tilted_and_brought_near_as_asked_is_not_captured(prober: Prober, head: TurningHead) -> None:
    picture = FlatPicture(head.frame())
    obeying = {Ask.TURN_LEFT: Posture(45), Ask.FURTHER_LEFT: Posture(55), Ask.TURN_RIGHT: Posture(-45)}

    result, _ = play(prober, lambda asked: picture.frame(obeying.get(Ask(asked), Posture())))

    assert result == Failure(Broken.SLOW, 3)


def test_a_video_of_another_person_is_not_taken_for_the_first(prober: Prober, scene: Scene, head: TurningHead) -> None:
    himself, other = person(head), person(head_of(prober, scene["biden"]))
    first = iter([himself] * 4)

    def frame(asked: str) -> Image:
        return next(first, other)(asked)

    result, said = play(prober, frame)

    assert "alone" in [each.code for each in said]
    # Who goes on alone afterwards, as asked, is captured as himself, from the beginning.
    assert isinstance(result, Captured)
    shown_first = prober.probe(head.frame()).template
    assert shown_first is not None
    assert (result.templates @ shown_first).max() < 0.37


def test_a_recording_of_another_order_is_not_captured(prober: Prober, head: TurningHead) -> None:
    recorded: list[Image] = []
    play(prober, person(head, recorded), OTHER)
    again = endlessly(recorded)

    result, _ = play(prober, lambda _: next(again))

    assert isinstance(result, Failure)
    assert result.reason is Broken.FRAMES_REPEAT


def test_one_picture_given_again_and_again_is_no_cameras(prober: Prober, head: TurningHead) -> None:
    image = head.frame()

    result, said = play(prober, lambda _: image)

    assert result == Failure(Broken.FRAMES_REPEAT, 1)
    assert len(said) == 4


def test_what_it_can_not_tell_is_a_fresh_recording_that_fits_the_order(prober: Prober, head: TurningHead) -> None:
    recorded: list[Image] = []
    play(prober, person(head, recorded), ORDER)
    again = iter(recorded)

    result, _ = play(prober, lambda _: next(again), ORDER)

    assert isinstance(result, Captured)


def steadily(postures: list[Posture]) -> Iterator[Posture]:
    """A second straight ahead, then each posture in turn, over and over."""
    yield from [Posture()] * FPS
    while True:
        yield from postures


def endlessly(frames: list[Image]) -> Iterator[Image]:
    while True:
        yield from frames
