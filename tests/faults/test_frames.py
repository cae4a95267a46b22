"""Whatever a camera gives, the door goes on: a frame is probed, or there is a reason in words why not."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from edge.camera.picture import decode, empty_scene
from edge.errors import ModelError
from edge.face.probe import Probe, Prober, open_prober
from edge.face.quality import Flaw
from tests.fakes.pictures import jpeg, turned

REPO = Path(__file__).parents[2]
PHOTOGRAPHS = REPO / ".cache" / "photographs"
UNLIT = {Flaw.DARK, Flaw.BRIGHT, Flaw.NO_FACE}


@pytest.fixture(scope="module")
def prober() -> Prober:
    try:
        return open_prober(REPO / "models")
    except ModelError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def photograph() -> bytes:
    path = PHOTOGRAPHS / "obama.jpg"
    if not path.exists():
        pytest.skip("no photographs; scripts/photographs fetches them")
    return path.read_bytes()


def refused(probe: Probe) -> Flaw:
    """The reason why this frame can't be used: there is one, with words, and no template was made of it."""
    flaw = probe.quality.flaw
    assert flaw is not None
    assert flaw.words
    assert probe.template is None
    return flaw


@pytest.mark.parametrize(
    ("frame", "flaws"),
    [
        (np.zeros((480, 640, 3), np.uint8), {Flaw.DARK}),
        (np.full((480, 640, 3), 255, np.uint8), {Flaw.BRIGHT}),
        (empty_scene(640, 480), {Flaw.NO_FACE}),
        (np.full((480, 640), 128, np.uint8), {Flaw.NO_FACE}),
        (np.zeros((9_000, 12_000, 3), np.uint8), {Flaw.DARK}),
        (np.full((1, 1, 3), 128, np.uint8), {Flaw.NO_FACE}),
        (np.full((1, 10_000, 3), 128, np.uint8), {Flaw.NO_FACE}),
        (np.full((10_000, 1, 3), 128, np.uint8), {Flaw.NO_FACE}),
    ],
    ids=["black", "white", "empty", "grey", "huge", "one pixel", "one line", "one column"],
)
def test_a_frame_with_nobody_in_it_has_a_reason(prober: Prober, frame: NDArray[Any], flaws: set[Flaw]) -> None:
    assert refused(prober.probe(frame)) in flaws


@pytest.mark.parametrize(
    "frame",
    [
        None,
        b"not an image",
        "not an image",
        [[1, 2, 3]],
        np.zeros(0, np.uint8),
        np.zeros((0, 640, 3), np.uint8),
        np.zeros(100, np.uint8),
        np.zeros((480, 640, 2), np.uint8),
        np.zeros((480, 640, 4), np.uint8),
        np.zeros((2, 480, 640, 3), np.uint8),
        np.zeros((480, 640, 3), np.uint16),
        np.full((480, 640, 3), np.nan),
        np.full((48, 64, 3), None),
    ],
    ids=lambda frame: f"{frame.dtype}{frame.shape}" if isinstance(frame, np.ndarray) else type(frame).__name__,
)
def test_what_is_no_image_has_a_reason(prober: Prober, frame: object) -> None:
    assert refused(prober.probe(frame)) is Flaw.NO_PICTURE


@settings(deadline=None, max_examples=50)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70), st.just(3))))
def test_any_small_picture_is_probed(prober: Prober, frame: NDArray[np.uint8]) -> None:
    assert refused(prober.probe(frame)) in UNLIT | {Flaw.SEVERAL_FACES, Flaw.FAR}


def test_a_photograph_is_probed(prober: Prober, photograph: bytes) -> None:
    probe = prober.probe(decode(photograph, 640, 480))

    assert probe.quality.acceptable
    assert probe.template is not None


def test_a_photograph_that_says_how_to_turn_it_is_probed_upright(prober: Prober, photograph: bytes) -> None:
    """A telephone stores the picture as its sensor lies, and in EXIF how it was held."""
    upright = cv2.imdecode(np.frombuffer(photograph, np.uint8), cv2.IMREAD_COLOR)
    lying = jpeg(np.asarray(cv2.rotate(upright, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8))

    stored = prober.probe(decode(turned(lying, orientation=6), 640, 480))

    assert stored.template is not None
    original = prober.probe(decode(photograph, 640, 480))
    assert original.template is not None
    assert float(stored.template @ original.template) > 0.95


def test_twenty_faces_are_asked_to_come_one_by_one(prober: Prober, photograph: bytes) -> None:
    one = cv2.resize(decode(photograph, 640, 480), (128, 120), interpolation=cv2.INTER_AREA)
    crowd = np.asarray(np.tile(one, (4, 5, 1)), np.uint8)

    assert len(prober.detector.detect(crowd)) == 20
    assert refused(prober.probe(crowd)) is Flaw.SEVERAL_FACES


@pytest.mark.parametrize("width", range(2, 160, 13))
def test_a_face_far_away_is_asked_to_come_closer(prober: Prober, photograph: bytes, width: int) -> None:
    scene = empty_scene(640, 480)
    scene[:120, :width] = cv2.resize(decode(photograph, 640, 480), (width, 120), interpolation=cv2.INTER_AREA)

    assert refused(prober.probe(scene)) in {Flaw.FAR, Flaw.NO_FACE, Flaw.TURNED}


@settings(deadline=None, max_examples=20)
@given(st.integers(-479, 479), st.integers(-639, 639))
def test_a_face_cut_by_the_frame_anywhere_does_no_harm(
    prober: Prober, photograph: bytes, down: int, right: int
) -> None:
    frame = cv2.warpAffine(decode(photograph, 640, 480), np.array([[1.0, 0, right], [0, 1.0, down]]), (640, 480))

    probe = prober.probe(frame)

    assert probe.quality.acceptable == (probe.template is not None)
