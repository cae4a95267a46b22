"""What tests of faces share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def models_sface(models: Path) -> str:
    """The embedder's file, for OpenCV."""
    return str(models / "sface" / "sface.onnx")


@pytest.fixture(scope="session")
def lab() -> Path:
    """Labelled pairs of photographs, kept beside the repository and never in it."""
    folder = Path(__file__).resolve().parents[4] / "shared" / "lab" / "faces" / "small_dev"
    if not folder.exists():
        pytest.skip("the labelled photographs are not beside the repository (shared/lab/faces)")
    return folder
