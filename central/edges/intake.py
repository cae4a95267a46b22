"""A batch of records is kept: one transaction for the nonce, the records, and the cursor.

The caller acknowledges only after the transaction is committed. What the pages read is written with it when there is
little of it and nothing waits before it, as it is all day long; a backlog is left to the projector, so that a box need
not wait for it. There are no ORM objects on this path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import BigInteger, and_, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from central.edges import stretches
from central.edges.arrival import Arrival, Mark
from central.edges.projection import project
from central.edges.requests import Sender, admit
from central.edges.rules import Fork, Gap, Kept, Take, judge
from central.edges.tables import outbox, projected, stretch
from wire.cursor import Cursor

SHOWN_AT_ONCE = 50
"""Records of a batch that are shown with the transaction that keeps them; more than a door makes in a minute."""

_PROVEN = {None, Mark.UNKNOWN_KIND.value}


@dataclass(frozen=True)
class Intake:
    """What became of a batch: where the cursor stands now, and what was in the way, if anything."""

    cursor: Cursor
    obstacle: Gap | Fork | None = None


@dataclass(frozen=True)
class Batch:
    """Records that arrived in order, one or more, and what is to be kept of them, folded before the transaction."""

    arrivals: Sequence[Arrival]
    folded: bytes

    @classmethod
    def of(cls, arrivals: Sequence[Arrival]) -> Self:
        """The batch of these records."""
        return cls(arrivals, stretches.fold(arrivals))

    def body_of(self, fresh: Sequence[Arrival]) -> bytes:
        """What is to be kept when only `fresh` is, or some were marked."""
        return self.folded if list(fresh) == list(self.arrivals) else stretches.fold(fresh)


@dataclass(frozen=True)
class _Outbox:
    """projected: up to which record the pages show all. last: what is known of the record at the cursor."""

    id: int
    cursor: Cursor
    projected: int
    last: Kept | None


def take_in(session: Session, sender: Sender, name: str, batch: Batch, *, now: int) -> Intake:
    """Keep what is new in `batch` of the sender's outbox `name`. `now` is Unix ms.

    `session` is a writing one; commit it also when there was an obstacle, so that the request is not taken twice.
    Raises Replayed, BoxUnknown.
    """
    admit(session, sender, now=now)
    box = _outbox_of(session, sender.box_id, name)
    verdict = judge(box.cursor.seq, _kept(session, box, batch.arrivals), batch.arrivals)
    if not isinstance(verdict, Take):
        return Intake(box.cursor, verdict)
    fresh = verdict.fresh
    if not fresh:
        return Intake(box.cursor)
    stretches.keep(session, box.id, fresh, batch.body_of(fresh), now)
    if len(fresh) <= SHOWN_AT_ONCE and box.projected == box.cursor.seq:
        project(session, sender.box_id, box.id, fresh, now=now)
        session.connection().execute(_PROJECTED, {"of_outbox": box.id, "to": fresh[-1].seq})
    return Intake(_advance(session, box, fresh, now))


def cursor_of(session: Session, box_id: int, name: str) -> Cursor:
    """How far central has come with a box's outbox; seq 0 for one it has not heard of."""
    found = session.connection().execute(_CURSOR, {"box": box_id, "name": name}).one_or_none()
    return Cursor(name, found.seq, found.digest.hex()) if found else Cursor(name)


_CURSOR = (
    select(outbox.c.id, outbox.c.seq, outbox.c.digest, projected.c.seq.label("projected"), stretch.c.is_proven)
    .join(projected, projected.c.outbox_id == outbox.c.id)
    .outerjoin(stretch, and_(stretch.c.outbox_id == outbox.c.id, stretch.c.last == outbox.c.seq))
    .where(outbox.c.box_id == bindparam("box"), outbox.c.outbox == bindparam("name"))
)
_ADVANCE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_outbox"))
    .values(
        seq=bindparam("to"),
        digest=bindparam("with"),
        told_at=func.coalesce(bindparam("told_at", type_=BigInteger), outbox.c.told_at),
    )
)
_PROJECTED = update(projected).where(projected.c.outbox_id == bindparam("of_outbox")).values(seq=bindparam("to"))


def _outbox_of(session: Session, box_id: int, name: str) -> _Outbox:
    """The outbox, made when it is heard of for the first time. No other request of the box is let in meanwhile."""
    found = session.connection().execute(_CURSOR, {"box": box_id, "name": name}).one_or_none()
    if found:
        cursor = Cursor(name, found.seq, found.digest.hex())
        last = None if found.is_proven is None else Kept(cursor.digest, found.is_proven)
        return _Outbox(found.id, cursor, found.projected, last)
    new = Cursor(name)
    values = {"box_id": box_id, "outbox": name, "seq": new.seq, "digest": bytes.fromhex(new.digest)}
    number = session.execute(insert(outbox).returning(outbox.c.id), values).scalar_one()
    session.execute(insert(projected), {"outbox_id": number, "seq": new.seq})
    return _Outbox(number, new, new.seq, None)


def _kept(session: Session, box: _Outbox, arrivals: Sequence[Arrival]) -> dict[int, Kept]:
    """What is kept from the place before the first arrival on; most often the last record."""
    before = arrivals[0].seq - 1
    if before >= box.cursor.seq:
        return {box.cursor.seq: box.last} if box.last else {}
    found = stretches.records(session, box.id, after=before - 1, upto=arrivals[-1].seq)
    return {each.seq: Kept(each.digest, each.mark in _PROVEN) for each in found}


def _advance(session: Session, box: _Outbox, fresh: Sequence[Arrival], now: int) -> Cursor:
    last = fresh[-1]
    # The last record that says when it was made; of a record that can't be read nobody knows.
    told_at = next((min(each.at, now) for each in reversed(fresh) if each.at is not None), None)
    values = {"of_outbox": box.id, "to": last.seq, "with": bytes.fromhex(last.digest), "told_at": told_at}
    session.connection().execute(_ADVANCE, values)
    return Cursor(box.cursor.outbox, last.seq, last.digest)
