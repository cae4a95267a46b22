from pathlib import Path

import pytest

from edge.errors import ModelError
from edge.face.manifest import (
    Comparison,
    DetectorManifest,
    EmbedderManifest,
    LivenessManifest,
    Manifest,
    Threshold,
    load,
)
from edge.face.picture import CHANNELS

MODELS = Path(__file__).resolve().parents[3] / "models"


def test_the_shipped_manifests_are_complete() -> None:
    yunet, sface = load(MODELS / "yunet", DetectorManifest), load(MODELS / "sface", EmbedderManifest)

    for manifest in (yunet, sface):
        assert manifest.file == f"{manifest.name}.onnx"
        assert {len(manifest.sha256), len(manifest.source.sha256), len(manifest.source.distribution_sha256)} == {64}
        assert manifest.input.colour in CHANNELS
    assert (sface.comparison.verify.score, sface.comparison.verify.fmr) == (0.424, 1e-4)
    assert (sface.comparison.identify.score, sface.comparison.identify.fmr) == (0.474, 1e-5)
    assert (sface.comparison.for_documents.score, sface.comparison.for_documents.fmr) == (0.415, 1e-4)
    assert (sface.comparison.within_a_visit.score, sface.comparison.within_a_visit.fmr) == (0.37, 1e-3)


def test_an_embedder_not_measured_on_small_photographs_has_its_threshold_for_1_to_1() -> None:
    threshold = Threshold(0.5, 1e-4, "measured")

    comparison = Comparison(threshold, Threshold(0.6, 1e-5, "measured"), margin=0.05)

    assert comparison.for_documents is comparison.within_a_visit is threshold


def test_the_manifest_of_liveness_says_how_the_model_is_read() -> None:
    manifest = load(MODELS / "liveness", LivenessManifest)

    assert (manifest.source.registry, manifest.input.colour) == ("npm", "BGR")
    assert (manifest.liveness.crop, manifest.liveness.live, manifest.liveness.threshold) == (1.5, 0, 0.5)


def test_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.toml: there is no such file"):
        load(tmp_path, Manifest)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "not a manifest"),
        ('name = "x"', "missing required field `file`"),
        ("name = 3", "Expected `str`, got `int`"),
        ("\udcff", "can't be read"),
    ],
)
def test_a_manifest_that_does_not_read_is_told_with_its_path(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "manifest.toml").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(ModelError, match=complaint) as raised:
        load(tmp_path, Manifest)

    assert str(tmp_path) in str(raised.value)


def test_a_key_no_embedder_has_is_refused(tmp_path: Path) -> None:
    text = (MODELS / "sface" / "manifest.toml").read_text()
    (tmp_path / "manifest.toml").write_text(text.replace("margin", "margn"))

    with pytest.raises(ModelError, match="margn"):
        load(tmp_path, EmbedderManifest)
