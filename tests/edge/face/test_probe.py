import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.face.align import align
from edge.face.picture import Image
from edge.face.probe import Prober
from edge.face.quality import Flaw
from tests.edge.conftest import Scene


def plain(height: int, width: int, level: int = 120) -> Image:
    return np.full((height, width, 3), level, np.uint8)


def score(prober: Prober, a: Image, b: Image) -> float:
    first, second = prober.probe(a).template, prober.probe(b).template
    assert first is not None
    assert second is not None
    return float(first @ second)


def test_a_photograph_gives_a_template_of_length_one(prober: Prober, scene: Scene) -> None:
    probe = prober.probe(scene["obama"])

    assert probe.quality.acceptable
    assert probe.template is not None
    assert (probe.template.shape, probe.template.dtype) == ((128,), np.float32)
    assert np.linalg.norm(probe.template) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("a", "b"), [("obama", "obama2"), ("obama", "obama3"), ("obama2", "obama3")])
def test_photographs_of_one_person_score_far_above_the_threshold(prober: Prober, scene: Scene, a: str, b: str) -> None:
    assert score(prober, scene[a], scene[b]) > 0.65


@pytest.mark.parametrize("name", ["obama", "obama2", "obama3"])
def test_another_person_scores_far_below(prober: Prober, scene: Scene, name: str) -> None:
    assert score(prober, scene[name], scene["biden"]) < 0.3


def test_a_template_is_that_of_opencv_for_the_same_aligned_face(
    prober: Prober, scene: Scene, models_sface: str
) -> None:
    face = prober.probe(scene["obama"]).face
    assert face is not None
    aligned = align(scene["obama"], face.points, prober.embedder.manifest.alignment)

    theirs = cv2.FaceRecognizerSF.create(models_sface, "").feature(aligned)[0]

    assert float(prober.embedder.template(aligned) @ theirs / np.linalg.norm(theirs)) > 0.9999


def test_a_face_far_behind_a_near_one_is_passed_over(prober: Prober, scene: Scene) -> None:
    frame = scene["obama"].copy()
    small = cv2.resize(scene["biden"], None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    frame[: small.shape[0], : small.shape[1]] = small

    assert prober.probe(frame).quality.flaw in (None, Flaw.SEVERAL_FACES)


def test_two_people_side_by_side_are_asked_to_come_one_at_a_time(prober: Prober, scene: Scene) -> None:
    both = np.hstack([scene["obama"], scene["obama"][:, ::-1]])

    assert prober.probe(both).quality.flaw is Flaw.SEVERAL_FACES


def test_twenty_faces_are_several(prober: Prober, scene: Scene) -> None:
    small = cv2.resize(scene["obama"], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    crowd = np.tile(small, (4, 5, 1))

    probe = prober.probe(crowd)

    assert len(prober.detector.detect(crowd)) == 20
    assert (probe.quality.flaw, probe.template) == (Flaw.SEVERAL_FACES, None)


def test_a_blurred_face_is_asked_to_hold_still(prober: Prober, scene: Scene) -> None:
    face = prober.probe(scene["obama"]).face
    assert face is not None
    blurred = cv2.GaussianBlur(scene["obama"], (0, 0), face.width / 20)

    assert prober.probe(blurred).quality.flaw is Flaw.BLURRED


@pytest.mark.parametrize(("level", "flaw"), [(0, Flaw.DARK), (120, Flaw.NO_FACE), (255, Flaw.BRIGHT)])
@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (480, 640), (2160, 3840), (6000, 8000)])
def test_frames_of_any_size_without_a_face_have_no_template(
    prober: Prober, size: tuple[int, int], level: int, flaw: Flaw
) -> None:
    probe = prober.probe(plain(*size, level=level))

    assert (probe.quality.flaw, probe.face, probe.template) == (flaw, None, None)


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"JFIF",
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((480, 640, 3), np.float32),
        np.zeros((480, 640, 2), np.uint8),
        np.zeros((2, 480, 640, 3), np.uint8),
        np.zeros(640, np.uint8),
    ],
)
def test_what_is_no_picture_is_told_as_such(prober: Prober, value: object) -> None:
    assert prober.probe(value).quality.flaw is Flaw.NO_PICTURE


@pytest.mark.parametrize("channels", [0, 1])
def test_a_grey_frame_is_as_good(prober: Prober, scene: Scene, channels: int) -> None:
    grey = cv2.cvtColor(scene["obama"], cv2.COLOR_BGR2GRAY)

    probe = prober.probe(grey[..., None] if channels else grey)

    assert probe.template is not None


def test_a_part_of_a_larger_picture_need_not_be_copied(prober: Prober, scene: Scene) -> None:
    frame = scene["obama"]
    within = np.zeros((600, 800, 3), np.uint8)
    within[: frame.shape[0], : frame.shape[1]] = frame
    mirrored = np.ascontiguousarray(frame[:, ::-1])[:, ::-1]

    assert score(prober, frame, within[: frame.shape[0], : frame.shape[1]]) == pytest.approx(1, abs=1e-5)
    assert score(prober, frame, mirrored) == pytest.approx(1, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 2**32 - 1), st.booleans())
def test_no_frame_at_all_makes_a_probe_fail(prober: Prober, height: int, width: int, seed: int, smooth: bool) -> None:
    frame = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    if smooth:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), 5), np.uint8)

    probe = prober.probe(frame)

    assert probe.quality.acceptable == (probe.template is not None)


@pytest.mark.parametrize("damage", ["cut in two", "upside down", "half black", "noise on top"])
def test_a_damaged_face_does_not_make_a_probe_fail(prober: Prober, scene: Scene, damage: str) -> None:
    frame = scene["obama"].copy()
    face = prober.probe(frame).face
    assert face is not None
    middle = int(face.x + face.width / 2)
    frames = {
        "cut in two": frame[:, middle:],
        "upside down": frame[::-1],
        "half black": np.where(np.arange(frame.shape[1])[None, :, None] < middle, 0, frame).astype(np.uint8),
        "noise on top": np.maximum(frame, np.random.default_rng(0).integers(0, 255, frame.shape, np.uint8)),
    }

    probe = prober.probe(frames[damage])

    assert probe.quality.acceptable == (probe.template is not None)
