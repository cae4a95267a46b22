"""What other subjects read of the boxes' records: in the order of an outbox, by a cursor of their own."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges.tables import outbox, record


@dataclass(frozen=True)
class OutboxRow:
    """An outbox of a box, and the place up to which every record is kept."""

    id: int
    box_id: int
    seq: int


@dataclass(frozen=True)
class RecordRow:
    """A record that could be taken at its word. at: by the box's clock, Unix ms. body: JSON, of its kind."""

    outbox_id: int
    seq: int
    at: int
    kind: str
    body: bytes


def outboxes(session: Session) -> list[OutboxRow]:
    """Every outbox there is; records go on being read of a box that is shut out."""
    return [OutboxRow(*row) for row in session.execute(select(outbox.c.id, outbox.c.box_id, outbox.c.seq))]


def records_of(
    session: Session, outbox_id: int, kinds: Collection[str], *, after: int, upto: int, limit: int
) -> list[RecordRow]:
    """The first `limit` records of these kinds at places `after` + 1 … `upto`, in order; marked ones are left out."""
    columns = (record.c[field] for field in RecordRow.__dataclass_fields__)
    of_these = record.c.kind.in_(sorted(kinds)), record.c.mark.is_(None), record.c.body.is_not(None)
    place = record.c.outbox_id == outbox_id, record.c.seq > after, record.c.seq <= upto
    chosen = select(*columns).where(*place, *of_these).order_by(record.c.seq).limit(limit)
    return [RecordRow(*row) for row in session.execute(chosen)]
