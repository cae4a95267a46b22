"""The rows of a spreadsheet that somebody has brought, read by a process that can do no harm (sheet.py)."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum, unique
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Final

import central
from central.rental.registers import sheet
from central.rental.registers.sheet import NO_SPREADSHEET, PROTECTED, TOO_LARGE

PATIENCE: Final = 45
"""s until the reader is ended, whatever it does; and for which one is waited for where two others are at work."""
_BETWEEN: Final = 0.1
"""s between two looks whether one of them has ended."""
_READER: Final = [sys.executable, "-m", "central.rental.registers.sheet"]
_ENV: Final = {
    "PATH": os.defpath,
    "PYTHONPATH": str(Path(central.__file__).parents[1]),
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
"""All that a reader is told of where it runs: no passwords, no addresses of databases."""
_SLOTS: Final = (__file__, sheet.__file__)
"""Two files that are there; their locks say how many readers there are."""


@unique
class Problem(StrEnum):
    """Why nothing was read of a file."""

    NO_SPREADSHEET = "no-spreadsheet"
    PROTECTED = "protected"
    TOO_LARGE = "too-large"
    BROKE = "broke"
    """The reader used more memory or time than any honest file needs."""
    EMPTY = "empty"
    BUSY = "busy"
    """Others were being opened all the time."""


_BY_STATUS: Final = {
    NO_SPREADSHEET: Problem.NO_SPREADSHEET,
    PROTECTED: Problem.PROTECTED,
    TOO_LARGE: Problem.TOO_LARGE,
}


class NotRead(Exception):
    """Nothing was read; problem: why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


Row = tuple[int, list[str]]
"""The number of a row as the spreadsheet program shows it, and its cells."""


def cells_of(data: bytes) -> bytes:
    """What stands in the cells of the first sheet, a row a line, as sheet.py writes it. Raises NotRead.

    Nothing else of a file is ever kept: it may hold pictures.
    """
    with _slot(), tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(
                _READER, input=data, stdout=out, stderr=subprocess.DEVNULL, timeout=PATIENCE, env=_ENV, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NotRead(Problem.BROKE) from error
        if done.returncode != 0:
            raise NotRead(_BY_STATUS.get(done.returncode, Problem.BROKE))
        out.seek(0)
        lines = out.read()
    if not lines:
        raise NotRead(Problem.EMPTY)
    return lines


@contextmanager
def _slot() -> Iterator[None]:
    """One of the two readers that this machine runs at a time, whichever process of central asks. Raises NotRead."""
    until = monotonic() + PATIENCE
    with ExitStack() as opened:
        files = [opened.enter_context(open(path, "rb")) for path in _SLOTS]
        while not any(map(_is_taken, files)):
            if monotonic() > until:
                raise NotRead(Problem.BUSY)
            sleep(_BETWEEN)
        yield


def _is_taken(file: IO[bytes]) -> bool:
    """Whether the lock is this call's now; it is free again when the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def rows_of(lines: bytes) -> list[Row]:
    """The rows that hold something, of what `cells_of` gave."""
    return [(number, cells) for number, cells in map(json.loads, lines.splitlines())]
