"""The rows of a spreadsheet that somebody has brought, read by a process that can do no harm (sheet.py)."""

import json
import subprocess
import sys
from enum import StrEnum, unique
from typing import Final

from central.rental.registers.sheet import NO_SPREADSHEET, PROTECTED, TOO_LARGE

PATIENCE: Final = 45
"""s until the reader is ended, whatever it does."""


@unique
class Problem(StrEnum):
    """Why nothing was read of a file."""

    NO_SPREADSHEET = "no-spreadsheet"
    PROTECTED = "protected"
    TOO_LARGE = "too-large"
    BROKE = "broke"
    """The reader used more memory or time than any honest file needs."""
    EMPTY = "empty"


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
    reader = [sys.executable, "-m", "central.rental.registers.sheet"]
    try:
        done = subprocess.run(reader, input=data, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotRead(Problem.BROKE) from error
    if done.returncode != 0:
        raise NotRead(_BY_STATUS.get(done.returncode, Problem.BROKE))
    if not done.stdout:
        raise NotRead(Problem.EMPTY)
    return done.stdout


def rows_of(lines: bytes) -> list[Row]:
    """The rows that hold something, of what `cells_of` gave."""
    return [(number, cells) for number, cells in map(json.loads, lines.splitlines())]
