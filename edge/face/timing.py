"""How long a probe takes on this machine: CPU time of each step and of a search, medians.

A drawn picture serves as the frame: how long the steps take does not depend on what it shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time

import numpy as np

from edge.face.align import align
from edge.face.compare import Gallery
from edge.face.detect import Face
from edge.face.probe import Prober
from edge.face.quality import LIMITS, Quality, of_aligned
from edge.face.refine import refine

ROUNDS = 30


@dataclass(frozen=True)
class Timing:
    """CPU time in ms. search: 1:N over `references` references."""

    detect_640x480: float
    refine: float
    align: float
    quality: float
    template: float
    search: float
    references: int

    @property
    def total(self) -> float:
        """The whole probe of one frame and its search."""
        return self.detect_640x480 + self.refine + self.align + self.quality + self.template + self.search


def measure(prober: Prober, references: int = 1_000) -> Timing:
    """Time every step of a probe with its models."""
    generator = np.random.default_rng(1)
    frame = generator.integers(0, 255, (480, 640, 3), np.uint8)
    wanted = prober.embedder.manifest.alignment
    points = np.array(wanted.points, np.float32) * 1.5 + 150
    face = Face(150, 150, 150, 190, points, 1.0)
    aligned = align(frame, points, wanted)
    template = prober.embedder.template(aligned)
    drawn = generator.standard_normal((references, len(template))).astype(np.float32)
    gallery = Gallery([str(row) for row in range(references)], drawn)
    return Timing(
        detect_640x480=_median_ms(lambda: prober.detector.detect(frame)),
        refine=_median_ms(lambda: refine(prober.detector, frame, face)),
        align=_median_ms(lambda: align(frame, points, wanted)),
        quality=_median_ms(lambda: of_aligned(aligned, Quality(None), LIMITS)),
        template=_median_ms(lambda: prober.embedder.template(aligned)),
        search=_median_ms(lambda: gallery.identify(template)),
        references=references,
    )


def _median_ms(step: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = process_time()
        step()
        taken.append(process_time() - start)
    return median(taken) * 1e3
