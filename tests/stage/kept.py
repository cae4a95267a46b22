"""What central keeps of the boxes' records, read from its tables one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import stretches
from central.edges.tables import outbox


@dataclass(frozen=True)
class CentralRecord:
    """One record. digest: 64 hex digits. body: empty where it was withheld."""

    outbox: str
    box_id: int
    seq: int
    at: int | None
    kind: str | None
    mark: str | None
    digest: str
    body: bytes


def records(session: Session) -> Iterator[CentralRecord]:
    """Of all outboxes, in the order of outboxes and records."""
    for of in session.execute(select(outbox).order_by(outbox.c.id)).all():
        for each in stretches.records(session, of.id):
            raw = bytes(each.body)
            yield CentralRecord(of.outbox, of.box_id, each.seq, each.at, each.kind, each.mark, each.digest, raw)
