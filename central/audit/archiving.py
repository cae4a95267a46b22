"""Puts whole months of the log into a file, when they have been kept long enough: never silently, never by itself.

The file holds every row with its digest, so it can be verified by itself. The log keeps the last digest of what is in
it, and a row that names the file and its SHA-256: so the chain goes on, and vouches for the file. Law asks for six
months of such logs (网络安全法 21); nothing younger is taken.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from central.audit import verifying
from central.audit.lines import line_of
from central.audit.rules import Link
from central.audit.service import Detail, note
from central.audit.tables import audit, audit_head
from central.audit.verifying import AT_ONCE
from central.audit.writing import head
from central.db import Database
from central.errors import CentralError

KEPT: Final = 184 * 24 * 60 * 60 * 1000
"""How long every row stays in the log at least, ms: six months, whichever they are."""


@dataclass(frozen=True)
class Archive:
    """The rows that a file holds, first and last, and its SHA-256 in hex."""

    first: int
    last: int
    sha256: str


def archive(database: Database, file: Path, before: int, now: int, progress: Callable[[int, int], None]) -> Archive:
    """Put the rows from before `before` (Unix ms) into a new file, then delete them from the log.

    Raises CentralError: nothing is deleted then. What was interrupted after the file was written is done the next time.
    """
    if before > now - KEPT:
        raise CentralError("the log keeps every row for six months; name an earlier month")
    fault = verifying.verify(database, progress)
    if fault:
        raise CentralError(f"row {fault.seq} of the log: {fault.what}; nothing is archived until that is settled")
    with database.reading() as session:
        begin, end = _rows(session, before)
    if end.seq == begin.seq:
        _delete(database)
        raise CentralError("there is nothing to archive: no row is that old, or all are in an archive already")
    made = Archive(begin.seq + 1, end.seq, _write(database, file, begin.seq, end.seq))
    with database.writing() as session:
        _seal(session, file, begin, end, made)
    _delete(database)
    return made


def _rows(session: Session, before: int) -> tuple[Link, Link]:
    """The row before the first that goes, and the last that goes: up to the first that is too young."""
    known = verifying.extent(session)
    young = session.scalar(select(func.min(audit.c.seq)).where(audit.c.at >= before))
    last = known.end.seq if young is None else young - 1
    digest = session.scalar(select(audit.c.digest).where(audit.c.seq == last, audit.c.seq > known.archived.seq))
    return known.archived, known.archived if digest is None else Link(last, digest)


def _write(database: Database, file: Path, after: int, last: int) -> str:
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            for line in _lines(database, after, last):
                digest.update(line)
                out.write(line)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        raise CentralError(f"{file} is there already; choose another name") from None
    except OSError as error:
        file.unlink(missing_ok=True)
        raise CentralError(f"{file} can't be written: {error.strerror}") from error
    return digest.hexdigest()


def _lines(database: Database, after: int, last: int) -> Iterator[bytes]:
    while after < last:
        with database.reading() as session:
            chosen = select(audit).where(audit.c.seq > after, audit.c.seq <= last)
            rows = session.execute(chosen.order_by(audit.c.seq).limit(AT_ONCE)).all()
        yield from (line_of(row) + b"\n" for row in rows)
        after = rows[-1].seq


def _seal(session: Session, file: Path, begin: Link, end: Link, made: Archive) -> None:
    head(session)
    if verifying.extent(session).archived != begin:
        raise CentralError(f"somebody else has archived rows meanwhile; {file} is not needed")
    session.execute(update(audit_head).values(archived=end.seq, archived_digest=end.digest))
    detail: Detail = {"first": made.first, "last": made.last, "file": file.name, "sha256": made.sha256}
    note(session, act="audit.archive", of="log", detail=detail)


def _delete(database: Database) -> None:
    """What is in an archive, some at a time: others write meanwhile."""
    with database.reading() as session:
        first = session.scalar(select(func.min(audit.c.seq))) or 0
        last = verifying.extent(session).archived.seq
    while first <= last:
        with database.writing() as session:
            session.execute(delete(audit).where(audit.c.seq <= min(last, first + AT_ONCE)))
        first += AT_ONCE
