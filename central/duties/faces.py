"""How many people's faces the doors hold, and what is to be done at which number. Pure but for the count itself.

Who stores the faces of 100,000 people files that with the province within 30 working days (measures on face
recognition, article 15). What is stored now counts: faces that were erased do not.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, ClockRow, Rule, Span, State, Subject, Unit
from central.db import Database
from central.duties import counted
from central.duties.counted import What

EVERY: Final = 10 * 60 * 1000
"""ms between two counts."""
OWNER: Final = "role:system-administrator"
KIND: Final = "faces"
_SOURCE: Final = "人脸识别技术应用安全管理办法 15"
_IN_FORCE: Final = date(2025, 6, 1)


@dataclass(frozen=True)
class Threshold:
    """From how many people on something has to be done, and by when."""

    people: int
    rule: Rule

    @property
    def subject(self) -> Subject:
        """What its clock is about."""
        return Subject(KIND, str(self.people))


def _warning(people: int, days: int) -> Threshold:
    rule = Rule(
        name=f"duties.faces-{people}",
        en=f"{people:,} people's faces are stored: prepare the filing at 100,000",
        zh=f"人脸存储人数已达 {people:,}，请准备满 100,000 人时的备案",
        term=Span(days, Unit.WORKING_DAYS),
        source=f"assumption / 假定，待确认 ({_SOURCE})",
        dated=_IN_FORCE,
        reminders=(Span(1, Unit.WORKING_DAYS),),
    )
    return Threshold(people, rule)


FILING: Final = Threshold(
    100_000,
    Rule(
        name="duties.face-filing",
        en="File the use of faces with the provincial cyberspace office",
        zh="向省级网信部门办理人脸识别技术应用备案",
        term=Span(30, Unit.WORKING_DAYS),
        source=_SOURCE,
        dated=_IN_FORCE,
        reminders=(Span(10, Unit.WORKING_DAYS), Span(3, Unit.WORKING_DAYS)),
        escalations=(Span(1, Unit.WORKING_DAYS),),
    ),
)
THRESHOLDS: Final = (_warning(80_000, 20), _warning(95_000, 5), FILING)


@dataclass(frozen=True)
class Reached:
    """A threshold, and its last clock; None where it was never reached."""

    threshold: Threshold
    clock: ClockRow | None


class Counting:
    """Counts now and then; first when it is asked first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked: int | None = None

    def turn(self, calendar: Calendar, now: int) -> bool:
        """Count, and begin what the number asks for; False where it is too early. now: Unix ms."""
        if self._looked is not None and 0 <= now - self._looked < EVERY:
            return False
        with self._database.reading() as session:
            counts = counted.count(session)
        with self._database.writing() as session:
            before = counted.kept(session)
            follow(session, calendar, counts[What.FACES], now, before=before[What.FACES] if before else 0)
            counted.keep(session, counts, now)
        self._looked = now
        return True


def follow(session: Session, calendar: Calendar, people: int, now: int, *, before: int) -> None:
    """Begin the work of a threshold that was reached; a warning that no longer holds falls away, a filing does not.

    before: how many were counted last. A warning that was seen to warns again when the number has fallen and
    risen since.
    """
    for each in reached(session, now):
        begins = _begins(each, people, before)
        if not (begins or _falls_away(each, people)):
            continue
        act = Act("central", f"{people} people's faces are stored", now)
        if begins:
            clocks.start(session, calendar, each.threshold.rule, each.threshold.subject, act, owner=OWNER)
        elif each.clock is not None:
            clocks.cancel(session, each.clock.id, act)
        audit.note(session, act="faces.count", of=f"faces:{each.threshold.people}", by="central")


def reached(session: Session, now: int) -> list[Reached]:
    """Every threshold with its last clock."""
    found = ((each, clocks.clocks_of(session, each.subject, now)) for each in THRESHOLDS)
    return [Reached(threshold, rows[-1] if rows else None) for threshold, rows in found]


def done(session: Session, people: int, act: Act) -> bool:
    """What the threshold of so many people asks for is done; False where nothing is to be done."""
    threshold = next((each for each in THRESHOLDS if each.people == people), None)
    if threshold is None:
        return False
    running = clocks.open_clock(session, threshold.rule.name, threshold.subject)
    if running is None:
        return False
    clocks.meet(session, running, act)
    audit.note(session, act="faces.done", of=f"faces:{people}", why=act.why)
    return True


def _begins(each: Reached, people: int, before: int) -> bool:
    if people < each.threshold.people:
        return False
    rises = before < each.threshold.people and each.threshold is not FILING
    return each.clock is None or each.clock.state is State.CANCELLED or (rises and each.clock.state is State.MET)


def _falls_away(each: Reached, people: int) -> bool:
    is_open = each.clock is not None and each.clock.ended_at is None
    return is_open and each.threshold is not FILING and people < each.threshold.people
