"""Whether the records that central holds are still those the boxes wrote.

Each digest is made anew from what is kept and from the digest before it: a record that was changed, taken out or put in
shows. What a box itself sent wrong is marked and proves nothing, and neither does the record behind it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.db import Database
from central.edges.arrival import Mark
from central.edges.tables import box, outbox, record
from wire.record import GENESIS, digest_of

AT_ONCE = 10_000
"""Records read at a time."""

_PROVEN = {None, Mark.UNKNOWN_KIND.value}


@dataclass(frozen=True)
class Fault:
    """The first record of an outbox that is not as it was written, and what is wrong with it."""

    box: str
    outbox: str
    seq: int
    what: str


@dataclass(frozen=True)
class _Before:
    """The record before. proven: its digest says which record it is."""

    seq: int = 0
    digest: str = GENESIS
    proven: bool = True


def verify(database: Database, progress: Callable[[int, int], None]) -> list[Fault]:
    """The first fault of each outbox that has one. progress: told how many records are done of how many."""
    with database.reading() as session:
        count = session.scalar(select(func.count()).select_from(record)) or 0
        chosen = select(outbox, box.c.name).join(box, box.c.id == outbox.c.box_id).order_by(outbox.c.id)
        found, done = [], 0
        for of in session.execute(chosen).all():
            fault, read = _first_fault(_records(session, of.id), of)
            done += read
            progress(done, count)
            found += [fault] if fault else []
    return found


def _first_fault(records: Iterable[Any], of: Any) -> tuple[Fault | None, int]:
    """The first fault among an outbox's records, and how many were read."""
    before, read = _Before(), 0
    for row in records:
        read += 1
        wrong = _wrong(before, row, of.outbox)
        if wrong:
            return Fault(of.name, of.outbox, row.seq, wrong), read
        before = _Before(row.seq, row.digest.hex(), row.mark in _PROVEN)
    if (before.seq, before.digest) != (of.seq, of.digest.hex()):
        return Fault(of.name, of.outbox, of.seq, f"it was acknowledged, but the last one kept is {before.seq}"), read
    return None, read


def _wrong(before: _Before, row: Any, name: str) -> str | None:
    if row.seq != before.seq + 1:
        return f"{before.seq + 1} to {row.seq - 1} are not there"
    if not before.proven or row.mark not in _PROVEN:
        return None
    made = digest_of(name, row.seq, row.at, row.kind, row.body, before.digest)
    return None if made == row.digest.hex() else "its digest is not that of its content and of the record before it"


def _records(session: Session, outbox_id: int) -> Iterator[Any]:
    """All records of an outbox in order, some at a time."""
    after = 0
    while True:
        chosen = select(record).where(record.c.outbox_id == outbox_id, record.c.seq > after)
        rows = session.execute(chosen.order_by(record.c.seq).limit(AT_ONCE)).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].seq
