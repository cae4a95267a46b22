"""A landlord asks that a judgement be looked at again: a request with a clock, decided by somebody who found nothing.

An appeal that is upheld takes back hazards that were none; the building is judged anew by what is left.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum, unique
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Rule, Span, Subject, Unit
from central.rental.housing import buildings, inspecting, sites
from central.rental.housing.hazards import ASSUMED, HazardEvent
from central.rental.housing.judging import Because
from central.rental.housing.tables import appeal, building, hazard, inspection, judgement
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope

KIND: Final = "appeal"
"""What clocks of appeals are about."""
DECIDE: Final = Rule(
    name="housing.appeal",
    en="Decide about an appeal against a colour",
    zh="答复房屋分级申诉",
    term=Span(10, Unit.WORKING_DAYS),
    source=ASSUMED,
    dated=date(2026, 11, 23),
    reminders=(Span(2, Unit.WORKING_DAYS),),
    escalations=(Span(1, Unit.WORKING_DAYS),),
)


@unique
class AppealState(StrEnum):
    """How far an appeal is."""

    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"


class OwnFinding(Exception):
    """Whoever found what an appeal is about does not decide about it."""


def ask(session: Session, calendar: Calendar, scope: Scope, building_id: int, words: str, *, now: int) -> int:
    """Appeal against how a building is judged now; the appeal's number.

    Raises NotThere, NotPossible: nobody has judged it, or an appeal is open already.
    """
    house = buildings.held(session, scope, building_id)
    of_house = select(judgement.c.id).where(judgement.c.building_id == building_id)
    last = session.scalar(of_house.order_by(judgement.c.id.desc()).limit(1))
    asked = appeal.c.building_id == building_id, appeal.c.state == AppealState.OPEN.value
    if last is None or session.scalar(select(appeal.c.id).where(*asked).limit(1)) is not None:
        raise NotPossible("nothing can be appealed against now")
    row = {
        "building_id": building_id,
        "judgement_id": last,
        "state": AppealState.OPEN.value,
        "words": words,
        "asked_at": now,
        "asked_by": scope.by,
    }
    made = int(session.execute(insert(appeal).values(row).returning(appeal.c.id)).scalar_one())
    audit.note(session, act="appeal.ask", of=f"appeal:{made}", detail={"building": building_id, "judgement": last})
    act = Act(scope.by, "asked", now)
    clocks.start(session, calendar, DECIDE, Subject(KIND, str(made)), act, place_id=sites.of_house(session, house))
    return made


def decide(
    session: Session, calendar: Calendar, scope: Scope, appeal_id: int, wrong: Collection[int], *, why: str, now: int
) -> AppealState:
    """Uphold an appeal by taking back the hazards that were `wrong`; without any, refuse it.

    Raises NotThere, NotPossible, OwnFinding, NoReason.
    """
    mine = appeal.c.id == appeal_id, scope.buildings()
    chosen = select(appeal).join(building, building.c.id == appeal.c.building_id).where(*mine)
    held = session.execute(chosen.with_for_update(of=appeal)).one_or_none()
    if held is None:
        raise NotThere
    if held.state != AppealState.OPEN.value or not scope.is_office:
        raise NotPossible("the appeal is decided")
    _require_other(session, held, scope.by)
    state = AppealState.UPHELD if wrong else AppealState.REFUSED
    said = {"state": state.value, "decided_at": now, "decided_by": scope.by, "why": why}
    session.execute(update(appeal).where(appeal.c.id == appeal_id).values(said))
    audit.note(session, act=f"appeal.{state}", of=f"appeal:{appeal_id}", why=why, detail={"hazards": len(wrong)})
    for hazard_id in sorted(set(wrong)):
        if session.scalar(select(hazard.c.building_id).where(hazard.c.id == hazard_id)) != held.building_id:
            raise NotThere
        inspecting.act(session, calendar, scope, hazard_id, HazardEvent.CANCEL, why=why, now=now)
    clock_id = clocks.open_clock(session, DECIDE.name, Subject(KIND, str(appeal_id)))
    if clock_id is not None:
        clocks.meet(session, clock_id, Act(scope.by, why, now))
    return state


def _require_other(session: Session, held: Any, by: str) -> None:
    because = Because.read(
        session.scalars(select(judgement.c.because).where(judgement.c.id == held.judgement_id)).one()
    )
    finders = select(hazard.c.found_by).where(hazard.c.id.in_(because.hazards))
    lookers = select(inspection.c.by).where(inspection.c.id == because.inspection)
    if by in {*session.scalars(finders), *session.scalars(lookers)}:
        raise OwnFinding
