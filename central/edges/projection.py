"""What the pages read, written from records: entries, what became of their releases, each lock's state, ways that staff
allowed again, matters for staff, and what became of orders.

It can be made again from the records at any time, but for who has looked at a matter. One record does more: a box's
last word shuts it out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

import msgspec
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import insert_many
from central.edges import claims, counting, matters, seen, stretches
from central.edges.arrival import Arrival
from central.edges.in_turn import take_turn
from central.edges.orders import settle
from central.edges.tables import door, entry
from wire.kinds import BOX_WIPED, Alarm, DoorChange, DoorState, Entry, Level, Release, WayAllowed

_Rare = Alarm | DoorState | DoorChange | WayAllowed
"""What comes seldom, and is not read by the million: of a door's changes, those that somebody has to look at."""
CLOCK_SET_BACK = 24 * 3600 * 1000
"""ms that central's own clock may have been set back between two records."""

_DOORS = select(door.c.name, door.c.id).where(door.c.box_id == bindparam("box"))
_NEW_DOOR = text("INSERT INTO door (box_id, name) VALUES (:box, :name) ON CONFLICT DO NOTHING")
_RELEASED = (
    update(entry)
    .where(
        entry.c.outbox_id == bindparam("of_outbox"),
        entry.c.seq == bindparam("of_seq"),
        # So that PostgreSQL need not look into the weeks before.
        entry.c.received_at >= bindparam("since"),
    )
    .values({name: bindparam(name) for name in ("release", "frame_to_strike", "strike_to_answer")})
)
_LOCKED = (
    update(door)
    .where(door.c.id == bindparam("of_door"))
    .values({name: bindparam(name) for name in ("lock_state", "lock_detail", "lock_since")})
)
_ENTERED = (
    update(door)
    .where(door.c.id == bindparam("of_door"))
    .values({name: bindparam(name) for name in ("last_entry_at", "last_entry_granted")})
)
_ALLOWED = (
    update(door)
    .where(door.c.id == bindparam("of_door"))
    .values({name: bindparam(name) for name in ("allowed_at", "allowed_way", "allowed_by")})
)


def project(session: Session, box_id: int, outbox_id: int, records: Sequence[Arrival], *, now: int) -> None:
    """Write what the pages show of these records of one outbox, all new, in order. now: when they came in, Unix ms."""
    entries = [(each, each.body) for each in records if isinstance(each.body, Entry)]
    locks = [(each, each.body) for each in records if isinstance(each.body, DoorState)]
    answers = {each.body.entry: each.body for each in records if isinstance(each.body, Release)}
    rare = [(each, _without_nul(each.body)) for each in records if _is_rare(each.body)]
    named = {body.door for _, body in entries} | {body.door for _, body in rare if body.door is not None}
    doors = _door_ids(session, box_id, named)
    rows = [_entry(each, body, outbox_id, doors[body.door], now, answers.pop(each.seq, None)) for each, body in entries]
    _insert_in_turn(session, rows)
    counting.add(session, ((each.at or 0, doors[body.door], body.granted) for each, body in entries))
    let_in = ((body.person, each.at or 0) for each, body in entries if body.granted and body.person)
    seen.add(session, box_id, let_in, now=now)
    if rows:
        session.connection().execute(_ENTERED, [_last(each, body, doors[body.door]) for each, body in _newest(entries)])
    _answer_earlier(session, outbox_id, answers)
    if locks:
        session.connection().execute(_LOCKED, [_lock(each, body, doors[body.door]) for each, body in locks])
    allowed = [_allowance(each, body, doors[body.door]) for each, body in rare if isinstance(body, WayAllowed)]
    if allowed:
        session.connection().execute(_ALLOWED, allowed)
    matters.follow(session, box_id, doors, [(body, each.at or 0) for each, body in rare])
    if any(isinstance(body, Alarm) and body.code == BOX_WIPED for _, body in rare):
        _retire(session, box_id, now)
    settle(session, box_id, records)


