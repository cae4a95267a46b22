"""A captured face beside the document's photograph and the other residents: numbers, no pictures."""

import logging
from collections.abc import Callable

import numpy as np

from edge.document import Reading
from edge.document.photo import PhotoDecoder
from edge.enrolment.events import Samples
from edge.errors import DocumentError
from edge.face.capture import Captured
from edge.face.compare import Candidate, verify
from edge.face.liveness import Live
from edge.face.manifest import Comparison
from edge.face.photograph import template_of_photograph
from edge.face.probe import Prober
from edge.face.template import Template

log = logging.getLogger(__name__)


class Comparer:
    """Compares a captured face. neighbour: the resident nearest to a template, None when there is none."""

    def __init__(self, decoder: PhotoDecoder, neighbour: Callable[[Template], Candidate | None]) -> None:
        self._decoder, self._neighbour = decoder, neighbour

    def samples(self, captured: Captured, reading: Reading | None, prober: Prober) -> Samples:
        """What is kept of the capture until the end of the enrolment."""
        comparison = prober.embedder.manifest.comparison
        liveness = "live" if captured.liveness.outcome is Live.LIVE else "unsure"
        alike = self._alike(captured, comparison)
        photograph = self._photograph(reading, prober)
        if photograph is None:
            return Samples(captured.templates, liveness, alike=alike)
        score = verify(photograph, captured.templates)
        return Samples(captured.templates, liveness, "chip", score, comparison.verify.score, alike)

    def _alike(self, captured: Captured, comparison: Comparison) -> bool:
        """Whether another resident's references are so near that the door could take one for the other."""
        found = [self._neighbour(template) for template in captured.templates]
        return any(candidate and candidate.score >= comparison.identify.score for candidate in found)

    def _photograph(self, reading: Reading | None, prober: Prober) -> Template | None:
        """The template of the photograph in the document's chip; None where there is none to compare with."""
        if reading is None or reading.photo is None:
            return None
        try:
            picture = self._decoder.decode(reading.photo)
        except DocumentError as error:
            log.warning("%s", error)
            return None
        return template_of_photograph(prober, np.ascontiguousarray(picture[:, :, ::-1]))
