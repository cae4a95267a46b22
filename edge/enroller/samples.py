"""A captured face beside the document's photograph and the other residents: numbers, no pictures."""

import logging
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from edge.document import Reading, Way
from edge.document.photo import PhotoDecoder
from edge.document.photo.picture import decode as decode_file
from edge.enrolment.events import Samples
from edge.errors import DocumentError
from edge.face.capture import Captured
from edge.face.document import compare_to_document
from edge.face.liveness import Live
from edge.face.picture import Image
from edge.face.probe import Prober

log = logging.getLogger(__name__)


class Comparer:
    """Compares a captured face. alike: whether another resident's references are so near to these templates that the
    door might take one for the other.
    """

    def __init__(self, decoder: PhotoDecoder, alike: Callable[[NDArray[np.float32]], bool]) -> None:
        self._decoder, self._alike = decoder, alike

    def samples(self, captured: Captured, reading: Reading | None, prober: Prober) -> Samples:
        """What is kept of the capture until the end of the enrolment."""
        liveness = "live" if captured.liveness.outcome is Live.LIVE else "unsure"
        alike = self._alike(captured.templates)
        photograph = self._photograph(reading)
        if photograph is None:
            return Samples(captured.templates, liveness, alike=alike)
        compared = compare_to_document(captured, photograph, prober)
        source = "printed" if reading and reading.document.way is Way.PRINTED else "chip"
        return Samples(captured.templates, liveness, source, compared.score, compared.threshold, alike)

    def _photograph(self, reading: Reading | None) -> Image | None:
        """The photograph in the document's chip, or that was cut out of the printed card; None where there is none, or
        it can't be decoded.
        """
        if reading is None or reading.photo is None:
            return None
        decode = decode_file if reading.document.way is Way.PRINTED else self._decoder.decode
        try:
            picture = decode(reading.photo)
        except DocumentError as error:
            log.warning("%s", error)
            return None
        return np.ascontiguousarray(picture[:, :, ::-1])
