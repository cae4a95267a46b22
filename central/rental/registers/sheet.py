"""Reads a spreadsheet from standard input and writes its first sheet to standard output, a file: a row a line, as JSON.

A program of its own, since a file can be made so that whoever opens it runs out of memory: a few bytes that unpack to
gigabytes, or one cell in the last corner of a sheet. Then this ends, and nothing else does.

    python -m central.rental.registers.sheet < FILE

The ethnic group is left out (ethnic_group.py): it never reaches whoever asked.

Exit status: 0; 2 no spreadsheet; 3 protected by a password; 4 more than a sheet may hold. Anything else: it broke.
"""

import errno
import json
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from io import BytesIO
from typing import Any, Final

from central.rental.registers import ethnic_group
from central.rental.registers.ethnic_group import HEAD_ROWS

MOST_BYTES: Final = 7 * 1024 * 1024
"""Of a file: what a request may bring (wire.batch.MAX_BYTES) with its form around it."""
MOST_ROWS: Final = 60_000
MOST_COLUMNS: Final = 60
MOST_SIGNS: Final = 200
"""Of a cell; the rest is cut off. Every column that matters takes less, and no template of a face fits."""
MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space. 60,000 rows of 16 columns take less than a third."""
SECONDS: Final = 20
"""Of processor time; such a file takes less than 5."""
MOST_WRITTEN: Final = 64 * 1024 * 1024
"""Bytes; what stands in 60,000 rows of 16 columns takes half of that."""

NO_SPREADSHEET, PROTECTED, TOO_LARGE = 2, 3, 4


def main() -> int:
    """Read, write, and say how it went by the exit status."""
    _limit()
    import python_calamine as calamine  # what it needs counts as its own

    try:
        with calamine.load_workbook(BytesIO(sys.stdin.buffer.read(MOST_BYTES + 1))) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.height > MOST_ROWS + HEAD_ROWS or sheet.width > MOST_COLUMNS:
                return TOO_LARGE
            first = (sheet.start or (0, 0))[0]
            _write(sheet.iter_rows, first)
        sys.stdout.flush()
    except OSError as error:
        return TOO_LARGE if error.errno == errno.EFBIG else NO_SPREADSHEET
    except calamine.PasswordError:
        return PROTECTED
    except (calamine.CalamineError, ValueError, IndexError):
        return NO_SPREADSHEET
    return 0


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
    ):
        resource.setrlimit(what, (most, most))


def _write(rows: Callable[[], Iterable[list[Any]]], first: int) -> None:
    """Each line: the number of the row as the spreadsheet program shows it, and its cells."""
    # Twice, since a column is known by all its cells, and all of them at once take too much memory.
    emptied = ethnic_group.columns_of(cells for _, cells in _filled(rows(), first + 1))
    for place, (number, cells) in enumerate(_filled(rows(), first + 1)):
        for column, begins in emptied.items():
            if place >= begins and column < len(cells):
                cells[column] = ""
        sys.stdout.write(json.dumps([number, cells], ensure_ascii=False, separators=(",", ":")) + "\n")


def _filled(rows: Iterable[list[Any]], first: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, first):
        cells = [text_of(value) for value in row]
        if any(cells):
            yield number, cells


def text_of(value: Any) -> str:
    """A cell as people read it: a day as 2026-11-23, a whole number without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, time_of_day | timedelta):
        return str(value)
    return str(value).strip()[:MOST_SIGNS]


if __name__ == "__main__":
    sys.exit(main())
