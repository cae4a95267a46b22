"""Key files: 0600 in a folder of 0700, written whole or not at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from edge.errors import VaultError


def read(path: Path) -> bytes:
    """The content of a key file. Raises VaultError when it is missing or others may read it."""
    check_private(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise VaultError(f"{path} can't be read ({error.strerror}): run as the user who owns it") from error


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path` durably: after a power cut there is the old file or the new one, whole."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync(path.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise VaultError(
            f"{path} can't be written ({error.strerror}): check the disk and the folder's owner"
        ) from error


def check_private(path: Path) -> None:
    """Raise VaultError unless `path` exists and only its owner can reach it."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise VaultError(f"{path} is missing or hidden ({error.strerror}): restore the box's keys folder") from error
    if mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        raise VaultError(f"{path} can be read by others (mode {mode:o}): run chmod {wanted} {path}")


def sync(folder: Path) -> None:
    """Make what was renamed into or out of `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
