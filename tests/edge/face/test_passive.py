import shutil
from pathlib import Path

import numpy as np
import pytest

from edge.errors import ModelError
from edge.face.detect import Face
from edge.face.passive import PassiveModel, open_passive
from edge.face.probe import Prober
from tests.conftest import made_by
from tests.edge.conftest import Scene


@pytest.fixture(scope="module")
def passive(models: Path) -> PassiveModel:
    made_by("models", models / "liveness" / "liveness.onnx")
    return open_passive(models)[0]


def test_a_photograph_of_a_person_scores_high_and_a_blank_wall_does_not(
    passive: PassiveModel, prober: Prober, scene: Scene
) -> None:
    face = prober.probe(scene["obama"]).face
    assert face is not None

    assert passive.score(scene["obama"], face) > passive.threshold == 0.5
    assert passive.score(np.full((480, 640, 3), 128, np.uint8), face) < 0.5


def test_a_face_at_the_rim_is_seen_with_black_beside_it(passive: PassiveModel, prober: Prober, scene: Scene) -> None:
    face = prober.probe(scene["obama"]).face
    assert face is not None
    cut = scene["obama"][int(face.y) :, int(face.x) :]
    moved = Face(0, 0, face.width, face.height, face.points - (int(face.x), int(face.y)), 0.9)

    assert 0 <= passive.score(cut, moved) <= 1


def test_nothing_of_a_face_stays_in_the_models_memory(passive: PassiveModel, prober: Prober, scene: Scene) -> None:
    face = prober.probe(scene["obama"]).face
    assert face is not None

    passive.score(scene["obama"], face)

    assert not passive._blob.any()


def test_where_the_model_was_not_made_there_is_no_signal(models: Path, tmp_path: Path) -> None:
    assert open_passive(tmp_path) == []

    shutil.copytree(models / "liveness", tmp_path / "liveness", ignore=shutil.ignore_patterns("*.onnx"))
    assert open_passive(tmp_path) == []


def test_a_model_that_is_not_the_manifests_is_refused(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "liveness", tmp_path / "liveness")
    (tmp_path / "liveness" / "liveness.onnx").write_bytes(b"another")

    with pytest.raises(ModelError, match=r"liveness: .* has the digest"):
        open_passive(tmp_path)


def test_an_operators_model_says_how_it_is_read(passive: PassiveModel, models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "liveness", tmp_path / "own")
    manifest = tmp_path / "own" / "manifest.toml"
    text = manifest.read_text().replace('name = "liveness"', 'name = "own"').replace("live = 0", "live = 1")
    manifest.write_text(text.replace("threshold = 0.5", "threshold = 0.8"))
    image, face = np.full((200, 200, 3), 128, np.uint8), Face(50, 50, 80, 100, np.zeros((5, 2), np.float32), 0.9)

    (own,) = open_passive(tmp_path, "own")

    assert (own.name, own.threshold) == ("own", 0.8)
    assert own.score(image, face) + passive.score(image, face) <= 1
