"""The daemon with a willing person before its camera.

    python -m tests.stage.posing CONFIG PHOTOGRAPH

Each line on standard input is the code of a Progress: they come, and do what it asks.
"""

import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from edge import cli, daemon
from edge.enroller import opening
from edge.face.capture import Capture
from edge.face.challenge import RULES
from edge.face.detect import Detector
from tests.fakes.turning_head import HeadCamera, TurningHead

MODELS = Path(__file__).parents[2] / "models"
FRAMES = 8.0
"""A second."""


def person(photograph: Path) -> HeadCamera:
    picture = np.asarray(cv2.imread(str(photograph)), np.uint8)
    camera = HeadCamera(TurningHead(picture, Detector(MODELS / "yunet").detect(picture)[0].points), FRAMES)
    camera.leave()
    return camera


def portrait(photograph: Path) -> bytes:
    """A photograph as it might be in a card's chip, a JPEG file: the face alone, small."""
    picture = np.asarray(cv2.imread(str(photograph)), np.uint8)
    face = Detector(MODELS / "yunet").detect(picture)[0]
    x, y = face.centre
    top, left = max(0, round(y - face.width)), max(0, round(x - 0.8 * face.width))
    cut = picture[top : round(y + face.width), left : round(x + 0.8 * face.width)]
    return bytes(cv2.imencode(".jpg", cv2.resize(cut, (204, 252), interpolation=cv2.INTER_AREA))[1].tobytes())


def listen(somebody: HeadCamera) -> None:
    for line in sys.stdin:
        somebody.ask(line.strip())


def main(config: Path, photograph: Path) -> int:
    somebody = person(photograph)
    daemon.open_camera = lambda _: somebody  # type: ignore[assignment]
    # On a busy machine frames are far apart.
    opening.Capture = partial(Capture, rules=replace(RULES, absence=15.0, limit=90.0))  # type: ignore
    threading.Thread(target=listen, args=(somebody,), daemon=True).start()
    return cli.main(["--config", str(config), "run"])


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
