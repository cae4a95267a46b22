"""The board of a front desk: who is awaited, who leaves, who did not come, and what was done today; within a scope."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.audit.service import Done
from central.rental.desk import rules, taking_back
from central.rental.desk.parts import has_come, in_part, is_late
from central.rental.desk.rules import Moment, Part
from central.rental.desk.tables import desk_act
from central.rental.housing.tables import building
from central.rental.rules import StayState
from central.rental.scope import Scope
from central.rental.tables import registration, room, stay

SHOWN: Final = 50
"""Rows of each part on the board; its count opens to a list of all."""
DONE_SHOWN: Final = 15
LISTED: Final = (Part.ARRIVING, Part.OVERDUE, Part.LEAVING, Part.NO_SHOW)
"""Parts whose stays stand on the board; who lives there is counted."""
ACTS: Final = frozenset(
    f"{subject}.{act}"
    for subject, acts in {
        "stay": ("make", "dates", "move", "end", "cancel", "code"),
        "desk": ("check-in", "walk-in", "check-out", "late", "undo"),
    }.items()
    for act in acts
)
"""What of the log stands on the board."""
SAME_MOMENT: Final = 1_000
"""ms: acts of one press are noted one after the other."""
_DESKS: Final = frozenset(act for act in ACTS if act.startswith("desk."))
_LOOKED_AT: Final = 4 * DONE_SHOWN
"""Rows of the log that are looked at: several may tell of one press."""


@dataclass(frozen=True)
class BoardRow:
    """A stay on the board. house: of its room, "" where none is known. may_leave_late: somebody has said so."""

    id: int
    room_id: int
    room: str
    building_id: int | None
    house: str
    begin: int
    until: int
    places: int
    state: StayState
    made_by: str
    registered: int
    may_leave_late: bool


@dataclass(frozen=True)
class DoneRow:
    """Something that was done about a stay today, as the log has it. act_id: of an act that may still be taken back."""

    done: Done
    stay_id: int
    room: str
    act_id: int | None


@dataclass(frozen=True)
class Board:
    """What stands on the board. rows: of the parts in LISTED, the first SHOWN of each."""

    counts: Mapping[Part, int]
    rows: Mapping[Part, Sequence[BoardRow]]
    done: Sequence[DoneRow]

    @property
    def mark(self) -> str:
        """Another one whenever something else stands on the board."""
        said = repr((sorted(self.counts.items()), sorted(self.rows.items()), self.done))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def board(session: Session, scope: Scope, at: Moment) -> Board:
    """The board of the stays in scope."""
    # Once for all its questions: to put the condition together takes longer than most of them.
    mine = scope.stays()
    rows = {part: _rows(session, mine, in_part(part, at)) for part in LISTED}
    counts = {part: len(found) for part, found in rows.items() if len(found) < SHOWN}
    for part in set(LISTED) - counts.keys():
        counts[part] = _count(session, mine, in_part(part, at))
    counts[Part.IN_HOUSE] = _living(session, scope, at)
    return Board(counts, rows, _done(session, mine, at, is_town=scope.reach.is_town))


def stay_row(session: Session, scope: Scope, stay_id: int) -> BoardRow | None:
    """One stay as on the board; None when there is none in scope."""
    return next(iter(_rows(session, scope.stays(), stay.c.id == stay_id)), None)


def part_of(session: Session, stay_id: int, at: Moment) -> Part | None:
    """The part of the board that a stay stands in; None: in none today."""
    asked = select(*(in_part(part, at) for part in Part)).where(stay.c.id == stay_id)
    found = session.execute(asked).one_or_none()
    return next((part for part, is_in in zip(Part, found or (), strict=False) if is_in), None)


def has_arrived(session: Session, stay_id: int) -> bool:
    """Whether somebody of a stay has registered, or was checked in."""
    return session.scalar(select(stay.c.id).where(stay.c.id == stay_id, has_come())) is not None


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[BoardRow]:
    names = ("begin", "until", "places", "state", "made_by")
    registered = select(func.count()).where(registration.c.stay_id == stay.c.id).correlate(stay).scalar_subquery()
    chosen = _joined(
        stay.c.id,
        room.c.id,
        room.c.name,
        building.c.id,
        func.coalesce(building.c.name, ""),
        *(stay.c[name] for name in names),
        registered,
        is_late(),
    )
    found = session.execute(chosen.where(*conditions).order_by(stay.c.until, stay.c.id).limit(SHOWN))
    return [_board_row(tuple(row)) for row in found]


def _board_row(values: tuple[Any, ...]) -> BoardRow:
    row = BoardRow(*values)
    return replace(row, state=StayState(row.state), may_leave_late=bool(row.may_leave_late))


def _living(session: Session, scope: Scope, at: Moment) -> int:
    """How many live there: all whose stay runs on, but those who are awaited still. Each is found by an index; in one
    question it would be looked at every stay of the town whether somebody has come.
    """
    # With + 0 the index of until is not taken for what is found by rooms, and by the days they come.
    runs_on = stay.c.state == StayState.RUNNING.value, stay.c.until + 0 > at.tomorrow
    if scope.reach.is_town:
        all_of_them = select(func.count()).where(runs_on[0], stay.c.until > at.tomorrow)
    else:
        all_of_them = select(func.count()).where(stay.c.state + "" == StayState.RUNNING.value, runs_on[1])
    awaited = select(func.count()).where(*runs_on, stay.c.begin > at.now - rules.LOOKED_FOR, ~has_come())
    mine = scope.stays_alone()
    return (session.scalar(all_of_them.where(mine)) or 0) - (session.scalar(awaited.where(mine)) or 0)


def _count(session: Session, mine: ColumnElement[bool], condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(stay).join(room, room.c.id == stay.c.room_id).where(mine, condition)
    return session.scalar(counted) or 0


def _done(session: Session, mine: ColumnElement[bool], at: Moment, *, is_town: bool) -> list[DoneRow]:
    """The last acts of today about these stays, the newest first; and each that may still be taken back."""
    undoable = _undoable(session, mine, at.now)
    of = None if is_town else _joined(literal("stay:") + cast(stay.c.id, Text)).where(mine)
    done = audit.done(session, ACTS, since=at.midnight, limit=_LOOKED_AT, of=of)
    if undoable:
        shown, of_undoable = {each.seq for each in done}, [f"stay:{number}" for number in undoable]
        others = audit.done(session, _DESKS, since=at.now - rules.UNDO_WITHIN, limit=SHOWN, of=of_undoable)
        done += [each for each in others if each.seq not in shown]
    names = _room_names(session, {_stay_of(each) for each in done}) if done else {}
    found = []
    for each in _told_once(done):
        number = _stay_of(each)
        if number in names:
            is_desks = _is_desks(each) and each.act != "desk.undo"
            found.append(DoneRow(each, number, names[number], undoable.pop(number, None) if is_desks else None))
    return [each for place, each in enumerate(found) if place < DONE_SHOWN or each.act_id]


def _room_names(session: Session, stays: Collection[int]) -> dict[int, str]:
    rows = session.execute(_joined(stay.c.id, room.c.name).where(stay.c.id.in_(stays)))
    return {row.id: row.name for row in rows}


def _told_once(done: Sequence[Done]) -> list[Done]:
    """Without what only followed from an act of the desk: a check-out ends the stay in the same moment."""
    desks = {(each.of, each.by, each.at // SAME_MOMENT + by) for each in done if _is_desks(each) for by in (-1, 0, 1)}
    return [each for each in done if _is_desks(each) or (each.of, each.by, each.at // SAME_MOMENT) not in desks]


def _is_desks(done: Done) -> bool:
    return done.act in _DESKS


def _undoable(session: Session, mine: ColumnElement[bool], now: int) -> dict[int, int]:
    """Each of these stays → its last act, where that may still be taken back; of the last SHOWN acts."""
    lately = desk_act.c.at > now - rules.UNDO_WITHIN
    newest = select(desk_act).join(stay, stay.c.id == desk_act.c.stay_id).join(room, room.c.id == stay.c.room_id)
    found = session.execute(newest.where(lately, mine).order_by(desk_act.c.id.desc()).limit(SHOWN))
    last: dict[int, Any] = {}
    for act in found.all():
        last.setdefault(act.stay_id, act)
    return {number: act.id for number, act in last.items() if taking_back.is_possible(session, act, now)}


def _joined(*columns: Any) -> Select[Any]:
    joined = select(*columns).select_from(stay).join(room, room.c.id == stay.c.room_id)
    return joined.outerjoin(building, building.c.id == room.c.building_id)


def _stay_of(done: Done) -> int:
    return int(done.of.removeprefix("stay:"))
