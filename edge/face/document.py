"""Compare a captured person with the photograph of their document, 1:1.

The photograph in a resident card's chip is 102 × 126 pixels and strongly compressed, so its threshold is one of its
own: `comparison.document` of the embedder's manifest.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from edge.face.capture import Captured
from edge.face.photograph import template_of_photograph
from edge.face.picture import as_image
from edge.face.probe import Prober


@unique
class Match(StrEnum):
    """What comes of a comparison with a document; a photograph without a face is a matter for staff."""

    SAME = "same"
    NOT_SAME = "not-same"
    NO_FACE = "no-face"


@dataclass(frozen=True)
class Comparison:
    """For the record of an enrolment. score: None where the photograph shows no face."""

    score: float | None
    threshold: float
    outcome: Match


def compare_to_document(captured: Captured, photograph: object, prober: Prober) -> Comparison:
    """Whether the person captured is the one of the photograph (H × W × 3, BGR, uint8; or grey).

    The score is the mean over the captured samples: the nearest of them alone would let pass more strangers than the
    threshold, measured on single samples, stands for.
    """
    threshold = prober.embedder.manifest.comparison.for_documents.score
    image = as_image(photograph)
    template = None if image is None else template_of_photograph(prober, image)
    if template is None:
        return Comparison(None, threshold, Match.NO_FACE)
    score = float((captured.templates @ template).mean())
    template.fill(0)
    return Comparison(score, threshold, Match.SAME if score >= threshold else Match.NOT_SAME)
