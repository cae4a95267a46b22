"""The outbox: what happened at the doors, on disk before anything follows from it, until central has it.

What it promises:
- `append` returns when the record is committed and synced; a power cut does not undo it.
- Records of a chain have seq 1, 2, 3 … and each carries the digest of the one before (wire.record).
- Reading does not remove. Only central's cursor lets go, and then retention; nothing else does.
- An outbox id belongs to one chain in one file: new storage, a fork or a mended file begins a new one.
- A body that could hold a face is refused.
"""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlite_utils import Database

from edge.access import Failures
from edge.errors import StorageBroken, StorageFull
from edge.store import chains, forking, mending, retention, schema, tries
from edge.store.chains import Chain, Tip
from edge.store.database import DatabaseFile
from edge.store.quota import DEFAULT, Quota
from edge.store.tries import Row
from wire.cursor import Cursor
from wire.faceless import MAX_WORD, looks_like_face
from wire.kinds import KIND_OF
from wire.record import Record, chained

REMEMBERED = 1000
"""Newest records whose times tell how late it is at least."""

Happening = tuple[msgspec.Struct, int]
"""A body of wire.kinds, and when it happened (Unix ms)."""


class Outbox:
    """The records of one box in one SQLite file. Safe to share between threads and with other processes.

    Nothing touches the disk before the first call. Every method may raise StorageError; StorageBroken stays
    visible as `broken` until the file is mended (edge.store.mending).

    appended: set whenever this process has added records; who waits for them clears it.
    """

    def __init__(self, path: Path, quota: Quota = DEFAULT) -> None:
        self.file = DatabaseFile(path, schema.outbox, quota.bytes)
        self.appended = threading.Event()
        self._quota = quota
        # Where the next record goes, and of which connection that is true.
        self._tip = Tip(0, "", 0, "")
        self._tip_of: Database | None = None

    @property
    def id(self) -> str:
        """The outbox id new records get: 32 hex digits."""
        with self.file.reading() as database:
            return chains.current(database).outbox

    @property
    def waiting(self) -> int:
        """How many records central has not acknowledged."""
        return sum(chain.waiting for chain in self.chains())

    @property
    def last(self) -> Record | None:
        """The newest record; None in a new outbox."""
        with self.file.reading() as database:
            chain = chains.current(database)
            return next(chains.records_after(database, chain, chain.last - 1, 1), None)

    @property
    def broken(self) -> StorageBroken | None:
        """Why the file has to be mended; None while it is sound as far as anyone has seen."""
        return self.file.broken

    def append(self, body: msgspec.Struct, at: int) -> Record:
        """Store one thing that happened, as a durable commit of its own."""
        return self.extend([(body, at)])[0]

    def extend(self, happenings: Sequence[Happening]) -> list[Record]:
        """Store several in order, all or none, in one durable commit."""
        encoded = [_encoded(body) for body, _ in happenings]
        try:
            added = self._add(happenings, encoded)
        except StorageFull:
            if not self._let_go():
                raise
            added = self._add(happenings, encoded)
        self.appended.set()
        return added

    def ends_with(self, body: msgspec.Struct, at: int) -> bool:
        """Whether the newest record is exactly that."""
        last = self.last
        return last is not None and (last.at, last.kind, bytes(last.body)) == (at, KIND_OF[type(body)], _encoded(body))

    def after(self, seq: int, limit: int, outbox_id: str | None = None) -> list[Record]:
        """Up to `limit` records behind `seq`, in order, of the chain with that id (the newest where none is said)."""
        with self.file.reading() as database:
            chain = chains.named(database, outbox_id) if outbox_id else chains.current(database)
            return list(chains.records_after(database, chain, seq, limit)) if chain else []

    def chains(self) -> list[Chain]:
        """All chains with records still kept, oldest first; the last is the one that grows."""
        with self.file.reading() as database:
            return chains.all_chains(database)

    def kinds(self) -> dict[str, int]:
        """How many records of each kind are kept."""
        with self.file.reading() as database:
            return dict(database.execute("SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind").fetchall())

    def latest(self, kind: str, limit: int) -> list[tuple[int, bytes]]:
        """When (Unix ms), and the body of, up to `limit` latest records of a kind, oldest first."""
        newest = "SELECT at, body FROM records WHERE kind = ? ORDER BY chain DESC, seq DESC LIMIT ?"
        with self.file.reading() as database:
            rows: list[tuple[int, bytes]] = database.execute(newest, [kind, limit]).fetchall()
        return rows[::-1]

    def mark_acknowledged(self, cursor: Cursor) -> None:
        """Remember how far central has come with a chain; it may go back when central was restored from a copy."""
        with self.file.writing() as database:
            database.execute("UPDATE chains SET acknowledged = ? WHERE outbox = ?", [cursor.seq, cursor.outbox])

    def purge(self, now: int) -> int:
        """Let go of records that central has and that are older than retention (now: Unix ms); how many."""
        return retention.purge(self.file, self._quota, now)

    def fork(self, outbox_id: str, seq: int) -> str:
        """Move the records from `seq` on to a new chain, beginning at 1 there; its outbox id. New records follow them.

        For a chain of which central holds other records from `seq` on: this file is an old copy put back.
        """
        with self.file:
            self._tip_of = None
            with self.file.writing() as database:
                forked = forking.fork(database, outbox_id, seq)
        self.appended.set()
        return forked

    def mend(self, now: int) -> str:
        """Begin the broken file anew with what it still gives (now: Unix ms); a sentence about it."""
        mended = mending.mend(self.file, now)
        self.appended.set()
        return f"the outbox was broken and set aside as {mended.old.name}; {mended.saved} records were saved from it"

    def failures(self, row: Row) -> Failures:
        """Presentations that failed in a row, by one way at a door or for a room."""
        with self.file.reading() as database:
            return tries.load(database, row)

    def count_capture(self, row: Row, *, failed: bool, at: int) -> None:
        """Count a capture of a face (at: Unix ms); durable."""
        with self.file.writing() as database:
            before = tries.load(database, row)
            tries.keep(database, row, before, tries.after_capture(before, failed=failed, at=at))

    def phone_step(self, person: str) -> int:
        """Of which step the last phone code was that opened for `person`; tries.NO_STEP where none did."""
        with self.file.reading() as database:
            return tries.load_step(database, person)

    @property
    def known_time(self) -> int:
        """The latest time known to have passed (Unix ms): an earlier clock was set back. 0 in a new outbox."""
        with self.file.reading() as database:
            settled, chain, seq = database.execute("SELECT settled, chain, seq FROM clock").fetchone()
            newest = "SELECT at FROM records WHERE (chain, seq) > (?, ?) ORDER BY chain DESC, seq DESC LIMIT ?"
            times: list[tuple[int]] = database.execute(newest, [chain, seq, REMEMBERED]).fetchall()
            return max([int(settled), *(at for (at,) in times)])

    def settle_time(self, now: int) -> None:
        """Someone who knows says it is `now` (Unix ms): times of records so far no longer count against the clock."""
        with self.file.writing() as database:
            chain = chains.current(database)
            database.execute("UPDATE clock SET settled = ?, chain = ?, seq = ?", [now, chain.number, chain.last])

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        self.file.close()

    def _add(self, happenings: Sequence[Happening], encoded: Sequence[bytes]) -> list[Record]:
        with self.file:
            with self.file.writing() as database:
                added = self._insert(database, happenings, encoded)
            # Only what is committed is remembered, and before anybody else may write.
            self._tip = Tip(self._tip.number, added[-1].outbox, added[-1].seq, added[-1].digest)
            return added

    def _insert(self, database: Database, happenings: Sequence[Happening], encoded: Sequence[bytes]) -> list[Record]:
        if self._tip_of is not database:
            self._look_for_tip(database)
        try:
            return self._insert_behind(self._tip, database, happenings, encoded)
        except sqlite3.IntegrityError:
            # Another process has appended meanwhile, and its record has that place.
            self._look_for_tip(database)
            return self._insert_behind(self._tip, database, happenings, encoded)

    def _insert_behind(
        self, tip: Tip, database: Database, happenings: Sequence[Happening], encoded: Sequence[bytes]
    ) -> list[Record]:
        self._expect_room(database, tip.last + len(encoded))
        seq, head = tip.last, tip.head
        added: list[Record] = []
        for (body, at), raw in zip(happenings, encoded, strict=True):
            record = chained(tip.outbox, seq := seq + 1, at, KIND_OF[type(body)], raw, head)
            chains.insert(database, tip.number, record)
            head = record.digest
            added.append(record)
            tries.count(database, body, at)
        return added

    def _look_for_tip(self, database: Database) -> None:
        self._tip, self._tip_of = chains.tip(database), database

    def _expect_room(self, database: Database, last: int) -> None:
        """Raise StorageFull when a chain that ends with `last` would hold more than the quota.

        Only a long chain is looked at: its first seq is at least 1.
        """
        if last > self._quota.rows and last - chains.current(database).first >= self._quota.rows:
            raise StorageFull(f"the outbox holds its quota of {self._quota.rows} records: let it reach central")

    def _let_go(self) -> bool:
        with self.file.writing() as database:
            return retention.let_go_of_oldest(database, max(1, self._quota.rows // 100))


def _encoded(body: msgspec.Struct) -> bytes:
    encoded = msgspec.json.encode(body)
    # What is shorter than a long word and without an array can't be what the rule is about; most entries are.
    if (len(encoded) > MAX_WORD or b"[" in encoded) and looks_like_face(msgspec.to_builtins(body)):
        raise ValueError(f"a record of {type(body).__name__} may not carry what looks like a face")
    return encoded
