"""A broken outbox file is set aside and a new one begun, with what the old one can still give.

Records keep their outbox id and seq, so that central, which may have some of them, counts none twice; what happens
from now on goes under a new id, since nobody knows what the old file would have said next.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from edge.store import aside, chains, schema, tries
from edge.store.chains import Chain
from edge.store.database import DatabaseFile, storage_errors
from wire.record import Record, is_intact


@dataclass(frozen=True)
class Mended:
    """What became of a broken file. saved: records taken over. old: where it was set aside."""

    saved: int
    old: Path


def mend(file: DatabaseFile, now: int) -> Mended:
    """Begin the outbox file anew (now: Unix ms). On StorageError nothing has changed: try again.

    A file that was only replaced or removed is still open and gives everything; a damaged one is read as far as it
    can be. Records are taken while each is intact and follows the one before; a chain is cut at the first that is not.
    """
    draft = file.path.with_name(f"{file.path.name}.new")
    with file.alone(), storage_errors(file.path):
        aside.delete(draft)
        with _source(file) as source:
            saved = _begin(DatabaseFile(draft, schema.outbox), source)
        file.forget()
        old = aside.set_aside(file.path, now)
        draft.replace(file.path)
    return Mended(saved, old)


@contextmanager
def _source(file: DatabaseFile) -> Iterator[Database]:
    """What to read the old records from; the connection that is still open stays so, in case mending fails."""
    live = file.live()
    if live is not None:
        yield live
        return
    with closing(sqlite3.connect(file.path)) as connection:
        yield Database(connection, execute_plugins=False)


def _begin(file: DatabaseFile, source: Database) -> int:
    """Fill a new file with what `source` gives; how many records."""
    saved = 0
    with closing(file), file.writing() as target:
        target.execute("DELETE FROM chains")
        for chain in _readable_chains(source):
            row = [chain.number, chain.outbox, chain.acknowledged]
            target.execute("INSERT INTO chains VALUES (?, ?, ?)", row)
            for record in _readable_records(source, chain):
                chains.insert(target, chain.number, record)
                saved += 1
        tries.take_over(source, target)
        schema.begin_chain(target)
    return saved


def _readable_chains(source: Database) -> list[Chain]:
    try:
        return chains.all_chains(source)
    except sqlite3.Error:
        return []


def _readable_records(source: Database, chain: Chain) -> Iterator[Record]:
    """Records of `chain` up to the first that can't be read, is altered, or does not follow."""
    before: Record | None = None
    for record in _until_damage(chains.records_after(source, chain, 0, chain.kept)):
        if not is_intact(record) or (before and (record.seq, record.prev) != (before.seq + 1, before.digest)):
            return
        yield record
        before = record


def _until_damage(records: Iterator[Record]) -> Iterator[Record]:
    try:
        yield from records
    except (sqlite3.Error, TypeError, ValueError):
        return
