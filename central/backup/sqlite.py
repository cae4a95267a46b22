"""Copies of a SQLite file, by SQLite's online backup."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from central.errors import CentralError

PAGES = 4096
"""Copied between two words about the progress: 16 MB."""

Progress = Callable[[int, int], None]
"""Told how much is done of how much."""


def back_up(file: Path, copy: Path, progress: Progress) -> None:
    """Copy `file` to `copy` as it is now, whoever goes on writing to it. Raises CentralError; then there is no copy."""
    part = copy.with_name(copy.name + ".part")
    try:
        _copy(file, part, progress)
        part.rename(copy)
        sync(copy.parent)
    except (sqlite3.Error, OSError) as error:
        raise CentralError(f"{file} can't be copied to {copy}: {_reason(error)}") from error
    finally:
        part.unlink(missing_ok=True)


def restore(copy: Path, file: Path, prepare: Callable[[Path], None], progress: Progress) -> Path | None:
    """Put `copy` in the place of `file`, which nobody may have open; where the old one lies now, if there was one.

    prepare: what is to be done with the copied file before it is in its place. Raises CentralError, as `prepare` may;
    then `file` is as it was.
    """
    fresh = file.with_name(file.name + ".restoring")
    try:
        _copy(copy, fresh, progress)
        prepare(fresh)
        old = set_aside(file) if file.exists() else None
        fresh.rename(file)
        sync(file.parent)
    except (sqlite3.Error, OSError) as error:
        raise CentralError(f"{copy} can't be put in the place of {file}: {_reason(error)}") from error
    finally:
        for end in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + end).unlink(missing_ok=True)
    return old


def _copy(source: Path, target: Path, progress: Progress) -> None:
    """Copy a database to a new file that only its owner can read, look it through, and have it on the disk."""
    os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    with closing(_opened(source)) as original, closing(_opened(target)) as made:
        # One view for as long as it takes: otherwise the copying would begin anew whenever another process commits.
        original.execute("BEGIN")
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        original.backup(made, pages=PAGES, progress=lambda _, left, of: progress(of - left, of))
        # One file, not three: central goes back to its write-ahead log by itself.
        made.execute("PRAGMA journal_mode = DELETE")
        [found] = made.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(f"it is damaged ({found})")
    with target.open("rb") as written:
        os.fsync(written.fileno())


def require_unused(file: Path) -> None:
    """Raise CentralError where somebody has the database open."""
    with closing(_opened(file)) as held:
        _take(held, file)


def set_aside(file: Path) -> Path:
    """Rename a database that nobody has open, its write-ahead log taken in; its new place. Raises CentralError."""
    with closing(_opened(file)) as held:
        _take(held, file)
        with suppress(sqlite3.Error):
            held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    old = file.with_name(f"{file.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
    file.rename(old)
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + end).rename(old.with_name(old.name + end))
    return old


def _take(held: sqlite3.Connection, file: Path) -> None:
    """Have the database for this connection alone, until it is closed."""
    held.execute("PRAGMA busy_timeout = 0")
    held.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        held.execute("BEGIN EXCLUSIVE")
        held.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise CentralError(f"{file} is in use; stop central first") from error
    except sqlite3.DatabaseError:
        # Damaged: a reason to restore, not to refuse.
        pass


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None, timeout=5)


def sync(folder: Path) -> None:
    """Have what was renamed in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
