"""Ships rows to a file of this machine, one line of JSON each.

The file is opened for each parcel, so it may be renamed, cut to nothing or removed at any time: what comes next goes to
whatever bears the name then. A parcel has arrived when it is on the disk (fsync).
"""

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

from central.audit.targets import NotArrived, Parcel, host

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class FileTarget:
    """A file, made when it is not there: its owner writes, its group reads."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).absolute()
        self.name = f"file:{host()}:{self._path}"

    def send(self, parcels: Sequence[Parcel]) -> None:
        """Write them to the end. Raises NotArrived; then the last line may be torn, and the next begins anew."""
        try:
            is_new = not self._path.exists()
            with os.fdopen(os.open(self._path, _FLAGS, 0o640), "r+b", buffering=0) as opened:
                # Another process of this machine may take its turn in the same moment.
                fcntl.flock(opened, fcntl.LOCK_EX)
                torn = _is_torn(opened.fileno())
                _write(opened.fileno(), b"\n" * torn + b"".join(parcel.line + b"\n" for parcel in parcels))
                os.fsync(opened.fileno())
            if is_new:
                _keep_name(self._path.parent)
        except OSError as error:
            raise NotArrived(f"{self._path} can't be written: {error.strerror}") from error


def _is_torn(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def _write(file: int, data: bytes) -> None:
    """All of it: a disk that is nearly full takes a part, and complains only when asked again."""
    while data:
        data = data[os.write(file, data) :]


def _keep_name(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
