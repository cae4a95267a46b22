"""A second copy of a small SQLite file beside it, always whole: written apart, checked, then put in place."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from edge.errors import StorageError
from edge.store.database import is_sound, storage_errors


def backup_of(path: Path) -> Path:
    """Where the copy of `path` lies."""
    return path.with_name(f"{path.name}.backup")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process copies `path` meanwhile: it would put back what is being erased."""
    with storage_errors(path):
        descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def copies(path: Path) -> list[Path]:
    """The copy of `path`, and what a power cut may have left of making or restoring it."""
    return [backup_of(path), _draft_of(path), _restored(path)]


def back_up(database: Database, path: Path) -> None:
    """Copy what `database` (open at `path`) holds now, while it may be in use, to `backup_of(path)`.

    Raises StorageError and leaves the older copy where it is, when there is no room or the copy is not sound.
    """
    target, draft = backup_of(path), _draft_of(path)
    try:
        with storage_errors(path):
            _copy(database, draft)
            draft.replace(target)
            _sync(target.parent)
    except StorageError:
        draft.unlink(missing_ok=True)
        raise


def restore(path: Path) -> bool:
    """Put the copy in the place of `path` (which is gone); whether there was a sound one."""
    source = backup_of(path)
    draft = _restored(path)
    if not source.is_file():
        return False
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    with closing(sqlite3.connect(draft)) as connection:
        sound = is_sound(Database(connection, execute_plugins=False))
    if sound:
        draft.replace(path)
        _sync(path.parent)
    else:
        draft.unlink()
    return sound


def _draft_of(path: Path) -> Path:
    return path.with_name(f"{backup_of(path).name}.new")


def _restored(path: Path) -> Path:
    return path.with_name(f"{path.name}.restored")


def _copy(database: Database, draft: Path) -> None:
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(draft)) as connection:
        database.conn.backup(connection)
        # One file without a log beside it, so that renaming it is enough.
        connection.execute("PRAGMA journal_mode = DELETE")
        if not is_sound(Database(connection, execute_plugins=False)):
            raise sqlite3.DatabaseError("the copy is damaged")
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
