"""Whether the records that central holds are still those the boxes wrote.

Each digest is made anew from what is kept and from the digest before it: a record that was changed, taken out or put in
shows. What a box itself sent wrong is marked and proves nothing, and neither does the record behind it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import stretches
from central.edges.arrival import Mark
from central.edges.stretches import KeptRecord, Stretch
from central.edges.tables import box, outbox, stretch
from wire.record import GENESIS, digest_of

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
        count = int(session.scalar(select(func.sum(stretch.c.last - stretch.c.first + 1))) or 0)
        chosen = select(outbox, box.c.name).join(box, box.c.id == outbox.c.box_id).order_by(outbox.c.id)
        found, done = [], 0
        for of in session.execute(chosen).all():
            fault, read = _first_fault(_stretches(session, of.id), of)
            done += read
            progress(done, count)
            found += [fault] if fault else []
    return found


def _first_fault(found: Iterator[Stretch], of: Any) -> tuple[Fault | None, int]:
    """The first fault among an outbox's records, and how many were read."""
    before, read = _beginning(of), 0
    for each in found:
        wrong, before = _walk(each, before, of.outbox)
        read += each.last - each.first + 1
        if wrong:
            return Fault(of.name, of.outbox, *wrong), read
    is_all_forgotten = read == 0 and of.forgotten == of.seq > 0
    if not is_all_forgotten and (before.seq, before.digest) != (of.seq, of.digest.hex()):
        return Fault(of.name, of.outbox, of.seq, f"it was acknowledged, but the last one kept is {before.seq}"), read
    return None, read


def _beginning(of: Any) -> _Before:
    """What the first record that is still kept goes on from."""
    if not of.forgotten:
        return _Before()
    digest = of.forgotten_digest
    return _Before(of.forgotten, digest.hex() if digest else "", digest is not None)


def _walk(found: Stretch, before: _Before, name: str) -> tuple[tuple[int, str] | None, _Before]:
    """The first record of a stretch that is wrong, and what is; and the last one that was looked at."""
    try:
        kept = stretches.unfold(found.body)
    except ValueError:
        return (found.first, f"it can't be read, and nothing up to {found.last}"), before
    for record in kept:
        wrong = _wrong(before, record, name)
        if wrong:
            return (record.seq, wrong), before
        before = _Before(record.seq, record.digest, record.mark in _PROVEN)
    if (before.seq, before.digest) != (found.last, found.digest.hex()):
        return (found.last, f"it is not the last one of those that lie with it, which is {before.seq}"), before
    return None, before


def _wrong(before: _Before, record: KeptRecord, name: str) -> str | None:
    if record.seq != before.seq + 1:
        return f"{before.seq + 1} to {record.seq - 1} are not there"
    if not before.proven or record.mark not in _PROVEN:
        return None
    made = digest_of(name, record.seq, record.at or 0, record.kind or "", bytes(record.body), before.digest)
    return None if made == record.digest else "its digest is not that of its content and of the record before it"


def _stretches(session: Session, outbox_id: int) -> Iterator[Stretch]:
    """All stretches of an outbox in order, some at a time."""
    after = 0
    while found := stretches.stretches(session, outbox_id, after=after):
        yield from found
        after = found[-1].last
