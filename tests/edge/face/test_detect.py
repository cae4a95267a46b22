from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.camera.picture import decode
from edge.face.detect import Detector, faces_in
from edge.face.detect import decode as decode_rows
from edge.face.picture import Image

NAMES = ("obama", "obama2", "obama3", "biden", "obama_partial_face")


@pytest.fixture(scope="module")
def detector(models: Path) -> Detector:
    return Detector(models / "yunet")


def picture(photographs: Path, name: str) -> Image:
    return decode((photographs / f"{name}.jpg").read_bytes(), 640, 480)


def row(x: float, y: float, size: float, score: float) -> np.ndarray:
    return np.array([x, y, size, size, *([x, y] * 5), score], np.float32)


def test_a_cell_tells_its_box_and_points_from_its_corner() -> None:
    outputs = [np.zeros((1, cells, n), np.float32) for cells in (32, 8, 2) for n in (1, 1, 4, 10)]
    cls, obj, box, points = outputs[4:8]  # cells of 16 pixels, four in a row for an input of 64 × 32
    cls[0, 6], obj[0, 6] = 0.81, 1.0
    box[0, 6] = 0.5, 0.5, np.log(2), np.log(3)
    points[0, 6] = np.arange(10) / 10

    (found,) = decode_rows(outputs, 32, 64, 0.6)

    # Cell 6 of the second grid is the third of the second row: its corner is at (32, 16).
    assert found[:4] == pytest.approx([40 - 16, 24 - 24, 32, 48])
    assert found[4:8] == pytest.approx([32, 16 + 1.6, 32 + 3.2, 16 + 4.8])
    assert found[14] == pytest.approx(0.9)


def test_of_boxes_that_overlap_the_surest_is_kept() -> None:
    rows = np.stack([row(0, 0, 10, 0.7), row(1, 1, 10, 0.9), row(40, 0, 10, 0.8)])

    assert [(face.x, face.width) for face in faces_in(rows, 0.3, 2.0)] == [(2, 20), (80, 20)]


def test_all_cells_that_saw_a_face_place_its_points() -> None:
    rows = np.stack([row(1, 1, 10, 0.9), row(0, 0, 10, 0.6), row(40, 0, 10, 0.8)])

    nearest, other = faces_in(rows, 0.3, 1.0)

    assert nearest.points == pytest.approx(np.full((5, 2), 0.9 / 1.5))
    assert other.points[0] == pytest.approx([40, 0])


def test_boxes_of_no_size_do_not_crash() -> None:
    rows = np.stack([row(3, 3, 0, 0.7), row(5, 5, 0, 0.9)])

    assert faces_in(rows, 0.3, 1.0)[0].points == pytest.approx(np.full((5, 2), 5))


def test_nothing_found_is_no_face() -> None:
    assert faces_in(np.zeros((0, 15), np.float32), 0.3, 1.0) == []


@pytest.mark.parametrize("name", NAMES)
def test_boxes_and_points_are_those_of_opencv_on_the_same_model(
    models: Path, photographs: Path, detector: Detector, name: str
) -> None:
    image = picture(photographs, name)
    height, width = image.shape[:2]
    theirs = cv2.FaceDetectorYN.create(str(models / "yunet" / "yunet.onnx"), "", (width, height), 0.6, 0.3)
    expected = theirs.detect(image)[1]

    rows = detector.rows(image)

    assert len(detector.detect(image)) == len(expected) == 1
    assert rows[rows[:, 14].argmax()] == pytest.approx(expected[0], abs=0.02)


def test_a_picture_whose_sides_are_no_multiples_of_32_is_searched_to_its_edge(
    photographs: Path, detector: Detector
) -> None:
    image = picture(photographs, "obama")
    (face,) = detector.detect(image)
    right = int(face.x + face.width) + 3

    (found,) = detector.detect(image[:, :right])

    assert found.points == pytest.approx(face.points, abs=4)


def test_a_picture_is_not_seen_in_the_padding_of_the_next(photographs: Path, detector: Detector) -> None:
    image = picture(photographs, "obama")
    blank = np.zeros((460, 620, 3), np.uint8)  # padded to the same 480 × 640
    detector.detect(image)

    assert detector.detect(blank) == []


def test_a_large_picture_is_reduced_and_its_faces_told_in_its_own_pixels(photographs: Path, detector: Detector) -> None:
    image = picture(photographs, "obama")
    (face,) = detector.detect(image)

    (large,) = detector.detect(cv2.resize(image, None, fx=3, fy=3))

    assert large.points == pytest.approx(face.points * 3, abs=6)
    assert large.width == pytest.approx(face.width * 3, rel=0.05)
