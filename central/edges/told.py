"""What other subjects read of the boxes' records: in the order of an outbox, by a cursor of their own."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import stretches
from central.edges.tables import outbox


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
    found: list[RecordRow] = []
    place = after
    # A stretch holds one of them at least; only of the first may they all lie before `after`.
    while some := stretches.stretches(session, outbox_id, after=place, upto=upto, kinds=kinds, limit=limit):
        for each in stretches.unfolded(some, after=after, upto=upto):
            if each.kind is not None and each.kind in kinds and each.mark is None:
                found.append(RecordRow(outbox_id, each.seq, each.at or 0, each.kind, bytes(each.body)))
            if len(found) == limit:
                return found
        place = some[-1].last
    return found
