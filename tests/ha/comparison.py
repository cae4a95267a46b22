"""Whether the database holds what was acknowledged: each record at its place with its digest, each of them once."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from central.db import Database
from central.edges import service as edges
from central.edges.service import RecordRow
from tests.fakes.signing_box import SigningBox
from wire.record import GENESIS, digest_of

ALL = 1_000_000


@dataclass(frozen=True)
class Comparison:
    """Of acknowledged records: how many there are, how many the database lacks or holds with another digest.

    doubled: what it holds more than once, as a record or as an entry on the page.
    """

    acknowledged: int
    lost: int
    doubled: int


def compare(database: str, boxes: Mapping[int, SigningBox], acknowledged: Mapping[int, int]) -> Comparison:
    """Compare the outboxes with the database. acknowledged: up to which record, by the box's number.

    While records come in, what is doubled may not show yet: the entries are counted before the records are read.
    """
    with closing(Database(database)) as opened, opened.reading() as session:
        shown = edges.counts_since(session, 0)
        outboxes = edges.outboxes(session)
        lost = doubled = kept = 0
        for row in outboxes:
            box, upto = boxes[row.box_id], acknowledged[row.box_id]
            found = edges.records_of(session, row.id, ["entry"], after=0, upto=row.seq, limit=ALL)
            lost += upto - _same(box, found, upto)
            doubled += len(found) - len({record.seq for record in found})
            kept += len(found)
        doubled += max(0, shown.granted + shown.denied - kept) + len(outboxes) - len({row.box_id for row in outboxes})
    return Comparison(sum(acknowledged.values()), lost, doubled)


def _same(box: SigningBox, found: Sequence[RecordRow], upto: int) -> int:
    """How many of the box's first `upto` records the database holds as they were sent."""
    digests = {}
    prev = GENESIS
    for row in found:
        prev = digests[row.seq] = digest_of(box.outbox, row.seq, row.at, row.kind, row.body, prev)
    return sum(digests.get(record.seq) == record.digest for record in box.records[:upto])
