"""The best few samples of one person, spread over poses: what one good reference is made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.face.probe import Probe
from edge.face.template import Template

AHEAD = 0.09
"""A head whose parallax is less looks ahead."""
SLIGHT = 0.2
"""One turned further gives no sample: half a profile resembles too many."""
KEPT = {"left": 1, "ahead": 3, "right": 1}
"""How many samples are kept of each side."""


@dataclass(frozen=True, eq=False)
class _Sample:
    """A template and how sharp the face was that it came from."""

    template: Template
    sharpness: float


class Sampling:
    """Keeps, of all probes offered, the sharpest three that look ahead and the sharpest from either side."""

    def __init__(self) -> None:
        self._kept: dict[str, list[_Sample]] = {side: [] for side in KEPT}

    def __len__(self) -> int:
        """How many samples are kept."""
        return sum(map(len, self._kept.values()))

    def offer(self, probe: Probe, turned: float) -> None:
        """Take one more probe into account; turned: the parallax of its turn."""
        if probe.template is None or not abs(turned) < SLIGHT:
            return
        side = "ahead" if abs(turned) < AHEAD else "left" if turned > 0 else "right"
        kept = self._kept[side]
        kept.append(_Sample(probe.template.copy(), probe.quality.sharpness or 0.0))
        kept.sort(key=lambda sample: -sample.sharpness)
        if len(kept) > KEPT[side]:
            kept.pop().template.fill(0)

    def best(self) -> NDArray[np.float32]:
        """The samples' templates, n × d; a copy."""
        return np.array([sample.template for kept in self._kept.values() for sample in kept], np.float32)

    def forget(self) -> None:
        """Overwrite and let go of every sample."""
        for kept in self._kept.values():
            for sample in kept:
                sample.template.fill(0)
            kept.clear()
