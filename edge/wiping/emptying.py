"""Everything in the box's folder is overwritten and deleted; the keys go first, so that what remains opens no more.

A memory card or a solid-state disk may write the zeros elsewhere and keep the old cells for a while. That is why keys
are destroyed and not only data, and why it helps to have them wrapped (docs/keys.md).
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from edge.errors import EdgeError
from edge.holding import LOCK, NOTE
from edge.vault import files

STAYS = (LOCK, NOTE, "lost+found")
"""In the folder itself: what a wipe needs to its end, and what belongs to the file system."""
PIECE = 1024 * 1024
"""Bytes overwritten at a time."""


def remains(data: Path) -> list[Path]:
    """What there is to delete in the folder, by name."""
    return sorted(path for path in data.iterdir() if path.name not in STAYS)


def empty(data: Path, keys: Path) -> None:
    """Delete all of it. Raises EdgeError, which names what could not be deleted."""
    for path in sorted(remains(data), key=lambda path: path != keys):
        try:
            for each in _inside_out(path):
                _delete(each)
            files.sync(data)
        except OSError as error:
            raise EdgeError(
                f"{error.filename or path} can't be deleted ({error.strerror}): see to that, then wipe again"
            ) from error


def _inside_out(path: Path) -> Iterator[Path]:
    """What is in a folder before the folder; links are not followed."""
    if path.is_dir() and not path.is_symlink():
        for each in sorted(path.iterdir()):
            yield from _inside_out(each)
    yield path


def _delete(path: Path) -> None:
    kind = path.lstat().st_mode
    if stat.S_ISDIR(kind):
        path.rmdir()
        return
    if stat.S_ISREG(kind):
        # Where a worn-out card takes no more zeros, the file shall go all the same.
        with suppress(OSError):
            _overwrite(path)
    path.unlink()


def _overwrite(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        for at in range(0, os.fstat(descriptor).st_size, PIECE):
            os.pwrite(descriptor, bytes(min(PIECE, os.fstat(descriptor).st_size - at)), at)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
