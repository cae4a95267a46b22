"""The files that were made of lists for a purpose, with the name of who took them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from central.audit import words
from central.audit.tables import audit
from central.audit.views import read

FILE = "export"
"""The act, as the log names it."""


@dataclass(frozen=True)
class Taken:
    """A file. by: as pages call whoever took it. of: which list. detail: JSON, with how many rows. at: Unix ms."""

    seq: int
    at: int
    by: str
    of: str
    detail: str


def taken(
    session: Session, purpose: str, *, without: Collection[int], limit: int | None, seq: int | None = None
) -> list[Taken]:
    """The files for that purpose but these, the oldest first; seq: only that row; limit: None for all. Whose business
    it is the caller decides.
    """
    files = select(audit).where(*_for(purpose, without), *([] if seq is None else [audit.c.seq == seq]))
    rows = read(session.execute(files.order_by(audit.c.at, audit.c.seq).limit(limit)))
    return [Taken(row.id, row.at, str(words.doer(row.by, row.name)), row.of, row.detail) for row in rows]


def count_taken(session: Session, purpose: str, *, without: Collection[int]) -> int:
    """How many of them there are."""
    return session.scalar(select(func.count()).select_from(audit).where(*_for(purpose, without))) or 0


def _for(purpose: str, without: Collection[int]) -> list[ColumnElement[bool]]:
    return [audit.c.act == FILE, audit.c.why == purpose, audit.c.seq.not_in(without)]
