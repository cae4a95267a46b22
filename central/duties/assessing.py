"""What has to be assessed before people's data are used for it, and what an assessment answers. Pure.

The law: before sensitive personal information is used, and before decisions are automated, its effect on people is
assessed; the report is kept for three years (PIPL, articles 55 and 56). For faces the questions are more (measures on
face recognition, order 19 of 2025, article 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique
from typing import Final

import msgspec

from central.clock import service as clocks
from central.clock.service import Calendar, Course, Rule, Span, Unit

FORM: Final = 1
"""The questions as they are now; an answer stays with those it was given to."""
ANSWER_LENGTH: Final = 2000
"""Letters of an answer."""
LONGEST: Final = 3 * 365
"""Days an assessment may hold at most before somebody looks again. No law names a time: an assumption."""
_PIPL: Final = "个人信息保护法"
_FACE: Final = "人脸识别技术应用安全管理办法 (2025-06-01)"


@unique
class Purpose(StrEnum):
    """What people's data are used for."""

    FACE_DOOR = "face-door"
    CARD_COMPARISON = "card-comparison"
    PRESENCE = "presence"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class Question:
    """Something an assessment answers. source: the article that asks it. only: purposes it is asked for; none: all."""

    code: str
    source: str
    only: frozenset[Purpose] = frozenset()


_OF_FACES: Final = frozenset({Purpose.FACE_DOOR, Purpose.CARD_COMPARISON})
QUESTIONS: Final = (
    Question("what", f"{_PIPL} 56 (1)"),
    Question("lawful", f"{_PIPL} 56 (1)"),
    Question("necessary", f"{_PIPL} 6, 28"),
    Question("other-way", f"{_FACE} 10", _OF_FACES),
    Question("consent", f"{_PIPL} 14, 29, 31"),
    Question("effect", f"{_PIPL} 56 (2)"),
    Question("risks", f"{_FACE} 9", _OF_FACES),
    Question("measures", f"{_PIPL} 56 (3)"),
    Question("keeping", f"{_PIPL} 19"),
)


def questions(purpose: Purpose) -> list[Question]:
    """Those an assessment of this purpose answers, in their order."""
    return [each for each in QUESTIONS if not each.only or purpose in each.only]


@unique
class AssessmentState(StrEnum):
    """How far an assessment is. ENDED: another has taken its place, or somebody has ended it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


@unique
class Decision(StrEnum):
    """What is decided about an assessment."""

    APPROVE = "approve"
    REFUSE = "refuse"
    END = "end"


class NotPossible(Exception):
    """What was asked does not follow from how things stand now."""


class OwnAssessment(NotPossible):
    """Nobody approves what they have answered themselves."""


DECISIONS: Mapping[tuple[AssessmentState, Decision], AssessmentState] = {
    (AssessmentState.PROPOSED, Decision.APPROVE): AssessmentState.APPROVED,
    (AssessmentState.PROPOSED, Decision.REFUSE): AssessmentState.REFUSED,
    (AssessmentState.APPROVED, Decision.END): AssessmentState.ENDED,
}


def after(state: AssessmentState, decision: Decision) -> AssessmentState:
    """The state that follows. Raises NotPossible."""
    try:
        return DECISIONS[state, decision]
    except KeyError:
        raise NotPossible(f"{decision} does not follow for an assessment that is {state}") from None


def holds(state: AssessmentState, until: str, today: date) -> bool:
    """Whether an assessment holds on that day; until: its last one, ISO."""
    return state is AssessmentState.APPROVED and date.fromisoformat(until) >= today


def rests_from(calendar: Calendar, last: date) -> int:
    """When faces rest that may be used until that day: as the office opens on the next working day, Unix ms.

    At midnight nobody is there to let in who knows no other way. That the day which somebody wrote into an assessment
    lasts until then is an assumption; no law names the hour.
    """
    return calendar.moment(clocks.add_working_days(calendar, last, 1), calendar.hours.opens)


GRACE: Final = Rule(
    name="duties.face-grace",
    en="Assess the use of faces, or they rest",
    zh="完成人脸识别影响评估，逾期停用人脸",
    term=Span(30, Unit.WORKING_DAYS),
    source="assumption / 假定，待确认 (个人信息保护法 55、56)",
    dated=date(2026, 11, 23),
    reminders=(Span(10, Unit.WORKING_DAYS), Span(3, Unit.WORKING_DAYS)),
)
"""How long the doors of a town go on that used faces before central asked for an assessment."""
REVIEW: Final = Rule(
    name="duties.assessment-review",
    en="Assess anew before the assessment ends",
    zh="影响评估到期前重新评估",
    # Of natural days: so many working days around the Spring Festival would end after the assessment.
    term=Span(20, Unit.NATURAL_DAYS),
    source="assumption / 假定，待确认 (个人信息保护法 55、56)",
    dated=date(2026, 11, 23),
    reminders=(Span(5, Unit.WORKING_DAYS),),
)
REVIEW_BEFORE: Final = 30
"""Days before its last that an assessment's review begins."""
_HOUR: Final = 3600 * 1000


def review(calendar: Calendar, last: date, now: int) -> Rule:
    """REVIEW for an assessment that holds until the day `last`; for one that was approved for few days with so many
    fewer that it is due before that day, or in hours where no day is left. now: Unix ms.
    """
    for days in range(REVIEW.term.amount, 0, -1):
        rule = msgspec.structs.replace(REVIEW, term=Span(days, Unit.NATURAL_DAYS))
        if calendar.day_of(clocks.due(rule, Course(now), calendar).at - 1) < last:
            return rule
    left = calendar.moment(last + timedelta(days=1)) - 1 - now
    return msgspec.structs.replace(REVIEW, term=Span(max(1, left // _HOUR), Unit.HOURS))
