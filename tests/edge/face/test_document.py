import cv2
import numpy as np
import pytest

from edge.face.capture import Captured
from edge.face.document import Match, compare_to_document
from edge.face.liveness import judge
from edge.face.picture import Image
from edge.face.probe import Prober
from tests.edge.conftest import Scene


def captured(prober: Prober, *images: Image) -> Captured:
    templates = [template for image in images if (template := prober.probe(image).template) is not None]
    return Captured(np.array(templates), judge([]), challenges=1)


def card_photograph(prober: Prober, image: Image, face_width: int = 62) -> Image:
    """As in a resident card's chip: 102 × 126 pixels and little more than a kilobyte."""
    face = prober.probe(image).face
    assert face is not None
    scale = face_width / face.width
    x, y = face.centre
    move = np.array([[scale, 0, 51 - scale * x], [0, scale, 60 - scale * y]])
    small = cv2.warpAffine(image, move, (102, 126), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 25])[1], 1), np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_person_of_the_card_is_told_from_a_photograph_of_its_size(
    prober: Prober, scene: Scene, channels: int
) -> None:
    photograph = card_photograph(prober, scene["obama2"])
    photograph = photograph if channels == 3 else np.asarray(cv2.cvtColor(photograph, cv2.COLOR_BGR2GRAY), np.uint8)

    comparison = compare_to_document(captured(prober, scene["obama"], scene["obama3"]), photograph, prober)

    assert (comparison.outcome, comparison.threshold) == (Match.SAME, 0.415)
    assert comparison.score is not None
    assert comparison.score > 0.5


def test_the_card_of_another_is_not_taken_for_the_persons(prober: Prober, scene: Scene) -> None:
    photograph = card_photograph(prober, scene["biden"])

    comparison = compare_to_document(captured(prober, scene["obama"]), photograph, prober)

    assert comparison.outcome is Match.NOT_SAME


def test_the_score_is_the_mean_over_the_samples(prober: Prober, scene: Scene) -> None:
    photograph = card_photograph(prober, scene["obama2"])
    alone = [compare_to_document(captured(prober, scene[name]), photograph, prober) for name in ("obama", "biden")]
    assert [each.outcome for each in alone] == [Match.SAME, Match.NOT_SAME]

    both = compare_to_document(captured(prober, scene["obama"], scene["biden"], scene["biden"]), photograph, prober)

    assert both.score == pytest.approx(((alone[0].score or 0) + 2 * (alone[1].score or 0)) / 3, abs=1e-5)
    assert both.outcome is Match.NOT_SAME


@pytest.mark.parametrize("photograph", [np.full((126, 102, 3), 200, np.uint8), np.zeros((0, 0, 3), np.uint8)])
def test_a_photograph_without_a_face_is_a_matter_for_staff(prober: Prober, scene: Scene, photograph: Image) -> None:
    comparison = compare_to_document(captured(prober, scene["obama"]), photograph, prober)

    assert (comparison.score, comparison.outcome) == (None, Match.NO_FACE)
