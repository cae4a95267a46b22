"""What else may ask of the duties: an assessment for whoever sets a town up, and what time brings."""

from typing import cast

from flask import Flask

from central.duties.assessing import Decision, Purpose, questions
from central.duties.assessments import Answered, decide, propose
from central.duties.proving import first_broken, proofs
from central.duties.purging import Purging
from central.duties.turn import Duties

__all__ = [
    "Answered",
    "Decision",
    "Purpose",
    "decide",
    "duties_of",
    "first_broken",
    "proofs",
    "propose",
    "purging_of",
    "questions",
]


def duties_of(app: Flask) -> Duties:
    """What brings on what time brings, for `app`."""
    return cast(Duties, app.extensions["menlu-duties"])


def purging_of(app: Flask) -> Purging:
    """What deletes for `app`, by day and by night."""
    return cast(Purging, app.extensions["menlu-purging"])
