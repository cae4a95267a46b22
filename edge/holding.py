"""Who works in the box's folder: the daemon and commands side by side, or a wipe alone.

The lock is the kernel's, on an empty file that stays: it ends with the process that holds it, however that ends. A wipe
that was cut short leaves a note; until it is finished nobody works with what is left.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.errors import EdgeError

log = logging.getLogger(__name__)

LOCK, NOTE = "in-use", "wiping.json"
"""Files in the folder: what is locked, and what says that a wipe has begun."""
WIPED_NOW = "this box is being wiped: wait until that is done"
WIPED_IN_PART = "this box is wiped in part: run `menlu-edge wipe` again, which finishes it"
IN_USE = "the door runs on this box, or another command does: `sudo systemctl stop menlu-edge`, then try again"


@contextmanager
def shared(data: Path) -> Iterator[None]:
    """Work in the folder beside others. Raises EdgeError while it is being wiped, and where a wipe was cut short.

    Where the disk takes no such file one works all the same: a full disk keeps no door shut.
    """
    descriptor = None
    try:
        descriptor = _locked(data, fcntl.LOCK_SH, WIPED_NOW)
    except OSError as error:
        log.warning("that the box is in use can't be noted in %s (%s)", data, error.strerror)
    try:
        if (data / NOTE).exists():
            raise EdgeError(WIPED_IN_PART)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Nobody else works in the folder meanwhile. Raises EdgeError when somebody does, or it is somebody else's."""
    try:
        descriptor = _locked(data, fcntl.LOCK_EX, IN_USE)
    except OSError as error:
        raise EdgeError(f"{data} can't be used ({error.strerror}): run as the user who owns it") from error
    try:
        if data.stat().st_uid != os.geteuid():
            raise EdgeError(f"{data} belongs to another user: run as that one, like sudo -u menlu menlu-edge wipe")
        yield
    finally:
        os.close(descriptor)


def _locked(data: Path, kind: int, otherwise: str) -> int:
    """What holds the lock until it is closed. Raises OSError, and EdgeError `otherwise` where another holds it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Nothing is in it: others may read it, so that a command of root's does not keep the daemon's user from it.
    descriptor = os.open(data / LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise EdgeError(otherwise) from None
        raise
    return descriptor
