"""The transactions on work items. What is done in them, and by whom, stands in the item's story; times are Unix ms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Subject
from central.place import service as places
from central.place.service import within
from central.web.grants import EVERYWHERE, Reach
from central.web.roles import Role
from central.work.rules import Event, Fact, Kind
from central.work.tables import work_item, work_note

BY_FACTS: Final = "central"
"""Who opens and closes what nobody does by hand."""
OWNERS: Final = (Role.GRID_WORKER, Role.SQUAD_LEADER, Role.REGISTRAR, Role.OFFICE)
"""Who sees to what lies in a place: whoever has the first of these roles there, or nearest above."""
SUBJECT: Final = "work"
"""Of clocks."""
_NEW: Final = text(
    # What else is wrong with a row is no reason to leave it out.
    "INSERT INTO work_item (kind, subject_kind, subject_id, about, place_id, owner_id, opened_at)"
    " VALUES (:kind, :subject_kind, :subject_id, :about, :place_id, :owner_id, :opened_at)"
    " ON CONFLICT (kind, subject_kind, subject_id) WHERE closed_at IS NULL DO NOTHING RETURNING id"
)


class NoItem(LookupError):
    """There is no such item, or it is beyond reach."""


class ItemClosed(Exception):
    """Nothing is to be done about it any more."""


@dataclass(frozen=True)
class Doing:
    """by: who does something, by name; at: when."""

    by: str
    at: int


def open_item(session: Session, calendar: Calendar, kind: Kind, fact: Fact, now: int) -> int | None:
    """Make an item of a fact, with its owner and its clock; None where there is one already."""
    row = {
        "kind": kind.name,
        "subject_kind": fact.subject_kind,
        "subject_id": fact.subject_id,
        "about": fact.about,
        "place_id": fact.place_id,
        "owner_id": owner_of(session, fact.place_id, kind.owners or OWNERS),
        "opened_at": now,
    }
    made = session.execute(_NEW, row).scalar_one_or_none()
    if made is None:
        return None
    act = Act(BY_FACTS, kind.name, now)
    clock = fact.clock_id
    if clock is None:
        clock = clocks.start(session, calendar, kind.term, Subject(SUBJECT, str(made)), act, place_id=fact.place_id)
    session.execute(update(work_item).where(work_item.c.id == made).values(clock_id=clock))
    _note(session, made, Event.OPENED, Doing(BY_FACTS, now))
    return int(made)


def owner_of(session: Session, place_id: int, owners: Sequence[Role] = OWNERS) -> int | None:
    """Whoever sees to what lies there; None where nobody does."""
    place = places.place_of(session, place_id)
    if place is None:
        return None
    found = (next(iter(account.looking_after(session, role, place.path)), None) for role in owners)
    return next((number for number in found if number is not None), None)


def follow(session: Session, item_id: int, fact: Fact, owners: Sequence[Role], now: int) -> None:
    """What it is about is called otherwise, or lies elsewhere: there it is somebody else's."""
    held = _hold(session, item_id, EVERYWHERE)
    if held.closed_at is not None:
        return
    values: dict[str, Any] = {"about": fact.about, "place_id": fact.place_id}
    if fact.clock_id is not None:
        values["clock_id"] = fact.clock_id
    if held.place_id != fact.place_id:
        values["owner_id"] = owner = owner_of(session, fact.place_id, owners)
        name = account.names(session, {owner or 0}).get(owner or 0, "")
        _note(session, item_id, Event.ASSIGNED, Doing(BY_FACTS, now), name)
        clocks.hand_over(session, Subject(SUBJECT, str(item_id)), fact.place_id)
    session.execute(update(work_item).where(work_item.c.id == item_id).values(values))


def fall_back(session: Session, item_id: int, owners: Sequence[Role], now: int) -> None:
    """Whoever saw to it may not sign in any more: it is theirs who see to the place."""
    held = _hold(session, item_id, EVERYWHERE)
    owner = owner_of(session, held.place_id, owners)
    if held.closed_at is not None or owner == held.owner_id:
        return
    name = account.names(session, {owner or 0}).get(owner or 0, "")
    _note(session, item_id, Event.ASSIGNED, Doing(BY_FACTS, now), name)
    session.execute(update(work_item).where(work_item.c.id == item_id).values(owner_id=owner))


def end(session: Session, item_id: int, now: int) -> bool:
    """The facts have changed; False where somebody has closed it meanwhile."""
    held = _hold(session, item_id, EVERYWHERE)
    if held.closed_at is not None:
        return False
    doing = Doing(BY_FACTS, now)
    _close(session, held, "", doing)
    _note(session, item_id, Event.OVER, doing)
    return True


def close(session: Session, item_id: int, why: str, doing: Doing, reach: Reach) -> None:
    """Somebody says why nothing more is to be done. Raises NoItem, ItemClosed."""
    held = _open(session, item_id, reach)
    _close(session, held, why, doing)
    _note(session, item_id, Event.CLOSED, doing, why)
    audit.note(session, act="work.close", of=f"work:{item_id}", why=why, detail={"kind": held.kind})


def assign(session: Session, item_id: int, owner_id: int, name: str, doing: Doing, reach: Reach) -> None:
    """Somebody is to see to it: whose number and name. Raises NoItem, ItemClosed."""
    held = _open(session, item_id, reach)
    session.execute(update(work_item).where(work_item.c.id == item_id).values(owner_id=owner_id))
    _note(session, item_id, Event.ASSIGNED, doing, name)
    audit.note(session, act="work.assign", of=f"work:{item_id}", detail={"to": owner_id, "to before": held.owner_id})


def comment(session: Session, item_id: int, words: str, doing: Doing, reach: Reach) -> None:
    """Somebody says something. Raises NoItem, ItemClosed."""
    _open(session, item_id, reach)
    _note(session, item_id, Event.COMMENTED, doing, words)
    audit.note(session, act="work.comment", of=f"work:{item_id}")


def _open(session: Session, item_id: int, reach: Reach) -> Any:
    held = _hold(session, item_id, reach)
    if held.closed_at is not None:
        raise ItemClosed
    return held


def _hold(session: Session, item_id: int, reach: Reach) -> Any:
    chosen = select(work_item).where(work_item.c.id == item_id, within(reach, work_item.c.place_id))
    found = session.execute(chosen.with_for_update()).one_or_none()
    if found is None:
        raise NoItem
    return found


def _close(session: Session, held: Any, why: str, doing: Doing) -> None:
    values = {"closed_at": doing.at, "closed_by": doing.by if why else None, "why": why}
    session.execute(update(work_item).where(work_item.c.id == held.id).values(values))
    if _has_own_clock(session, held, doing.at):
        end_clock = clocks.meet if why else clocks.cancel
        # Its story is kept for good: what somebody said stands with the item alone.
        end_clock(session, held.clock_id, Act(doing.by, held.kind, doing.at))


def _has_own_clock(session: Session, held: Any, now: int) -> bool:
    """Whether its deadline is the item's, and not one of what it is about."""
    clock = None if held.clock_id is None else clocks.clock_of(session, held.clock_id, now)
    return clock is not None and clock.subject.kind == SUBJECT


def _note(session: Session, item_id: int, event: Event, doing: Doing, words: str = "") -> None:
    row = {"item_id": item_id, "at": doing.at, "event": event.value, "by": doing.by, "words": words}
    session.execute(insert(work_note), row)
