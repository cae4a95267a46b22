"""A fork: central holds other records under our outbox id, since this file is an old copy that was put back.

What both hold stays. Our own records from there on move to a new chain: same time, kind and body, new place. The new
id follows from what moves, so that a copy made before the fork and put back after it moves them to the same place,
where central knows them.
"""

from hashlib import sha256

import msgspec
from sqlite_utils import Database

from edge.store import chains, schema
from edge.store.chains import Chain
from wire.record import GENESIS, chained


def fork(database: Database, outbox_id: str, seq: int) -> str:
    """Move the records of a chain from `seq` on to a new one; its outbox id."""
    chain = chains.named(database, outbox_id)
    if chain is None:
        return schema.begin_chain(database)
    new_id = schema.begin_chain(database, _id_of_fork(database, chain, seq))
    new = chains.current(database)
    head, shift = GENESIS, seq - 1
    for old in chains.records_after(database, chain, shift, chain.kept):
        body = _pointing_to_new_places(old.kind, bytes(old.body), shift)
        record = chained(new_id, old.seq - shift, old.at, old.kind, body, head)
        chains.insert(database, new.number, record)
        head = record.digest
    database.execute("DELETE FROM records WHERE chain = ? AND seq >= ?", [chain.number, seq])
    if seq <= chain.first:
        database.execute("DELETE FROM chains WHERE number = ?", [chain.number])
    return new_id


def _id_of_fork(database: Database, chain: Chain, seq: int) -> str | None:
    """32 hex digits from the first record that moves; None where nothing does."""
    first = next(chains.records_after(database, chain, seq - 1, 1), None)
    return sha256(f"fork of {first.digest}".encode()).hexdigest()[:32] if first else None


def _pointing_to_new_places(kind: str, body: bytes, shift: int) -> bytes:
    """A release names its entry by seq; where the entry stays behind in the old chain, it can't be named."""
    if kind != "release":
        return body
    fields = msgspec.json.decode(body)
    entry = fields.pop("entry", None)
    if entry is not None and entry > shift:
        fields["entry"] = entry - shift
    return msgspec.json.encode(fields)
