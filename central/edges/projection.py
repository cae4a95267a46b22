"""What the pages read, written from records as they come in: entries, what became of their releases, each lock's state.

It can be made again from the records at any time; it holds nothing of its own.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from central.edges.arrival import Arrival
from central.edges.tables import door, entry
from wire.kinds import DoorState, Entry, Release

_IN_TURN = 0x656E747279
"""Key of PostgreSQL's advisory lock for entries."""

_Row = dict[str, Any]

_RELEASED = (
    update(entry)
    .where(entry.c.outbox_id == bindparam("of_outbox"), entry.c.seq == bindparam("of_seq"))
    .values({name: bindparam(name) for name in ("release", "frame_to_strike", "strike_to_answer")})
)
_LOCKED = (
    update(door)
    .where(door.c.id == bindparam("of_door"))
    .values({name: bindparam(name) for name in ("lock_state", "lock_detail", "lock_since")})
)


def project(session: Session, box_id: int, outbox_id: int, records: Sequence[Arrival], *, now: int) -> None:
    """Write what the pages show of these records, all new, in order, of one outbox. `now` is Unix ms."""
    shown = [each for each in records if isinstance(each.body, Entry | Release | DoorState)]
    if not shown:
        return
    doors = _door_ids(session, box_id, {each.body.door for each in shown})  # type: ignore[union-attr]
    entries = {
        each.seq: _entry(each, each.body, outbox_id, doors, now) for each in shown if isinstance(each.body, Entry)
    }
    locks = [_lock(each, each.body, doors) for each in shown if isinstance(each.body, DoorState)]
    releases = _join([each.body for each in shown if isinstance(each.body, Release)], entries, outbox_id)
    _insert_in_turn(session, list(entries.values()))
    connection = session.connection()
    if releases:
        connection.execute(_RELEASED, releases)
    if locks:
        connection.execute(_LOCKED, locks)


def _entry(arrival: Arrival, body: Entry, outbox_id: int, doors: dict[str, int], now: int) -> _Row:
    return {
        "outbox_id": outbox_id,
        "seq": arrival.seq,
        "door_id": doors[body.door],
        "at": arrival.at,
        "received_at": now,
        "granted": body.granted,
        "reason": body.reason,
        "method": body.method,
        "person": body.person,
        "score": body.score,
        "held_back": body.held_back,
        "release": None,
        "frame_to_strike": None,
        "strike_to_answer": None,
    }


def _lock(arrival: Arrival, body: DoorState, doors: dict[str, int]) -> _Row:
    state = {"lock_state": body.state, "lock_detail": body.detail, "lock_since": arrival.at}
    return state | {"of_door": doors[body.door]}


def _join(releases: Iterable[Release], entries: dict[int, _Row], outbox_id: int) -> list[_Row]:
    """Put each release with its entry where that is just coming in; the updates for the entries already kept."""
    updates = []
    for body in releases:
        row = {
            "release": body.result,
            "frame_to_strike": body.frame_to_strike,
            "strike_to_answer": body.strike_to_answer,
        }
        if body.entry in entries:
            entries[body.entry] |= row
        elif body.entry is not None:
            updates.append(row | {"of_outbox": outbox_id, "of_seq": body.entry})
    return updates


def _door_ids(session: Session, box_id: int, names: set[str]) -> dict[str, int]:
    """The numbers of a box's doors; a door is known from the first record that names it."""
    known = select(door.c.name, door.c.id).where(door.c.box_id == box_id, door.c.name.in_(names))
    found = {row.name: row.id for row in session.execute(known)}
    for name in sorted(names - found.keys()):
        made = session.execute(insert(door).returning(door.c.id), {"box_id": box_id, "name": name})
        found[name] = made.scalar_one()
    return found


def _insert_in_turn(session: Session, entries: list[_Row]) -> None:
    """Entries get their ids in the order of commit, so that who reads "after id n" never misses one.

    SQLite has one writer at a time anyway; on PostgreSQL the others wait here until this one has committed.
    """
    if not entries:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IN_TURN})
    connection.execute(insert(entry), entries)
