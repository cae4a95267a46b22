"""The transactions on assessments: answer the questions, approve, refuse, end; and what is known of them.

Each runs in the caller's transaction, with the row of the log. Times are Unix ms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Subject
from central.duties import assessing
from central.duties.assessing import AssessmentState, Decision, NotPossible, OwnAssessment, Purpose
from central.duties.tables import assessment
from central.place import service as places
from central.web.grants import TOWN, Reach

KIND = "assessment"
"""What the clocks of assessments are about."""
BY_TIME = "central"


@dataclass(frozen=True)
class AssessmentRow:
    """An assessment. until: the last day it holds. place: "" for the whole town."""

    id: int
    purpose: Purpose
    form: int
    place_id: int
    place: str
    answers: Mapping[str, str]
    state: AssessmentState
    until: date
    made_at: int
    made_by: str
    decided_at: int | None
    decided_by: str | None
    why: str

    def holds(self, today: date) -> bool:
        """Whether it holds on that day."""
        return assessing.holds(self.state, self.until.isoformat(), today)


@dataclass(frozen=True)
class Answered:
    """What somebody has answered. until: the last day it is to hold."""

    purpose: Purpose
    answers: Mapping[str, str]
    until: date
    place_id: int = TOWN


def rows(session: Session, purpose: Purpose | None = None) -> list[AssessmentRow]:
    """All of them, the last first."""
    chosen = select(assessment).order_by(assessment.c.id.desc())
    if purpose is not None:
        chosen = chosen.where(assessment.c.purpose == purpose.value)
    return [_row(session, each) for each in session.execute(chosen)]


def row_of(session: Session, assessment_id: int) -> AssessmentRow | None:
    """One of them."""
    found = session.execute(select(assessment).where(assessment.c.id == assessment_id)).one_or_none()
    return None if found is None else _row(session, found)


def covered(session: Session, purpose: Purpose, today: date) -> Reach:
    """The places, each with all below it, that an assessment of this purpose holds for."""
    holding = assessment.c.state == AssessmentState.APPROVED.value, assessment.c.until >= today.isoformat()
    chosen = select(assessment.c.place_id).where(assessment.c.purpose == purpose.value, *holding)
    return Reach(places=frozenset(session.scalars(chosen)))


def lasting(session: Session, calendar: Calendar, purpose: Purpose) -> list[tuple[int, int]]:
    """Each place an assessment of this purpose was approved for, and until when it lasts at its doors, Unix ms."""
    approved = assessment.c.state == AssessmentState.APPROVED.value, assessment.c.purpose == purpose.value
    found = session.execute(select(assessment.c.place_id, assessment.c.until).where(*approved))
    return [(row.place_id, assessing.rests_from(calendar, date.fromisoformat(row.until))) for row in found]


def propose(session: Session, answered: Answered, *, by: str, now: int) -> int:
    """Somebody has answered the questions; their number. Somebody else decides."""
    row = {
        "purpose": answered.purpose.value,
        "form": assessing.FORM,
        "place_id": answered.place_id,
        "answers": msgspec.json.encode(answered.answers).decode(),
        "state": AssessmentState.PROPOSED.value,
        "until": answered.until.isoformat(),
        "made_at": now,
        "made_by": by,
        "why": "",
    }
    made = int(session.execute(insert(assessment).values(row).returning(assessment.c.id)).scalar_one())
    detail = {"purpose": answered.purpose.value, "until": answered.until.isoformat()}
    audit.note(session, act="assessment.propose", of=f"{KIND}:{made}", detail=detail)
    return made


def decide(
    session: Session, calendar: Calendar, assessment_id: int, decision: Decision, *, by: str, why: str, now: int
) -> None:
    """Approve, refuse or end one; one that is approved takes the place of the one before.

    Raises NotPossible, OwnAssessment for who would approve their own.
    """
    held = session.execute(select(assessment).where(assessment.c.id == assessment_id).with_for_update()).one_or_none()
    if held is None:
        raise NotPossible(f"there is no assessment {assessment_id}")
    state = assessing.after(AssessmentState(held.state), decision)
    if decision is Decision.APPROVE:
        _require_other(held, by, calendar.day_of(now))
        _take_place(session, held, now)
    values = {"state": state.value, "decided_at": now, "decided_by": by, "why": why}
    try:
        with session.begin_nested():
            session.execute(update(assessment).where(assessment.c.id == held.id).values(values))
    except IntegrityError:
        raise NotPossible("another one was approved meanwhile") from None
    audit.note(session, act=f"assessment.{decision.value}", of=f"{KIND}:{held.id}", why=why)
    _end_review(session, decision, _subject(held), Act(by, why or decision.value, now))


def begin_reviews(session: Session, calendar: Calendar, now: int) -> None:
    """A deadline for each assessment that soon holds no longer and that nothing has taken the place of."""
    soon = calendar.day_of(now) + timedelta(days=assessing.REVIEW_BEFORE)
    ends = assessment.c.state == AssessmentState.APPROVED.value, assessment.c.until <= soon.isoformat()
    columns = assessment.c.purpose, assessment.c.place_id, assessment.c.until
    for row in session.execute(select(*columns).where(*ends)).all():
        subject = _subject(row)
        if clocks.open_clock(session, assessing.REVIEW.name, subject) is None:
            act = Act(BY_TIME, "the assessment ends soon", now)
            rule = assessing.review(calendar, date.fromisoformat(row.until), now)
            clocks.start(session, calendar, rule, subject, act, owner="role:system-administrator")
            audit.note(session, act="assessment.ends-soon", of=f"{KIND}:{subject.id}", by=BY_TIME)


def _subject(row: Any) -> Subject:
    """What the deadline to look again is about: the purpose, and the place where that is not the whole town."""
    return Subject(KIND, row.purpose if row.place_id == TOWN else f"{row.purpose}@{row.place_id}")


def _require_other(held: Any, by: str, today: date) -> None:
    if held.made_by == by:
        raise OwnAssessment("somebody else approves what one has answered")
    if held.until < today.isoformat():
        raise NotPossible("it would have ended already")


def _take_place(session: Session, held: Any, now: int) -> None:
    same = assessment.c.purpose == held.purpose, assessment.c.place_id == held.place_id
    standing = assessment.c.state == AssessmentState.APPROVED.value
    session.execute(
        update(assessment)
        .where(*same, standing)
        .values(state=AssessmentState.ENDED.value, why=f"→ {held.id}", decided_at=now)
    )


def _end_review(session: Session, decision: Decision, subject: Subject, act: Act) -> None:
    """A new assessment meets the deadline, the end of the old one takes its reason away; a refusal does neither."""
    running = clocks.open_clock(session, assessing.REVIEW.name, subject)
    if running is None or decision is Decision.REFUSE:
        return
    end = clocks.meet if decision is Decision.APPROVE else clocks.cancel
    end(session, running, act)


def _row(session: Session, row: Any) -> AssessmentRow:
    place = places.place_of(session, row.place_id) if row.place_id != TOWN else None
    return AssessmentRow(
        **{
            **row._mapping,
            "purpose": Purpose(row.purpose),
            "place": place.name if place else "",
            "answers": msgspec.json.decode(row.answers, type=dict[str, str]),
            "state": AssessmentState(row.state),
            "until": date.fromisoformat(row.until),
        }
    )
