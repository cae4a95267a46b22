"""The daemon with a person before its camera, and a witness: what it has seen is written down for who searches it.

    python -m tests.faults.seen CONFIG PHOTOGRAPH FOLDER

Lines on standard input tell the person what to do: the code of a Progress, `stay`, or `leave`. FOLDER gets the files
`pixels`, a row of every frame and of every face turned upright; `plain`, every template, also as the model gave it; and
`turned`, as the box's secret turned them. Nothing of that is kept here: the person is made of pictures without a
sensor's noise, which are none of those that are written down.
"""

import os
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from edge import cli, daemon, memory
from edge.camera import Image
from edge.enroller import opening
from edge.face import template
from edge.face.capture import Capture
from edge.face.challenge import RULES
from edge.face.detect import Detector
from edge.face.template import Embedder
from edge.vault import Vault
from tests.fakes.turning_head import HeadCamera, TurningHead

MODELS = Path(__file__).parents[2] / "models"
FRAMES, MANY = 5.0, 25.0
"""A second: while the person moves, and while they only stay."""
NOISE = 5
"""Greys."""


class Witness:
    """Writes to files, and keeps no copy."""

    def __init__(self, folder: Path) -> None:
        files = (
            os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND) for name in ("pixels", "plain", "turned")
        )
        self._pixels, self._plain, self._turned = files

    def sees(self, image: Image) -> Image:
        """Write down the middle of the picture's middle row."""
        high, wide = image.shape[:2]
        os.write(self._pixels, image[high // 2, wide // 2 - 40 : wide // 2 + 40].data)
        return image

    def watch(self) -> None:
        """Look at every face and every template from now on."""
        of_face, open_session, turn = Embedder.template, template.open_session, Vault.turn

        def watched(embedder: Embedder, aligned: Image) -> Any:
            return _written(self._plain, of_face(embedder, self.sees(aligned)))

        def turning(vault: Vault, number: int, size: int) -> Any:
            turned = turn(vault, number, size)
            return lambda templates: _written(self._turned, turned(templates))

        def opened(*given: Any) -> Any:
            return _Session(open_session(*given), self._plain)

        for owner, name, instead in (
            (Embedder, "template", watched),
            (Vault, "turn", turning),
            (template, "open_session", opened),
        ):
            setattr(owner, name, instead)


class _Session:
    """A session of the embedder."""

    def __init__(self, session: Any, file: int) -> None:
        self._session, self._file = session, file

    def run(self, *given: Any) -> Any:
        return [_written(self._file, output) for output in self._session.run(*given)]


def _written(file: int, vectors: Any) -> Any:
    for vector in np.atleast_2d(vectors):
        os.write(file, vector.data)
    return vectors


class Person(HeadCamera):
    """Who stands there once they are told something; every frame of them goes to the witness."""

    def __init__(self, head: TurningHead, witness: Witness) -> None:
        super().__init__(head, FRAMES)
        self._witness = witness
        self._random = np.random.default_rng()
        self._still: Image | None = None
        self.leave()

    def read(self) -> Image:
        if self._still is not None:
            time.sleep(1 / MANY)
            noise = self._random.integers(NOISE, size=self._still.shape, dtype=np.uint8)
            return self._witness.sees(np.asarray(cv2.add(self._still, noise), np.uint8))
        frame = super().read()
        return frame if self._held is None else self._witness.sees(frame)

    def stay(self) -> None:
        """Move no more: a frame is soon made then."""
        self._still = self._head.frame()

    def leave(self) -> None:
        self._still = None
        super().leave()

    def listen(self) -> None:
        """Do what each line of standard input says."""
        for line in sys.stdin:
            match line.strip():
                case "leave":
                    self.leave()
                case "stay":
                    self.stay()
                case asked:
                    self.ask(asked)


def person(photograph: Path, witness: Witness) -> Person:
    picture = np.asarray(cv2.imread(str(photograph)), np.uint8)
    return Person(TurningHead(picture, Detector(MODELS / "yunet").detect(picture)[0].points), witness)


def main(config: Path, photograph: Path, folder: Path) -> int:
    witness = Witness(folder)
    somebody = person(photograph, witness)
    witness.watch()
    for owner, name, instead in (
        (daemon, "open_camera", lambda _: somebody),
        # Each frame of the person is a presentation of its own: many in a short time.
        (daemon, "Rules", partial(daemon.Rules, hold=0.0, absence=0.0)),
        # On a busy machine frames are far apart.
        (opening, "Capture", partial(Capture, rules=replace(RULES, absence=15.0, limit=90.0))),
        # What the daemon refuses all other programs is what the test is about to do.
        (memory, "refuse_core_dumps", lambda: None),
    ):
        setattr(owner, name, instead)
    threading.Thread(target=somebody.listen, daemon=True).start()
    return cli.main(["--config", str(config), "run"])


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
