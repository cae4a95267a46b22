"""A file is brought, its columns are named, it is taken over, taken back or put away.

Each is one transaction, which the caller holds. Times are Unix ms.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.place import service as places
from central.rental.registers import states
from central.rental.registers.columns import Field, Kind
from central.rental.registers.comparing import BECOME_ENTRIES, Standing
from central.rental.registers.states import Event, State
from central.rental.registers.tables import register_file, register_import, register_row
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.sealed.ring import Ring

CALLED_LENGTH: Final = 60


class Stale(NotPossible):
    """Another register was taken over or back since this one was compared: it is looked at again."""


class BuiltOn(NotPossible):
    """Others were taken over on top of it. imports: what they are called."""

    def __init__(self, imports: list[str]) -> None:
        super().__init__(f"{len(imports)} other registers were taken over on top of it")
        self.imports = imports


@dataclass(frozen=True)
class Brought:
    """A file. place_id: the part of town it is of. lines: its cells (`opened_file.cells_of`)."""

    place_id: int
    called: str
    lines: bytes
    kind: Kind = Kind.RESIDENTS


def bring(session: Session, ring: Ring, scope: Scope, brought: Brought, *, now: int) -> int:
    """Keep the cells of a file until they are read; its number. Raises NotThere for a place beyond reach."""
    place_id, lines = brought.place_id, brought.lines
    if place_id not in {row.id for row in places.places(session, scope.reach)}:
        raise NotThere
    row = {
        "place_id": place_id,
        "kind": brought.kind.value,
        "state": State.WAITING.value,
        "called": brought.called,
        "heads": "",
        "made_at": now,
        "made_by": scope.by,
    }
    made = int(session.execute(insert(register_import).values(row).returning(register_import.c.id)).scalar_one())
    packed = base64.b64encode(zlib.compress(lines)).decode()
    content = ring.sealing(session).row(register_file, made, {"content": packed})
    session.execute(insert(register_file), {"import_id": made, **content})
    detail = {"place": place_id, "bytes": len(lines), "kind": brought.kind.value}
    audit.note(session, act="register.bring", of=f"register:{made}", detail=detail)
    return made


def map_again(session: Session, scope: Scope, import_id: int, columns: Mapping[Field, int], *, now: int) -> None:
    """Say which column is what; the file is read again. Raises NotThere, NotPossible."""
    held = hold(session, scope, import_id)
    state = states.after(State(held.state), Event.AGAIN)
    said = json.dumps({field.value: column for field, column in columns.items()})
    _set(session, import_id, state=state.value, columns=said, worked_until=0, done_count=0)
    detail = {field.value: column for field, column in columns.items()}
    audit.note(session, act="register.columns", of=f"register:{import_id}", detail=detail, at=now)


def take(session: Session, scope: Scope, import_id: int, *, now: int) -> int:
    """Take over all rows that can be, at once, or have central make houses and rooms of them; how many.

    Raises NotThere, NotPossible, Stale.
    """
    _one_after_another(session)
    held = hold(session, scope, import_id)
    is_of_houses = held.kind == Kind.HOUSES
    state = states.after(State(held.state), Event.MAKE if is_of_houses else Event.TAKE)
    if not is_of_houses and _has_changed_since(session, held):
        raise Stale
    of_file = register_row.c.import_id == import_id
    count = session.scalar(select(func.count()).where(of_file, register_row.c.standing.in_(BECOME_ENTRIES))) or 0
    if not count:
        raise NotPossible("no row of it can be taken over")
    replaced = select(register_row.c.before_id).where(of_file, register_row.c.standing == Standing.CHANGED.value)
    before = register_row.c.id.in_(replaced)
    session.execute(update(register_row).where(before).values(replaced_by=import_id))
    session.execute(delete(register_file).where(register_file.c.import_id == import_id))
    _set(session, import_id, state=state.value, taken_at=now, taken_by=scope.by, done_count=0)
    audit.note(session, act="register.take", of=f"register:{import_id}", detail={"rows": count}, at=now)
    return count


def look_again(session: Session, scope: Scope, import_id: int, *, now: int) -> None:
    """Have it compared with what there is now. Raises NotThere, NotPossible."""
    held = hold(session, scope, import_id)
    state = states.after(State(held.state), Event.AGAIN)
    _set(session, import_id, state=state.value, worked_until=0, done_count=0)
    audit.note(session, act="register.look-again", of=f"register:{import_id}", at=now)


def take_back(session: Session, scope: Scope, import_id: int, *, now: int) -> None:
    """Let everything be as it was before it was taken over; of houses and rooms, what nobody uses yet.

    Raises NotThere, NotPossible, BuiltOn.
    """
    _one_after_another(session)
    held = hold(session, scope, import_id)
    is_of_houses = held.kind == Kind.HOUSES
    state = states.after(State(held.state), Event.UNMAKE if is_of_houses else Event.TAKE_BACK)
    if now > held.taken_at + states.UNDO:
        raise NotPossible("the time to take it back is over")
    if others := built_on(session, import_id):
        raise BuiltOn(others)
    was_replaced = register_row.c.replaced_by == import_id
    session.execute(update(register_row).where(was_replaced).values(replaced_by=None))
    _end(session, import_id, state, scope.by, now)
    audit.note(session, act="register.take-back", of=f"register:{import_id}", at=now)


def put_away(session: Session, scope: Scope, import_id: int, *, now: int) -> None:
    """Delete a file that is not to be taken over, and what was read of it. Raises NotThere, NotPossible."""
    held = hold(session, scope, import_id)
    state = states.after(State(held.state), Event.PUT_AWAY)
    _end(session, import_id, state, scope.by, now)
    audit.note(session, act="register.put-away", of=f"register:{import_id}", at=now)


def built_on(session: Session, import_id: int) -> list[str]:
    """What the registers are called that count and go by an entry of this one."""
    own = select(register_row.c.id).where(register_row.c.import_id == import_id)
    later = select(register_row.c.import_id).where(register_row.c.before_id.in_(own))
    is_taken = register_import.c.state == State.TAKEN.value
    chosen = select(register_import.c.called).where(register_import.c.id.in_(later), is_taken)
    return list(session.scalars(chosen.where(register_import.c.id != import_id).order_by(register_import.c.id)))


def hold(session: Session, scope: Scope, import_id: int) -> Any:
    """The row of a file in scope, for changing it. Raises NotThere."""
    own = select(register_import).where(register_import.c.id == import_id)
    found = session.execute(own.where(places.within(scope.reach, register_import.c.place_id)).with_for_update())
    row = found.one_or_none()
    if row is None:
        raise NotThere
    return row


def _one_after_another(session: Session) -> None:
    """Of two that are taken over or back at once, the second has to know of the first: both wait for the oldest file.
    First they wait and then they look, since PostgreSQL judges by what was so before it waited.
    """
    session.execute(select(register_import.c.id).order_by(register_import.c.id).limit(1).with_for_update())


def _has_changed_since(session: Session, held: Any) -> bool:
    """Whether another was taken over or back since, of a place that holds this one's or lies in it."""
    later = or_(register_import.c.taken_at >= held.compared_at, register_import.c.ended_at >= held.compared_at)
    chosen = select(register_import.c.place_id).where(
        register_import.c.taken_at.is_not(None), later, register_import.c.kind == held.kind
    )
    found = [places.place_of(session, number) for number in session.scalars(chosen.distinct())]
    own = places.place_of(session, held.place_id)
    paths = [each.path for each in found if each is not None]
    return own is not None and any(path.startswith(own.path) or own.path.startswith(path) for path in paths)


def _end(session: Session, import_id: int, state: State, by: str, now: int) -> None:
    """What was read of it is deleted soon, some rows at a time."""
    session.execute(delete(register_file).where(register_file.c.import_id == import_id))
    _set(session, import_id, state=state.value, ended_at=now, ended_by=by, worked_until=0, done_count=0)


def _set(session: Session, import_id: int, **values: Any) -> None:
    session.execute(update(register_import).where(register_import.c.id == import_id).values(values))
