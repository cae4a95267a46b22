"""One SQLite file: opened when first needed, one connection guarded by one lock.

One connection for all threads is the simplest thing that is right: SQLite has one writer anyway, every use is
short, and what one thread wrote the next one sees. Other processes (a technician's command) may use the same file.

Opened lazily, since a full disk or a broken file at start must not keep the door from starting.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from edge.errors import StorageBroken, StorageError, StorageFull

BUSY_TIMEOUT = 2000
"""How long to wait for another process to finish writing, ms: the person at the door waits as long."""
PAGE = 4096
"""Bytes in a page of a file made here."""
WAL_LIMIT = 4 * 1024 * 1024
"""Bytes the write-ahead log is cut back to after a checkpoint."""

_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FLEETING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL}


class DatabaseFile:
    """A SQLite file with its schema brought up to date.

    path: the file; made with mode 0600 where it is missing, and its write-ahead log beside it.
    migrations: the ordered schema changes.
    max_bytes: size the file may grow to; StorageFull beyond.
    copy: where a copy of the file is kept: while there is one, an empty or missing file is a broken one.
    logged: with a write-ahead log, commits are fastest, but two more files have to be made even to read; without it the
    file can be read on a disk that has no room at all.

    `reading` and `writing` raise StorageFull, StorageBroken or StorageError and nothing else of sqlite3's. After
    the first StorageBroken the file is not touched until somebody has mended it.
    """

    def __init__(
        self,
        path: Path,
        migrations: Migrations,
        max_bytes: int | None = None,
        copy: Path | None = None,
        logged: bool = True,
    ) -> None:
        self.path = path
        self._broken: StorageBroken | None = None
        self._migrations = migrations
        self._max_bytes = max_bytes
        self._copy = copy
        self._logged = logged
        self._lock = threading.RLock()
        self._database: Database | None = None
        self._identity = (0, 0)

    @property
    def broken(self) -> StorageBroken | None:
        """Why the file has to be mended, if it has: ask every second or so.

        This and `reading` look whether the path still leads to the open file. `writing` does not, since the door waits
        for it: what is written to a file that was replaced is taken over when it is mended.
        """
        with self._lock:
            if self._broken is None and self._database is not None and _identity(self.path) != self._identity:
                self._broken = StorageBroken(f"{self.path} was replaced or removed while it was in use")
            return self._broken

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, for queries; other threads wait."""
        with self:
            self._expect_sound(self.broken)
            yield self._opened()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """The database in one transaction, durable when the block has ended; an error leaves nothing behind."""
        with self:
            self._expect_sound(self._broken)
            database = self._opened()
            begin_and_end = database.conn.execute
            begin_and_end("BEGIN IMMEDIATE")
            try:
                yield database
                begin_and_end("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    database.rollback()
                raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads or writes while the file itself is being replaced."""
        with self._lock:
            yield

    def live(self) -> Database | None:
        """The connection if one is open, also when the path no longer leads to its file."""
        return self._database

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._database is not None:
                with suppress(sqlite3.Error):
                    self._database.close()
            self._database = None

    def forget(self) -> None:
        """Close the file for another to be put in its place."""
        with self._lock:
            self.close()
            self._broken = None

    def _expect_sound(self, broken: StorageBroken | None) -> None:
        if broken is not None:
            raise StorageBroken(str(broken))

    def _opened(self) -> Database:
        if self._database is None:
            self._open()
        assert self._database is not None
        return self._database

    def _open(self) -> None:
        if self._copy is not None and self._copy.is_file() and not _has_content(self.path):
            raise StorageBroken(f"{self.path} is empty or missing, though its copy is there")
        _create(self.path)
        connection = sqlite3.connect(
            self.path, timeout=BUSY_TIMEOUT / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            database = Database(connection, execute_plugins=False)
            self._set_up(database)
        except BaseException:
            connection.close()
            raise
        self._database, self._identity = database, _identity(self.path)

    def _set_up(self, database: Database) -> None:
        database.execute(f"PRAGMA page_size = {PAGE}")
        # A commit has to survive a power cut: less would keep the file sound but may undo the last commits.
        if self._logged:
            _use_log(database)
            database.execute("PRAGMA synchronous = FULL")
        else:
            database.execute("PRAGMA synchronous = EXTRA")
        database.execute("PRAGMA foreign_keys = ON")
        # What is erased is overwritten, not only forgotten.
        database.execute("PRAGMA secure_delete = ON")
        database.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
        if self._max_bytes is not None:
            database.execute(f"PRAGMA max_page_count = {self._max_bytes // PAGE}")
        if self._migrations.pending(database):
            # All pending steps in one transaction, so that a second process finds either none or all of them.
            database.execute("BEGIN IMMEDIATE")
            self._migrations.apply(database)
            database.execute("COMMIT")

    def __enter__(self) -> None:
        """One use of the file: other threads wait, and what goes wrong is translated."""
        self._lock.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if isinstance(error, StorageBroken):
                self._broken = self._broken or error
            elif isinstance(error, sqlite3.Error | OSError):
                raise self._translated(error) from error
        finally:
            self._lock.release()

    def _translated(self, error: sqlite3.Error | OSError) -> StorageError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _FLEETING:
            # An I/O error may leave the connection useless; opening again costs little.
            self.close()
        if code in _BROKEN:
            self._broken = StorageBroken(f"{self.path} is damaged ({error})")
            return StorageBroken(str(self._broken))
        if code == sqlite3.SQLITE_FULL:
            return StorageFull(f"there is no room for {self.path}: free space on the disk")
        return StorageError(f"{self.path} can't be used ({error}): check the disk and the file's owner")


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what goes wrong with files beside `path` into StorageError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"{path} can't be begun anew or copied ({error}): check the disk") from error


def is_sound(database: Database) -> bool:
    """Whether SQLite finds the file's structure in order (PRAGMA quick_check; reads the whole file)."""
    try:
        return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _use_log(database: Database) -> None:
    """Switch to write-ahead logging; SQLite does not wait by itself for another process that is doing the same."""
    deadline = time.monotonic() + BUSY_TIMEOUT / 1000
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create(path: Path) -> None:
    """An empty file that only its owner can read, where there is none. SQLite gives the log the same mode.

    An existing file is not opened: closing it again would drop the locks this process holds on it (POSIX).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
