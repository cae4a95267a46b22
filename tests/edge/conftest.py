"""What tests of the whole edge share: real models, real photographs."""

from pathlib import Path

import pytest

from edge.camera import Image
from edge.camera.picture import decode
from edge.face.probe import Prober, open_prober
from edge.face.quality import Limits

REPO = Path(__file__).resolve().parents[2]
PHOTOGRAPHS = REPO / ".cache" / "photographs"


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the models that scripts/models has made."""
    folder = REPO / "models"
    if not (folder / "sface" / "sface.onnx").exists():
        pytest.skip("the models are not made: run scripts/models")
    return folder


@pytest.fixture(scope="session")
def photographs() -> Path:
    """The folder of the photographs that scripts/photographs has fetched."""
    if not (PHOTOGRAPHS / "obama.jpg").exists():
        pytest.skip("the photographs are not fetched: run scripts/photographs")
    return PHOTOGRAPHS


@pytest.fixture(scope="session")
def prober(models: Path) -> Prober:
    """The real models; people in the photographs stand farther away than at a door."""
    return open_prober(models, limits=Limits(share=0.08))


class Scene:
    """What the camera sees when the person of a photograph stands before it: `scene["obama"]`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> Image:
        return decode((self._folder / f"{name}.jpg").read_bytes(), 640, 480)


@pytest.fixture(scope="session")
def scene(photographs: Path) -> Scene:
    return Scene(photographs)
