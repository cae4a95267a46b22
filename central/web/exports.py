"""A list as a file, CSV or XLSX: written row by row, so that a long one takes no more memory than a short one.

A spreadsheet takes a text that begins with certain signs for a formula and would carry it out. In CSV such a text gets
an apostrophe before it (OWASP, CSV Injection); in XLSX every text is marked as one.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final

from central.web.lists import Value

MOST: Final = 1_000_000
"""Rows of a file: a sheet of XLSX has 1,048,576."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL: Final = 32_767
"""Signs that a cell of XLSX holds."""
_SHEET: Final = 31
_NOT_IN_SHEETS: Final = str.maketrans("[]:*?/\\'", "        ")


class TooManyRows(Exception):
    """More than a file takes: what is asked for has to be narrowed."""


@dataclass(frozen=True)
class Sheet:
    """What a file holds. rows are read as they are written."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_csv(out: IO[bytes], sheet: Sheet) -> int:
    """How many rows were written. UTF-8 with its mark, without which spreadsheets read Chinese wrong.

    Raises TooManyRows.
    """
    # Not closed: that would close what is underneath.
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_harmless, sheet.heads))
    count = 0
    for row in _at_most(sheet.rows):
        writer.writerow(map(_harmless, row))
        count += 1
    text.detach()
    return count


def write_xlsx(out: IO[bytes], sheet: Sheet) -> int:
    """The same as a workbook of one sheet. Raises TooManyRows."""
    import xlsxwriter  # 60 ms, and only files need it

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss", "remove_timezone": True}
    count = 0
    with closing(xlsxwriter.Workbook(out, options)) as book:
        page = book.add_worksheet(sheet.title.translate(_NOT_IN_SHEETS).strip()[:_SHEET] or None)
        bold = book.add_format({"bold": True})
        for column, head in enumerate(sheet.heads):
            page.write_string(0, column, head, bold)
        page.freeze_panes(1, 0)
        for row in _at_most(sheet.rows):
            count += 1
            for column, value in enumerate(row):
                _write_cell(page, count, column, value)
    return count


@dataclass(frozen=True)
class Writer:
    """name: as people call such files. kind: as HTTP does."""

    name: str
    kind: str
    write: Callable[[IO[bytes], Sheet], int]


WRITERS: Final = {
    "csv": Writer("CSV", "text/csv; charset=utf-8", write_csv),
    "xlsx": Writer("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
}
"""Ending → how such a file is written."""


def _at_most(rows: Iterable[Sequence[Value]]) -> Iterable[Sequence[Value]]:
    for count, row in enumerate(rows):
        if count >= MOST:
            raise TooManyRows
        yield row


def _harmless(value: Value) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
    return int(value) if isinstance(value, bool) else value


def _write_cell(page: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value[:_CELL])
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value)
    elif value is not None:
        page.write_number(row, column, int(value) if isinstance(value, bool) else value)
