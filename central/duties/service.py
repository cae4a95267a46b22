"""What others may ask of the duties: to assess, report and note for whoever sets a town up, and what time brings."""

from typing import cast

from flask import Flask
from sqlalchemy.orm import Session

from central.duties import counted
from central.duties.assessing import Decision, Purpose, questions
from central.duties.assessments import Answered, decide, propose
from central.duties.handing import Asker, Handed, Way
from central.duties.handing import note as note_handover
from central.duties.happening import Facts, Group, Kind, Level, Step
from central.duties.incidents import do as do_about_incident
from central.duties.incidents import report as report_incident
from central.duties.proving import first_broken, is_as_logged, proofs
from central.duties.purging import Purging
from central.duties.turn import Duties

__all__ = [
    "Answered",
    "Asker",
    "Decision",
    "Facts",
    "Group",
    "Handed",
    "Kind",
    "Level",
    "Purpose",
    "Step",
    "Way",
    "count",
    "decide",
    "do_about_incident",
    "duties_of",
    "first_broken",
    "is_as_logged",
    "note_handover",
    "proofs",
    "propose",
    "purging_of",
    "questions",
    "report_incident",
]


def count(session: Session, now: int) -> None:
    """Count what takes longer than a page may, and keep it; now: Unix ms. `Duties` does so again as time goes."""
    counted.keep(session, counted.count(session), now)


def duties_of(app: Flask) -> Duties:
    """What brings on what time brings, for `app`."""
    return cast(Duties, app.extensions["menlu-duties"])


def purging_of(app: Flask) -> Purging:
    """What deletes for `app`, by day and by night."""
    return cast(Purging, app.extensions["menlu-purging"])
