"""What the faults of the whole need: the photographs, the models, the lock's environment."""

from pathlib import Path

import pytest

from tests.stage.program import REPO

PHOTOGRAPHS = REPO / ".cache" / "photographs"


@pytest.fixture(scope="session")
def photographs() -> Path:
    """The folder with the demo's photographs; the models and the lock's firmware are there too."""
    needed = {
        "photographs": PHOTOGRAPHS / "obama.jpg",
        "models": REPO / "models" / "sface" / "sface.onnx",
        "lock-firmware": REPO / ".cache" / "lock-venv" / "menlu-installed",
    }
    for script, path in needed.items():
        if not path.exists():
            pytest.skip(f"run scripts/{script} first: {path.name} is not there")
    return PHOTOGRAPHS
