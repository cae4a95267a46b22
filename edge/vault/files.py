"""Key files: 0600 in a folder of 0700, written whole or not at all, overwritten when they are let go of."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edge.errors import VaultError


def read(path: Path) -> bytes:
    """The content of a key file. Raises VaultError when it is missing, somebody else's, or others may read it."""
    check_private(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise VaultError(f"{path} can't be read ({error.strerror}): run as the user who owns it") from error


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path` durably: after a power cut there is the old file or the new one, whole.

    What the old file held is overwritten once the new one is in its place.
    """
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        _fill(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), content)
        old = os.open(path, os.O_WRONLY) if path.exists() else None
        draft.replace(path)
        sync(path.parent)
        if old is not None:
            _overwrite(old)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise VaultError(
            f"{path} can't be written ({error.strerror}): check the disk and the folder's owner"
        ) from error


def erase(path: Path) -> None:
    """Overwrite a file, then delete it. A memory card may keep the old cells all the same (docs/keys.md)."""
    try:
        _overwrite(os.open(path, os.O_WRONLY))
        path.unlink()
        sync(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise VaultError(f"{path} can't be deleted ({error.strerror}): check the disk and the owner") from error


def check_private(path: Path) -> None:
    """Raise VaultError unless `path` exists, is ours, and only its owner can reach it."""
    try:
        found = path.stat()
    except OSError as error:
        raise VaultError(f"{path} is missing or hidden ({error.strerror}): restore the box's keys folder") from error
    if found.st_uid != os.geteuid():
        # Even for root: what root wrote here, the daemon could not read any more.
        raise VaultError(f"{path} belongs to the user with the number {found.st_uid}: run as that user")
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        raise VaultError(f"{path} can be read by others (mode {mode:o}): run chmod {wanted} {path}")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process changes the keys in `folder` meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync(folder: Path) -> None:
    """Make what was renamed into or out of `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _overwrite(descriptor: int) -> None:
    _fill(descriptor, bytes(os.fstat(descriptor).st_size))
