"""A SQLite file with a copy beside it: made anew after every change, and what the file is restored from when it breaks.

Its schema has a table `version` with one row, a token that changes with every change, also by another process.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from edge.errors import StorageError
from edge.store import aside, backup
from edge.store.database import DatabaseFile, storage_errors

log = logging.getLogger(__name__)


class Mended(NamedTuple):
    """Where the broken file lies now, and whether there was a sound copy to restore."""

    old: Path
    restored: bool


class CopiedFile(DatabaseFile):
    """The file without a write-ahead log, so that it can be read on a disk that has no room at all."""

    def __init__(self, path: Path, migrations: Migrations) -> None:
        super().__init__(path, migrations, copy=backup.backup_of(path), logged=False)

    @property
    def version(self) -> str:
        """Changes with every change: compare it to know whether to load again."""
        with self.reading() as database:
            return str(database.execute("SELECT token FROM version").fetchone()[0])

    @contextmanager
    def changing(self, copying: bool = True) -> Iterator[Database]:
        """A transaction that changes the version; then a fresh copy, unless the caller sees to that."""
        with self.writing() as database:
            yield database
            database.execute("UPDATE version SET token = ?", [secrets.token_hex(8)])
        if copying:
            self._try_back_up()

    @contextmanager
    def erasing(self) -> Iterator[Database]:
        """A transaction that deletes rows for good.

        1. The copy and the broken files that were set aside go first: after a power cut nothing brings the rows back.
        2. The rows go in one transaction; SQLite overwrites them with zeros.
        3. The copy is made anew.
        """
        with self.alone():
            with backup.alone(self.path):
                self._delete_copies()
                with self.changing(copying=False) as database:
                    yield database
            self._try_back_up()

    def back_up(self) -> None:
        """Make the copy the file is restored from when it breaks."""
        with self.reading() as database, backup.alone(self.path):
            backup.back_up(database, self.path)

    def mend(self, now: int) -> Mended:
        """Set the broken file aside (now: Unix ms) and restore the copy; without a sound one, begin anew."""
        with self.alone(), storage_errors(self.path):
            self.forget()
            old = aside.set_aside(self.path, now)
            restored = backup.restore(self.path)
            if not restored:
                aside.delete(backup.backup_of(self.path))
            with self.changing(copying=False):
                pass
        return Mended(old, restored)

    def _delete_copies(self) -> None:
        with storage_errors(self.path):
            aside.delete_copies(self.path)
            for copy in backup.copies(self.path):
                aside.delete(copy)

    def _try_back_up(self) -> None:
        try:
            self.back_up()
        except StorageError as error:
            # The change itself is on disk; tonight's copy will hold it.
            log.warning("%s", error)
