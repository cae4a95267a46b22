"""The board of a front desk: who is awaited, who leaves, who did not come, and what was done today; within a scope."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.audit.service import Done
from central.rental.desk import rules
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
_LOOKED_AT: Final = 300
"""Rows of the log that are looked at for those of stays in scope."""


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
    rows = {part: _rows(session, scope.stays(), in_part(part, at)) for part in LISTED}
    counts = {part: len(found) for part, found in rows.items() if len(found) < SHOWN}
    for part in set(Part) - counts.keys():
        counts[part] = _count(session, scope, in_part(part, at))
    return Board(counts, rows, _done(session, scope, at))


def stay_row(session: Session, scope: Scope, stay_id: int) -> BoardRow | None:
    """One stay as on the board; None when there is none in scope."""
    return next(iter(_rows(session, scope.stays(), stay.c.id == stay_id)), None)


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


def _count(session: Session, scope: Scope, condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(stay).where(condition)
    if not scope.reach.is_town:
        counted = counted.join(room, room.c.id == stay.c.room_id).where(scope.stays())
    return session.scalar(counted) or 0


def _done(session: Session, scope: Scope, at: Moment) -> list[DoneRow]:
    """The last acts of today about stays in scope, the newest first."""
    done = audit.done(session, ACTS, since=at.midnight, limit=_LOOKED_AT)
    about = {number for each in done if (number := _stay_of(each)) is not None}
    rows = session.execute(_joined(stay.c.id, room.c.name).where(scope.stays(), stay.c.id.in_(about)))
    known: dict[int, str] = {row.id: row.name for row in rows}
    undoable = _undoable(session, list(known), at.now)
    found = []
    for each in _told_once(done):
        number = _stay_of(each)
        if number is not None and number in known:
            is_desks = _is_desks(each) and each.act != "desk.undo"
            found.append(DoneRow(each, number, known[number], undoable.pop(number, None) if is_desks else None))
    return found[:DONE_SHOWN]


def _told_once(done: Sequence[Done]) -> list[Done]:
    """Without what only followed from an act of the desk: a check-out ends the stay in the same moment."""
    desks = {(each.of, each.by, each.at // SAME_MOMENT + by) for each in done if _is_desks(each) for by in (-1, 0, 1)}
    return [each for each in done if _is_desks(each) or (each.of, each.by, each.at // SAME_MOMENT) not in desks]


def _is_desks(done: Done) -> bool:
    return done.act.startswith("desk.")


def _undoable(session: Session, stays: Sequence[int], now: int) -> dict[int, int]:
    """Stay → its last act, where that may still be taken back."""
    last = select(func.max(desk_act.c.id)).where(desk_act.c.stay_id.in_(stays)).group_by(desk_act.c.stay_id)
    lately = desk_act.c.id.in_(last), desk_act.c.undone_at.is_(None), desk_act.c.at > now - rules.UNDO_WITHIN
    return {row.stay_id: row.id for row in session.execute(select(desk_act.c.stay_id, desk_act.c.id).where(*lately))}


def _joined(*columns: Any) -> Select[Any]:
    joined = select(*columns).select_from(stay).join(room, room.c.id == stay.c.room_id)
    return joined.outerjoin(building, building.c.id == room.c.building_id)


def _stay_of(done: Done) -> int | None:
    kind, _, number = done.of.partition(":")
    return int(number) if kind == "stay" and number.isdigit() else None
