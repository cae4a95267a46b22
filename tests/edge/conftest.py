"""What tests of the whole edge share: real models, real photographs."""

from pathlib import Path

import pytest

from edge.camera import Image
from edge.camera.picture import decode
from edge.face.probe import Prober, open_prober
from edge.face.quality import Limits


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
