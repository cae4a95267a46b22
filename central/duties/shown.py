"""What a form of the duties shows before somebody does something (`central.web.changes`)."""

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.duties import assessments, incidents, words
from central.duties.happening import Step
from central.web import changes
from central.web.changes import Coded, Shown


def init_app(app: Flask) -> None:
    """Have the forms notice what others change."""
    decided = ("assessment.approve", "assessment.refuse", "assessment.end")
    changes.add(app, "assessment", _assessment, acts=decided)
    changes.add(app, "incident", _incident, acts=tuple(f"incident.{step.value}" for step in Step))


def _assessment(session: Session, assessment_id: int) -> Shown:
    row = assessments.row_of(session, assessment_id)
    return {} if row is None else {"state": (_("State"), Coded(row.state.value, words.ASSESSMENT_STATES[row.state][2]))}


def _incident(session: Session, incident_id: int) -> Shown:
    row = incidents.row_of(session, incident_id)
    if row is None:
        return {}
    steps = [each.step for each in incidents.events(session, incident_id)]
    done = Coded(" ".join(step.value for step in steps), ", ".join(str(words.STEPS[step]) for step in steps))
    return {
        "state": (_("State"), Coded(row.state.value, words.INCIDENT_STATES[row.state][2])),
        "done": (_("Done"), done),
    }
