"""Inspections, the hazards they find, and how these are put right; each judges the building anew in its transaction.

Each hazard has a clock from when it was found. It stands while the landlord says that the hazard is gone and nobody has
looked; it is met when somebody has. Times are Unix ms.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Occurrence, Subject
from central.rental.housing import buildings, hazards, judging, settings, sites
from central.rental.housing.hazards import ITEMS, HazardEvent, HazardState, Purpose, Severity
from central.rental.housing.judging import KIND
from central.rental.housing.tables import building, hazard, inspection
from central.rental.letting.looking import look_at
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.storeys import naming
from central.rental.tables import room


@dataclass(frozen=True)
class Found:
    """Something that is wrong. room_id: None for the whole building."""

    item: str
    words: str = ""
    room_id: int | None = None


@dataclass(frozen=True)
class Look:
    """An inspection as it was made. gone: hazards found before that were seen to be gone. storeys: those that were
    looked at; none: the whole house.
    """

    purpose: Purpose = Purpose.ROUTINE
    note: str = ""
    found: Collection[Found] = ()
    gone: Collection[int] = ()
    storeys: Collection[int] = ()


def inspect(session: Session, calendar: Calendar, scope: Scope, building_id: int, look: Look, *, now: int) -> int:
    """Somebody has looked at a building; the inspection's number. What is open already is not found again, and
    what is over by now is not seen to be gone once more.

    Raises NotThere (also for a room elsewhere), NotPossible.
    """
    house = buildings.held(session, scope, building_id)
    row = {"building_id": building_id, "purpose": look.purpose.value, "at": now, "by": scope.by, "note": look.note}
    made = int(session.execute(insert(inspection).values(row).returning(inspection.c.id)).scalar_one())
    naming.looked_at(session, house, made, look.storeys)
    gone = [_held_in(session, building_id, hazard_id) for hazard_id in look.gone]
    for each in gone:
        _confirm(session, calendar, each, Act(scope.by, "seen", now))
    known = {(each.item, each.room_id) for each in _counting(session, building_id)}
    for found in look.found:
        if (found.item, found.room_id) not in known:
            _insert(session, calendar, house, made, found, scope.by, now)
    detail = {"inspection": made, "purpose": look.purpose.value, "found": len(look.found), "gone": len(look.gone)}
    audit.note(session, act="building.inspect", of=f"building:{building_id}", detail=detail)
    judging.judge(session, building_id, by=scope.by, now=now)
    return made


def act(
    session: Session, calendar: Calendar, scope: Scope, hazard_id: int, event: HazardEvent, *, why: str, now: int
) -> HazardState:
    """Somebody does something about a hazard. A landlord can only say that it is mended.

    Raises NotThere, NotPossible, NoReason.
    """
    where = select(hazard.c.building_id).join(building, building.c.id == hazard.c.building_id)
    where = where.outerjoin(room, room.c.id == hazard.c.room_id)
    mine = scope.buildings(), or_(hazard.c.room_id.is_(None), scope.rooms_within())
    building_id = session.scalar(where.where(hazard.c.id == hazard_id, *mine))
    if building_id is None:
        raise NotThere
    if not scope.is_office and event is not HazardEvent.MEND:
        raise NotPossible(f"{event} is the office's to say")
    buildings.held(session, scope, building_id)
    state = _step(session, calendar, _held_in(session, building_id, hazard_id), event, Act(scope.by, why, now))
    audit.note(session, act=f"hazard.{event}", of=f"hazard:{hazard_id}", why=why)
    judging.judge(session, building_id, by=scope.by, now=now)
    return state


def heard(session: Session, occurrence: Occurrence) -> None:
    """A hazard's time is over: the building is judged anew, in the clock's transaction."""
    subject = occurrence.subject
    building_id = session.scalar(select(hazard.c.building_id).where(hazard.c.id == int(subject.id)))
    if building_id is not None:
        # The clock is held already, and an inspection holds the building before clocks: whoever waited here could wait
        # for ever. Refused, the clock is brought on again soon.
        session.execute(
            select(building.c.id).where(building.c.id == building_id).with_for_update(nowait=True, key_share=True)
        )
        judging.judge(session, building_id, by="calendar", now=occurrence.at)


def _confirm(session: Session, calendar: Calendar, row: Any, by: Act) -> None:
    if HazardState(row.state) in hazards.COUNT:
        _step(session, calendar, row, HazardEvent.CONFIRM, by)
        audit.note(session, act="hazard.confirm", of=f"hazard:{row.id}", why=by.why)


def _insert(
    session: Session, calendar: Calendar, house: Any, inspection_id: int, found: Found, by: str, now: int
) -> None:
    if found.item not in ITEMS:
        raise NotPossible(f"nobody looks for {found.item}")
    in_house = room.c.id == found.room_id, room.c.building_id == house.id
    if found.room_id is not None and session.scalar(select(room.c.id).where(*in_house)) is None:
        raise NotThere
    row = {
        "building_id": house.id,
        "room_id": found.room_id,
        "inspection_id": inspection_id,
        "item": found.item,
        "words": found.words,
        "state": HazardState.OPEN.value,
        "found_at": now,
        "found_by": by,
    }
    made = int(session.execute(insert(hazard).values(row).returning(hazard.c.id)).scalar_one())
    detail: dict[str, str | int | None] = {"item": found.item, "inspection": inspection_id, "room": found.room_id}
    audit.note(session, act="hazard.find", of=f"hazard:{made}", detail=detail)
    if ITEMS[found.item].severity is Severity.CRITICAL:
        here = () if found.room_id is None else (room.c.id == found.room_id,)
        look_at(session, room.c.building_id == house.id, *here, since=now)
    rule = hazards.rule(ITEMS[found.item].severity, settings.load(session).staged.days[-1])
    owner = f"landlord:{house.landlord_id}" if house.landlord_id else ""
    start = Act(by, "found at an inspection", now)
    clocks.start(
        session,
        calendar,
        rule,
        Subject(KIND, str(made)),
        start,
        owner=owner,
        place_id=sites.of_house(session, house),
    )


def _counting(session: Session, building_id: int) -> list[Any]:
    counts = hazard.c.building_id == building_id, hazard.c.state.in_([state.value for state in hazards.COUNT])
    return list(session.execute(select(hazard).where(*counts)))


def _held_in(session: Session, building_id: int, hazard_id: int) -> Any:
    chosen = select(hazard).where(hazard.c.id == hazard_id, hazard.c.building_id == building_id)
    row = session.execute(chosen.with_for_update()).one_or_none()
    if row is None:
        raise NotThere
    return row


_WHO: Mapping[HazardState, tuple[str, str]] = {
    HazardState.MENDED: ("mended_at", "mended_by"),
    HazardState.CLOSED: ("closed_at", "closed_by"),
    HazardState.CANCELLED: ("closed_at", "closed_by"),
}


def _step(session: Session, calendar: Calendar, row: Any, event: HazardEvent, by: Act) -> HazardState:
    state = hazards.after(HazardState(row.state), event)
    at, who = _WHO.get(state, ("mended_at", "mended_by"))
    said = {at: None, who: None} if state is HazardState.OPEN else {at: by.at, who: by.by}
    session.execute(update(hazard).where(hazard.c.id == row.id).values(state=state.value, **said))
    _move_clock(session, calendar, row, event, by)
    return state


def _move_clock(session: Session, calendar: Calendar, row: Any, event: HazardEvent, by: Act) -> None:
    """The hazard's clock stands, goes on or ends with it; one whose time is over can't stand any more."""
    severity = ITEMS[row.item].severity if row.item in ITEMS else Severity.MINOR
    clock_id = clocks.open_clock(session, hazards.rule_name(severity), Subject(KIND, str(row.id)))
    if clock_id is None:
        return
    if event is HazardEvent.CONFIRM:
        clocks.meet(session, clock_id, by)
    elif event is HazardEvent.CANCEL:
        clocks.cancel(session, clock_id, by)
    else:
        with suppress(clocks.NotPossible):
            if event is HazardEvent.MEND:
                clocks.pause(session, clock_id, by)
            else:
                clocks.resume(session, calendar, clock_id, by)
