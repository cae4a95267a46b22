"""The transactions on incidents: report one, do a step about it; and what is known of them. Times are Unix ms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Rule, Subject
from central.duties import happening
from central.duties.assessing import NotPossible
from central.duties.happening import Facts, Group, IncidentState, Kind, Level, Step
from central.duties.tables import incident, incident_event

KIND = "incident"
"""What the clocks of incidents are about."""
OWNER = "role:system-administrator"


@dataclass(frozen=True)
class IncidentRow:
    """An incident."""

    id: int
    facts: Facts
    state: IncidentState
    made_at: int
    made_by: str

    @property
    def subject(self) -> Subject:
        """What its clocks are about."""
        return Subject(KIND, str(self.id))


@dataclass(frozen=True)
class EventRow:
    """What was done about an incident."""

    at: int
    step: Step
    words: str
    by: str
    level: Level | None


def report(session: Session, calendar: Calendar, facts: Facts, *, by: str, now: int) -> int:
    """Something has happened; its number. The deadlines run from when it was found."""
    row = {
        "kind": facts.kind.value,
        "level": facts.level.value,
        "words": facts.words,
        "affected": " ".join(group.value for group in facts.groups),
        "measures": facts.measures,
        "people": facts.people,
        "found_at": facts.found_at,
        "state": IncidentState.OPEN.value,
        "is_drill": facts.is_drill,
        "made_at": now,
        "made_by": by,
    }
    made = int(session.execute(insert(incident).values(row).returning(incident.c.id)).scalar_one())
    audit.note(session, act="incident.report", of=f"{KIND}:{made}", detail={"drill": facts.is_drill})
    for rule in happening.rules(facts):
        why = "drill: found" if facts.is_drill else "found"
        clocks.start(session, calendar, rule, Subject(KIND, str(made)), Act(by, why, facts.found_at), owner=OWNER)
    return made


def do(
    session: Session,
    calendar: Calendar,
    incident_id: int,
    step: Step,
    words: str,
    *,
    by: str,
    now: int,
    level: Level | None = None,
) -> None:
    """Something was done about it; the deadline it meets is met, and what follows begins.

    level: of an incident that is graver than was thought. Raises NotPossible.
    """
    held = session.execute(select(incident).where(incident.c.id == incident_id).with_for_update()).one_or_none()
    if held is None:
        raise NotPossible(f"there is no incident {incident_id}")
    row = _row(held)
    done = [each.step for each in events(session, incident_id)]
    happening.require(step, row.state, row.facts, done)
    if (step is Step.ASSESSED) != (level in happening.higher(row.facts.level)):
        raise NotPossible("a class is raised to a higher one, and by nothing else")
    told = {"incident_id": incident_id, "at": now, "step": step.value, "words": words, "by": by}
    session.execute(insert(incident_event), told | {"level": level.value if level else None})
    changed = {"level": level.value} if level else {"state": IncidentState.CLOSED.value} if step is Step.CLOSED else {}
    if changed:
        session.execute(update(incident).where(incident.c.id == incident_id).values(changed))
    detail: audit.Detail = {"level": level.value, "level before": row.facts.level.value} if level else {}
    audit.note(session, act=f"incident.{step.value}", of=f"{KIND}:{incident_id}", detail=detail)
    act = Act(by, step.value, now)
    _meet(session, row.subject, happening.MEETS.get(step), act)
    if step is Step.ENDED:
        clocks.start(session, calendar, happening.CLOSING, row.subject, act, owner=OWNER)
    elif step is Step.ASSESSED and Step.REPORTED not in done:
        # Whoever finds out late how grave it is has no longer for it: the hours run from the discovery (article 4).
        found = Act(by, step.value, row.facts.found_at)
        clocks.start(session, calendar, happening.REPORT, row.subject, found, owner=OWNER)


def _meet(session: Session, subject: Subject, rule: Rule | None, act: Act) -> None:
    running = None if rule is None else clocks.open_clock(session, rule.name, subject)
    if running is not None:
        clocks.meet(session, running, act)


def chosen(_: None = None) -> Select[Any]:
    """Every incident, for a list."""
    return select(incident)


def rows(found: Iterable[Any]) -> list[IncidentRow]:
    """Rows of the database as the pages know them."""
    return [_row(each) for each in found]


def row_of(session: Session, incident_id: int) -> IncidentRow | None:
    """One of them."""
    return next(iter(rows(session.execute(chosen().where(incident.c.id == incident_id)))), None)


def open_incidents(session: Session) -> list[IncidentRow]:
    """Those that are not over, the first found first."""
    waiting = chosen().where(incident.c.state == IncidentState.OPEN.value)
    return rows(session.execute(waiting.order_by(incident.c.found_at)))


def events(session: Session, incident_id: int) -> list[EventRow]:
    """What was done about it, the first first."""
    columns = (incident_event.c[name] for name in EventRow.__dataclass_fields__)
    done = select(*columns).where(incident_event.c.incident_id == incident_id).order_by(incident_event.c.id)
    return [
        EventRow(row.at, Step(row.step), row.words, row.by, Level(row.level) if row.level else None)
        for row in session.execute(done)
    ]


def _row(row: Any) -> IncidentRow:
    groups = tuple(Group(code) for code in row.affected.split())
    facts = Facts(
        Kind(row.kind), Level(row.level), row.words, row.measures, groups, row.people, row.found_at, row.is_drill
    )
    return IncidentRow(row.id, facts, IncidentState(row.state), row.made_at, row.made_by)
