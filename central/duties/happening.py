"""What can happen to people's data, how grave it is, what has to follow, and by when. Pure.

The report to the authority: measures on reporting network security incidents, article 4 (in force 2025-11-01): from
"larger" on within 4 hours for who is no central organ and no critical infrastructure. The people: PIPL, article 57.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final

from central.clock.service import Rule, Span, Unit
from central.duties.assessing import NotPossible
from central.duties.keeping import ASSUMED

WORDS_LENGTH: Final = 2000
_REPORTING: Final = "国家网络安全事件报告管理办法"
_REPORTING_SINCE: Final = date(2025, 11, 1)


@unique
class Kind(StrEnum):
    """What has happened."""

    LEAK = "leak"
    BOX_LOST = "box-lost"
    ACCESS = "access"
    TAMPERING = "tampering"
    LOSS = "loss"
    OUTAGE = "outage"


@unique
class Level(StrEnum):
    """How grave: as the four classes of the national plan."""

    GENERAL = "general"
    LARGER = "larger"
    MAJOR = "major"
    SEVERE = "severe"


@unique
class Group(StrEnum):
    """Whom it concerns; each gets a notice of their own."""

    TENANTS = "tenants"
    LANDLORDS = "landlords"
    VISITORS = "visitors"
    STAFF = "staff"


@unique
class IncidentState(StrEnum):
    """Whether it is over."""

    OPEN = "open"
    CLOSED = "closed"


@unique
class Step(StrEnum):
    """What is done about it. REPORTED: the first report is with the authority. TOLD: the people know.

    UNTOLD: the harm was averted, so that nobody needs to be told (PIPL 57). ASSESSED: it is graver than was thought.
    ENDED: nothing more has to be done about it. CLOSED: the closing report is made.
    """

    REPORTED = "reported"
    FOLLOWED_UP = "followed-up"
    TOLD = "told"
    UNTOLD = "untold"
    ASSESSED = "assessed"
    ENDED = "ended"
    CLOSED = "closed"


REPORT: Final = Rule(
    name="duties.incident-report",
    en="First report to the provincial cyberspace office",
    zh="向省级网信部门首次报告",
    term=Span(4, Unit.HOURS),
    source=f"{_REPORTING} 4",
    dated=_REPORTING_SINCE,
    reminders=(Span(2, Unit.HOURS), Span(1, Unit.HOURS)),
    escalations=(Span(1, Unit.HOURS),),
)
NOTICE: Final = Rule(
    name="duties.incident-notice",
    en="Tell the people concerned",
    zh="告知受影响的个人",
    term=Span(24, Unit.HOURS),
    source="个人信息保护法 57 (at once / 立即; 24 h: assumption / 假定，待确认)",
    dated=date(2021, 11, 1),
    reminders=(Span(12, Unit.HOURS),),
    escalations=(Span(1, Unit.HOURS),),
)
HANDLING: Final = Rule(
    name="duties.incident-handling",
    en="Bring the incident to its end",
    zh="完成事件处置",
    term=Span(30, Unit.NATURAL_DAYS),
    source=ASSUMED,
    dated=date(2026, 11, 23),
    reminders=(Span(7, Unit.NATURAL_DAYS),),
)
CLOSING: Final = Rule(
    name="duties.incident-closing",
    en="Closing report, 30 days from the end of the handling",
    zh="处置工作结束后 30 日内提交总结报告",
    term=Span(30, Unit.NATURAL_DAYS),
    # The text of the measures was read up to article 4; of the closing report nothing that was read says the days.
    source=f"{ASSUMED} ({_REPORTING}，条款号待核)",
    dated=_REPORTING_SINCE,
    reminders=(Span(7, Unit.NATURAL_DAYS),),
)
MEETS: Final[Mapping[Step, Rule]] = {
    Step.REPORTED: REPORT,
    Step.TOLD: NOTICE,
    Step.UNTOLD: NOTICE,
    Step.ENDED: HANDLING,
    Step.CLOSED: CLOSING,
}
"""Step → the deadline it meets."""


@dataclass(frozen=True)
class Facts:
    """What is known of an incident. groups: whom it concerns. people: how many, as far as is known."""

    kind: Kind
    level: Level
    words: str
    measures: str
    groups: tuple[Group, ...]
    people: int
    found_at: int
    is_drill: bool = False

    @property
    def is_reportable(self) -> bool:
        """Whether the authority has to be told within hours."""
        return self.level is not Level.GENERAL


def rules(facts: Facts) -> list[Rule]:
    """The deadlines that begin with the discovery."""
    found = [REPORT] if facts.is_reportable else []
    return [*found, *([NOTICE] if facts.groups else []), HANDLING]


def higher(level: Level) -> list[Level]:
    """The graver classes, the next one first."""
    levels = list(Level)
    return levels[levels.index(level) + 1 :]


def possible(state: IncidentState, facts: Facts, done: Collection[Step]) -> list[Step]:
    """What can be done next: nothing is closed before its handling is over and everybody knows who has to."""
    if state is IncidentState.CLOSED:
        return []
    tells = [] if {Step.TOLD, Step.UNTOLD} & set(done) or not facts.groups else [Step.TOLD, Step.UNTOLD]
    reports = [Step.REPORTED] if Step.REPORTED not in done else []
    owes = bool(tells) or (facts.is_reportable and bool(reports))
    rises = [Step.ASSESSED] if higher(facts.level) else []
    ends = [Step.ENDED] if Step.ENDED not in done else [] if owes else [Step.CLOSED]
    return [*reports, *tells, Step.FOLLOWED_UP, *rises, *ends]


def require(step: Step, state: IncidentState, facts: Facts, done: Collection[Step]) -> None:
    """Raises NotPossible for what can't be done next."""
    if step not in possible(state, facts, done):
        raise NotPossible(f"{step} does not follow")
