"""Chains: the records under one outbox id. A file begins with one; a fork or a mended file begins another.

Older chains are kept beside the newest until their records are purged, so that central can get them again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlite_utils import Database

from wire.record import GENESIS, Record

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Chain:
    """One chain as the file holds it.

    first, last: seqs still kept; first is last + 1 where none is. acknowledged: what central said it has.
    head: digest of the last record, GENESIS where there was none.
    """

    number: int
    outbox: str
    first: int
    last: int
    acknowledged: int
    head: str

    @property
    def waiting(self) -> int:
        """Records central has not acknowledged."""
        return max(0, self.last - self.acknowledged)

    @property
    def kept(self) -> int:
        """Records the file holds."""
        return self.last - self.first + 1


def all_chains(database: Database) -> list[Chain]:
    """The chains, oldest first; the last is the one that grows."""
    rows = database.execute("SELECT number, outbox, acknowledged FROM chains ORDER BY number").fetchall()
    return [_chain(database, *row) for row in rows]


def current(database: Database) -> Chain:
    """The chain that grows."""
    row = database.execute("SELECT number, outbox, acknowledged FROM chains ORDER BY number DESC LIMIT 1").fetchone()
    return _chain(database, *row)


class Tip(NamedTuple):
    """Where the next record goes: behind `last`, chained to `head`."""

    number: int
    outbox: str
    last: int
    head: str


def tip(database: Database) -> Tip:
    """The end of the chain that grows, by one query."""
    query = (
        "SELECT number, outbox, coalesce(seq, 0), coalesce(digest, ?) FROM chains LEFT JOIN records ON chain = number"
        " ORDER BY number DESC, seq DESC LIMIT 1"
    )
    return Tip(*database.conn.execute(query, [GENESIS]).fetchone())


def named(database: Database, outbox_id: str) -> Chain | None:
    """The chain with that outbox id."""
    query = "SELECT number, outbox, acknowledged FROM chains WHERE outbox = ?"
    row = database.execute(query, [outbox_id]).fetchone()
    return _chain(database, *row) if row else None


def records_after(database: Database, chain: Chain, seq: int, limit: int) -> Iterator[Record]:
    """Up to `limit` records of `chain` behind `seq`, in order."""
    query = "SELECT seq, at, kind, body, prev, digest FROM records WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?"
    for row in database.execute(query, [chain.number, seq, limit]):
        yield record_of(chain.outbox, row)


def record_of(outbox_id: str, row: Row) -> Record:
    """The record in a row (seq, at, kind, body, prev, digest); the body's bytes as they were stored."""
    seq, at, kind, body, prev, digest = row
    return Record(outbox_id, seq, at, kind, msgspec.Raw(body), prev, digest)


def insert(database: Database, chain: int, record: Record) -> None:
    """Store `record` as the next of `chain`."""
    row = [chain, record.seq, record.at, record.kind, bytes(record.body), record.prev, record.digest]
    database.conn.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _chain(database: Database, number: int, outbox_id: str, acknowledged: int) -> Chain:
    # The last record of the newest chain is never purged, so its seq and digest are always at hand.
    ends = "SELECT seq, digest FROM records WHERE chain = ? ORDER BY seq"
    last, head = database.execute(f"{ends} DESC LIMIT 1", [number]).fetchone() or (0, GENESIS)
    first, _ = database.execute(f"{ends} LIMIT 1", [number]).fetchone() or (last + 1, "")
    return Chain(number, outbox_id, first, last, acknowledged, head)
