"""The rows of a file that something was found in, in the file's own form, with what was found in a column more."""

import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from central.errors import KeyMissing
from central.rental.registers import words
from central.rental.registers.checking import Finding
from central.rental.registers.comparing import Standing
from central.rental.registers.tables import register_import, register_row
from central.rental.registers.views import ImportRow
from central.sealed.ring import Ring
from central.web.exports import Sheet, write_xlsx
from wire.sealed import NotSealed

_AT_ONCE = 1000


def file_of(session: Session, ring: Ring, of: ImportRow, heading: str) -> tuple[IO[bytes], int]:
    """The file, XLSX, and its rows. It can be mended and brought again."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    heads = heads_of(ring, of)
    count = write_xlsx(out, Sheet(of.called, [*heads, heading], _rows(session, ring, of, len(heads))))
    out.seek(0)
    return out, count


def _rows(session: Session, ring: Ring, of: ImportRow, width: int) -> Iterator[list[str]]:
    is_told = or_(register_row.c.standing == Standing.WRONG.value, register_row.c.findings != "")
    chosen = select(*(register_row.c[name] for name in ("id", "findings", "cells")))
    chosen = chosen.where(register_row.c.import_id == of.id, is_told).order_by(register_row.c.id)
    for row in session.execute(chosen, execution_options={"yield_per": _AT_ONCE}):
        told = "; ".join(words.finding(of.kind, Finding.read(each)) for each in row.findings.split())
        cells = cells_of(ring, row)[:width]
        yield [*cells, *[""] * (width - len(cells)), told]


def heads_of(ring: Ring, of: ImportRow) -> list[str]:
    """The headings of a file; the letters of its columns where they do not open here, or were deleted."""
    try:
        heads: list[str] = json.loads(ring.unseal(register_import.c.heads, of.id, of.heads) or "[]")
    except (NotSealed, KeyMissing):
        heads = []
    return heads or [words.column(number) for number in range(1 + max(of.columns.values(), default=-1))]


def cells_of(ring: Ring, row: Any) -> list[str]:
    """The cells of a row as they came; none where they do not open here, or were deleted."""
    try:
        cells: list[str] = json.loads(ring.unseal(register_row.c.cells, row.id, row.cells) or "[]")
    except (NotSealed, KeyMissing):
        return []
    return cells
