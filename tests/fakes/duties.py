"""What a town has done of its duties by law: an assessment of opening by face, an incident."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Calendar, Office
from central.duties import assessments, incidents
from central.duties.assessing import Decision, Purpose, questions
from central.duties.assessments import Answered
from central.duties.happening import Facts, Group, Kind, Level
from central.hours import USUAL

OFFICE = Office(ZoneInfo("Asia/Shanghai"), USUAL)


def answered(calendar: Calendar, now: int, *, days: int = 300, purpose: Purpose = Purpose.FACE_DOOR) -> Answered:
    """Answers that hold for so many days."""
    until = calendar.day_of(now) + timedelta(days=days)
    return Answered(purpose, {each.code: f"{each.code}, in our words" for each in questions(purpose)}, until)


def propose(session: Session, now: int, *, days: int = 300) -> int:
    """Somebody has answered the questions about opening by face; their number."""
    return assessments.propose(session, answered(clocks.load(session, OFFICE), now, days=days), by="Lin", now=now)


def assess(session: Session, now: int, *, days: int = 300) -> int:
    """And somebody else has approved it: faces may be used."""
    made = propose(session, now, days=days)
    calendar = clocks.load(session, OFFICE)
    assessments.decide(session, calendar, made, Decision.APPROVE, by="Chen", why="", now=now)
    return made


def happen(session: Session, now: int, *, level: Level = Level.LARGER) -> int:
    """A list was found on the street; the incident's number."""
    facts = Facts(Kind.LEAK, level, "a printed list lay on the street", "taken in", (Group.TENANTS,), 12, now)
    return incidents.report(session, clocks.load(session, OFFICE), facts, by="Lin", now=now)