def _entry(
    arrival: Arrival, body: Entry, outbox_id: int, door_id: int, now: int, release: Release | None
) -> tuple[Any, ...]:
    return (
        outbox_id,
        arrival.seq,
        door_id,
        arrival.at,
        now,
        body.granted,
        body.reason,
        body.method,
        body.person,
        body.score,
        body.held_back,
        body.by or None,
        body.why or None,
        *((release.result, release.frame_to_strike, release.strike_to_answer) if release else (None, None, None)),
    )


def _newest(entries: Sequence[tuple[Arrival, Entry]]) -> Iterable[tuple[Arrival, Entry]]:
    """The last one at each door."""
    return {body.door: (each, body) for each, body in entries}.values()


def _last(arrival: Arrival, body: Entry, door_id: int) -> dict[str, Any]:
    return {"of_door": door_id, "last_entry_at": arrival.at, "last_entry_granted": body.granted}


def _lock(arrival: Arrival, body: DoorState, door_id: int) -> dict[str, Any]:
    return {"of_door": door_id, "lock_state": body.state, "lock_detail": body.detail, "lock_since": arrival.at}


def _is_rare(body: msgspec.Struct | None) -> TypeGuard[_Rare]:
    """Whether it is one of them: that a door opened and closed as it should nobody reads."""
    if isinstance(body, DoorChange):
        return body.level != Level.INFO or bool(matters.over_by(body))
    return isinstance(body, _Rare)


def _without_nul(body: _Rare) -> _Rare:
    """The body as PostgreSQL can keep its words."""
    words = {name: value for name, value in msgspec.structs.asdict(body).items() if isinstance(value, str)}
    bare = {name: word.replace("\0", "") for name, word in words.items() if "\0" in word}
    return msgspec.structs.replace(body, **bare) if bare else body


def _allowance(arrival: Arrival, body: WayAllowed, door_id: int) -> dict[str, Any]:
    return {"of_door": door_id, "allowed_at": arrival.at, "allowed_way": body.method, "allowed_by": body.by}


def _retire(session: Session, box_id: int, now: int) -> None:
    """Shut a box out whose last word was that it is wiped: who speaks with its key from now on is somebody else."""
    claims.revoke_box(session, box_id, now=now)
    audit.note(session, by=f"box:{box_id}", act="box.wiped", of=f"box:{box_id}")


def _answer_earlier(session: Session, outbox_id: int, answers: Mapping[int | None, Release]) -> None:
    """Put the releases with entries that were kept before."""
    places = [seq for seq in answers if seq is not None]
    since = stretches.received(session, outbox_id, min(places)) if places else 0
    rows = [
        {
            "of_outbox": outbox_id,
            "since": since - CLOCK_SET_BACK,
            "of_seq": seq,
            "release": body.result,
            "frame_to_strike": body.frame_to_strike,
            "strike_to_answer": body.strike_to_answer,
        }
        for seq, body in answers.items()
        if seq is not None
    ]
    if rows:
        session.connection().execute(_RELEASED, rows)


def _door_ids(session: Session, box_id: int, names: set[str]) -> dict[str, int]:
    """The numbers of a box's doors; a door is known from the first record that names it."""
    if not names:
        return {}
    known = {row.name: row.id for row in session.connection().execute(_DOORS, {"box": box_id})}
    new = names - known.keys()
    if not new:
        return known
    # Records of an older outbox of the box may be written at the same time, by another process.
    session.connection().execute(_NEW_DOOR, [{"box": box_id, "name": name} for name in sorted(new)])
    return {row.name: row.id for row in session.connection().execute(_DOORS, {"box": box_id})}


def _insert_in_turn(session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
    """Entries get their ids in the order of commit, so that who reads "after id n" never misses one."""
    if rows:
        take_turn(session)
        insert_many(session, entry, rows)
