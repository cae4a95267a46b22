"""A batch of records becomes rows: one transaction for the nonce, the records, what the pages read, and the cursor.

The caller acknowledges only after the transaction is committed. Rows are inserted many at once by Core statements;
there are no ORM objects on this path.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from central.db import insert_many
from central.edges.arrival import Arrival, Mark
from central.edges.orders import settle
from central.edges.projection import project
from central.edges.requests import Sender, admit
from central.edges.rules import Fork, Gap, Kept, Take, judge
from central.edges.tables import outbox, record
from wire.cursor import Cursor

_PROVEN = {None, Mark.UNKNOWN_KIND.value}


@dataclass(frozen=True)
class Intake:
    """What became of a batch: where the cursor stands now, and what was in the way, if anything."""

    cursor: Cursor
    obstacle: Gap | Fork | None = None


@dataclass(frozen=True)
class _Outbox:
    id: int
    cursor: Cursor


def take_in(session: Session, sender: Sender, name: str, arrivals: Sequence[Arrival], *, now: int) -> Intake:
    """Keep what is new in `arrivals` (one or more, in order) of the sender's outbox `name`. `now` is Unix ms.

    `session` is a writing one; commit it also when there was an obstacle, so that the request is not taken twice.
    Raises Replayed, BoxUnknown.
    """
    admit(session, sender, now=now)
    box = _outbox_of(session, sender.box_id, name)
    verdict = judge(box.cursor.seq, _kept(session, box.id, arrivals), arrivals)
    if not isinstance(verdict, Take):
        return Intake(box.cursor, verdict)
    if verdict.fresh:
        _keep(session, box.id, verdict.fresh, now)
        project(session, sender.box_id, box.id, verdict.fresh, now=now)
        settle(session, sender.box_id, verdict.fresh)
        return Intake(_advance(session, box, verdict.fresh[-1]))
    return Intake(box.cursor)


def cursor_of(session: Session, box_id: int, name: str) -> Cursor:
    """How far central has come with a box's outbox; seq 0 for one it has not heard of."""
    found = session.connection().execute(_CURSOR, {"box": box_id, "name": name}).one_or_none()
    return Cursor(name, found.seq, found.digest.hex()) if found else Cursor(name)


_CURSOR = select(outbox.c.id, outbox.c.seq, outbox.c.digest).where(
    outbox.c.box_id == bindparam("box"), outbox.c.outbox == bindparam("name")
)
_KEPT = select(record.c.seq, record.c.digest, record.c.mark).where(
    record.c.outbox_id == bindparam("outbox"), record.c.seq.between(bindparam("first"), bindparam("last"))
)

_ADVANCE = (
    update(outbox).where(outbox.c.id == bindparam("of_outbox")).values(seq=bindparam("to"), digest=bindparam("with"))
)


def _outbox_of(session: Session, box_id: int, name: str) -> _Outbox:
    """The outbox, made when it is heard of for the first time. No other request of the box is let in meanwhile."""
    found = session.connection().execute(_CURSOR, {"box": box_id, "name": name}).one_or_none()
    if found:
        return _Outbox(found.id, Cursor(name, found.seq, found.digest.hex()))
    new = Cursor(name)
    values = {"box_id": box_id, "outbox": name, "seq": new.seq, "digest": bytes.fromhex(new.digest)}
    made = session.execute(insert(outbox).returning(outbox.c.id), values)
    return _Outbox(made.scalar_one(), new)


def _kept(session: Session, outbox_id: int, arrivals: Sequence[Arrival]) -> dict[int, Kept]:
    places = {"outbox": outbox_id, "first": arrivals[0].seq - 1, "last": arrivals[-1].seq}
    return {row.seq: Kept(row.digest, row.mark in _PROVEN) for row in session.connection().execute(_KEPT, places)}


def _keep(session: Session, outbox_id: int, fresh: Sequence[Arrival], now: int) -> None:
    insert_many(
        session,
        record,
        [
            (outbox_id, each.seq, each.at, each.kind, each.raw, each.digest, now, each.mark and each.mark.value)
            for each in fresh
        ],
    )


def _advance(session: Session, box: _Outbox, last: Arrival) -> Cursor:
    session.connection().execute(_ADVANCE, {"of_outbox": box.id, "to": last.seq, "with": last.digest})
    return Cursor(box.cursor.outbox, last.seq, last.digest.hex())
