"""The journal: what the portal writes through, so that the door never waits for, or fails with, the disk.

While storage is in order a happening goes straight to the outbox. When it is not, memory keeps what happens, in
order, up to a bound; the oldest are dropped and counted. `tend`, called every second or so, mends a broken file,
writes what memory kept, and then says in an alarm record how many were kept and how many lost.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import NamedTuple, Protocol

import msgspec

from edge.access import CAPTURE, Failures
from edge.errors import StorageError
from edge.store import tries
from edge.store.outbox import Happening, Outbox
from edge.store.tries import Row
from wire.kinds import Alarm, Entry, Health, Level, WayAllowed

log = logging.getLogger(__name__)

HELD = 10_000
"""Happenings kept in memory while storage is in trouble: days of a busy building, some 5 MB."""
STEP = 100
"""Happenings written in one commit when storage is back: where room is short, some fit."""

Listener = Callable[[str | None], None]
"""Told once when storage is in trouble (a sentence) and once when it is back (None), from any thread."""


class Mendable(Protocol):
    """A file of the store that can be begun anew."""

    @property
    def broken(self) -> StorageError | None: ...

    def mend(self, now: int) -> str:
        """Set the broken file aside (now: Unix ms) and begin it anew; a sentence about it."""


class Journal:
    """Keeps what happens, on disk or else in memory. No method raises StorageError.

    others: files beside the outbox that `tend` mends, too.
    """

    def __init__(self, outbox: Outbox, others: tuple[Mendable, ...] = (), listener: Listener = lambda _: None) -> None:
        self._outbox = outbox
        self._files: tuple[Mendable, ...] = (outbox, *others)
        self._listener = listener
        self._held: deque[Happening] = deque()
        self._kept = self._lost = 0
        self._attempt: _Attempt | None = None
        self._trouble: str | None = None
        self._failures: dict[Row, Failures] = {}
        self._phone_steps: dict[str, int] = {}
        self._lock = threading.Lock()
        self._tending = threading.Lock()

    @property
    def trouble(self) -> str | None:
        """What is wrong with storage, in a sentence; None while all is well."""
        return self._trouble

    @property
    def held(self) -> int:
        """How many happenings only memory keeps."""
        return len(self._held)

    def append(self, body: msgspec.Struct, at: int) -> int | None:
        """Keep what happened (at: Unix ms). Its seq in the outbox, durable; None: memory keeps it."""
        with self._lock:
            self._count(body, at)
            if self._trouble is not None:
                self._hold(body, at)
                return None
            try:
                return self._outbox.append(body, at).seq
            except StorageError as error:
                trouble = self._trouble = str(error)
                self._hold(body, at)
                self._attempt = _Attempt((body, at), len(self._held))
        self._tell(trouble)
        return None

    def failures(self, door: str, method: str, room: str = "") -> Failures:
        """Presentations by one way that failed in a row at `door` (or for one room), those that only memory keeps
        included."""
        with self._lock:
            return self._failures_at(Row(door, method, room))

    def count_capture(self, door: str, *, failed: bool, at: int) -> None:
        """Count how a capture of a face at the door's screen ended (at: Unix ms); in memory while the disk is full."""
        row = Row(door, CAPTURE)
        with self._lock:
            self._failures[row] = tries.after_capture(self._failures_at(row), failed=failed, at=at)
            with suppress(StorageError):
                self._outbox.count_capture(row, failed=failed, at=at)

    def phone_step(self, person: str) -> int:
        """Of which step the last phone code was that opened for `person`; tries.NO_STEP where none did."""
        with self._lock:
            if person not in self._phone_steps:
                try:
                    self._phone_steps[person] = self._outbox.phone_step(person)
                except StorageError:
                    return tries.NO_STEP
            return self._phone_steps[person]

    def tend(self, now: int) -> None:
        """Mend what is broken and write what memory kept (now: Unix ms). Cheap while all is well."""
        with self._tending:
            try:
                for file in self._files:
                    self._mend(file, now)
                while self._trouble is not None:
                    self._write_some(now)
            except StorageError as error:
                self._set_trouble(str(error))

    def _mend(self, file: Mendable, now: int) -> None:
        if file.broken is None:
            return
        self._set_trouble(str(file.broken))
        outcome = file.mend(now)
        with self._lock:
            self._hold(Alarm("storage-mended", Level.CRITICAL, detail=outcome), now)

    def _write_some(self, now: int) -> None:
        """Write the oldest of what memory keeps, and with the last of it the report: storage is back when that is."""
        with self._lock:
            self._drop_stored()
            chunk = list(islice(self._held, STEP))
            rows = [_marked(*happening) for happening in chunk]
            if len(chunk) == len(self._held):
                rows.append((self._report(), now))
            self._attempt = _Attempt(rows[-1], len(chunk))
        self._outbox.extend(rows)
        with self._lock:
            back = self._written(len(chunk))
        if back:
            self._tell(None)

    def _drop_stored(self) -> None:
        """A commit that failed may still be on disk, if only the last sync went wrong: don't write it twice."""
        if self._attempt and self._attempt.covers and self._outbox.ends_with(*self._attempt.last):
            self._written(self._attempt.covers)

    def _written(self, count: int) -> bool:
        """Let go of what is on disk now; whether that was all."""
        self._attempt = None
        for _ in range(count):
            self._held.popleft()
        if self._held:
            return False
        self._kept = self._lost = 0
        self._trouble = None
        return True

    def _hold(self, body: msgspec.Struct, at: int) -> None:
        if isinstance(body, Health):
            # Only the newest state of the box matters, and the next report brings it.
            return
        if len(self._held) == HELD:
            self._held.popleft()
            self._lost += 1
            if self._attempt:
                self._attempt = self._attempt._replace(covers=max(0, self._attempt.covers - 1))
        self._held.append((body, at))
        self._kept += 1

    def _report(self) -> Alarm:
        detail = (
            f"memory kept {self._kept - self._lost} records while the disk did not take them; {self._lost} were lost"
        )
        return Alarm("storage-back", Level.CRITICAL if self._lost else Level.WARNING, detail=detail)

    def _count(self, body: msgspec.Struct, at: int) -> None:
        if not isinstance(body, Entry | WayAllowed):
            return
        for row in tries.rows_of(body):
            self._failures[row] = tries.after(self._failures_at(row), body, at)
        if isinstance(body, Entry) and body.granted and body.person and body.step is not None:
            self._phone_steps[body.person] = body.step

    def _failures_at(self, row: Row) -> Failures:
        if row not in self._failures:
            try:
                self._failures[row] = self._outbox.failures(row)
            except StorageError:
                return tries.NO_FAILURES
        return self._failures[row]

    def _set_trouble(self, trouble: str) -> None:
        with self._lock:
            is_news = self._trouble is None
            self._trouble = trouble
        if is_news:
            self._tell(trouble)

    def _tell(self, trouble: str | None) -> None:
        if trouble is None:
            log.warning("storage is back")
        else:
            log.error("storage is in trouble: %s", trouble)
        self._listener(trouble)


class _Attempt(NamedTuple):
    """The commit tried last: its last happening, and how many of the held ones it covers."""

    last: Happening
    covers: int


def _marked(body: msgspec.Struct, at: int) -> Happening:
    """An entry says that it reached the disk late."""
    return (msgspec.structs.replace(body, held_back=True) if isinstance(body, Entry) else body), at
