"""Whether the log is still what was written: the first row that is not, and what is wrong with it.

Each digest is made anew from what a row says and from the digest before it. Whoever can write to the database can also
make a whole new chain; that shows only against a copy elsewhere: lines that were shipped, or an anchor.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.audit.lines import Line, Mark, read
from central.audit.rules import GENESIS, Link, Told, is_intact
from central.audit.tables import audit, audit_head
from central.db import Database
from central.errors import CentralError

AT_ONCE = 2000
"""Rows read at a time."""


@dataclass(frozen=True)
class Fault:
    """The first row that is not as it was written, and what is wrong with it."""

    seq: int
    what: str


@dataclass(frozen=True)
class Extent:
    """archived: the last row that is in an archive. end: the last row."""

    archived: Link
    end: Link


@dataclass(frozen=True)
class Comparison:
    """fault: the first line that is not what the log says. compared: lines that are; reaches: the last row of them.

    unreadable: lines that can't be read, such as one that a full disk has cut.
    """

    fault: Fault | None
    compared: int = 0
    reaches: int = 0
    unreadable: int = 0


def extent(session: Session) -> Extent:
    """Where the log begins and ends."""
    row = session.execute(select(audit_head)).one_or_none()
    if row is None:
        return Extent(Link(0, GENESIS), Link(0, GENESIS))
    return Extent(Link(row.archived, row.archived_digest), Link(row.seq, row.digest))


def verify(database: Database, progress: Callable[[int, int], None], since: int | None = None) -> Fault | None:
    """The first fault from row `since` on (by default from the first that is not in an archive); None without any.

    progress: told how many rows are done of how many. Raises CentralError where `since` can't be begun with.
    """
    with database.reading() as session, _whatever_text(session):
        known = extent(session)
        before = known.archived if since is None else _before(session, known, since)
        first, count = before.seq, known.end.seq - before.seq
        for row in _rows(session, before.seq, known.end.seq):
            wrong = _wrong(before, row)
            if wrong:
                return wrong
            before = Link(row.seq, row.digest)
            if row.seq % AT_ONCE == 0:
                progress(row.seq - first, count)
        progress(before.seq - first, count)
        return _wrong_end(session, before, known.end)


def compare(database: Database, lines: Iterable[bytes]) -> Comparison:
    """Hold a copy of the log, or an anchor, against it, up to the first fault."""
    found, compared, reaches, unreadable = read(lines), 0, 0, 0
    last: Line | Mark | None = None
    with database.reading() as session:
        known = extent(session)
        while some := list(islice(found, AT_ONCE)):
            told = [each for each in some if each is not None]
            unreadable += len(some) - len(told)
            kept = _digests(session, told)
            for each in told:
                wrong = _broken(last, each) or _other(each, kept.get(each.seq), known)
                if wrong:
                    return Comparison(Fault(each.seq, wrong), compared, reaches, unreadable)
                last, compared, reaches = each, compared + 1, max(reaches, each.seq)
    return Comparison(None, compared, reaches, unreadable)


def _wrong(before: Link, row: Any) -> Fault | None:
    if row.seq != before.seq + 1:
        return Fault(before.seq + 1, f"it is missing{f', with those up to {row.seq - 1}' * (row.seq > before.seq + 2)}")
    told = Told(*(getattr(row, name) for name in Told.__dataclass_fields__))
    if not is_intact(row.form, row.seq, told, row.prev, row.digest):
        return Fault(row.seq, "it does not say what was written")
    if row.prev != before.digest:
        return Fault(row.seq, f"it does not go on from row {before.seq}: one of the two was put in another's place")
    return None


def _wrong_end(session: Session, last: Link, end: Link) -> Fault | None:
    if last.seq < end.seq:
        return Fault(last.seq + 1, f"the log was cut here; it went on to row {end.seq}")
    if last.digest != end.digest:
        return Fault(end.seq, "it is not the row that was written last")
    # In one question: meanwhile others go on writing.
    end_now = select(func.coalesce(func.max(audit_head.c.seq), 0)).scalar_subquery()
    put_in = session.scalar(select(func.min(audit.c.seq)).where(audit.c.seq > end_now))
    return Fault(put_in, "it was put in behind the end of the log") if put_in else None


def _broken(before: Line | Mark | None, line: Line | Mark) -> str | None:
    """What is wrong with a copy by itself."""
    if not isinstance(line, Line):
        return None
    if not line.is_intact:
        return "the copy does not say what was written"
    goes_on = before is None or line.seq != before.seq + 1 or line.prev == before.digest
    return None if goes_on else f"in the copy it does not go on from row {line.seq - 1}"


def _other(line: Line | Mark, kept: bytes | None, known: Extent) -> str | None:
    if line.seq > known.end.seq:
        return f"the copy has it, and the log ends with row {known.end.seq}: it was cut"
    if line.seq == known.archived.seq:
        kept = known.archived.digest
    if kept is None:
        return None if line.seq <= known.archived.seq else "the copy has it, and it is missing here"
    return None if kept.hex() == line.digest else "the copy has another row in its place"


def _before(session: Session, known: Extent, since: int) -> Link:
    """The row before `since`, which is taken at its word."""
    if not known.archived.seq < since <= known.end.seq:
        kept = f"rows {known.archived.seq + 1} to {known.end.seq}"
        raise CentralError(f"there is no row {since} to begin with; the log has {kept}")
    if since == known.archived.seq + 1:
        return known.archived
    digest = session.scalar(select(audit.c.digest).where(audit.c.seq == since - 1))
    if digest is None:
        raise CentralError(f"row {since - 1} is missing, so row {since} can't be begun with; leave --from away")
    return Link(since - 1, digest)


def _rows(session: Session, after: int, upto: int) -> Iterator[Any]:
    """The rows in order, some at a time."""
    while True:
        chosen = select(audit).where(audit.c.seq > after, audit.c.seq <= upto)
        rows = session.execute(chosen.order_by(audit.c.seq).limit(AT_ONCE)).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].seq


def _digests(session: Session, told: list[Line | Mark]) -> dict[int, bytes]:
    if not told:
        return {}
    lowest, highest = min(each.seq for each in told), max(each.seq for each in told)
    wanted = {each.seq for each in told}
    if highest - lowest < 2 * AT_ONCE:
        chosen = select(audit.c.seq, audit.c.digest).where(audit.c.seq.between(lowest, highest))
    else:
        chosen = select(audit.c.seq, audit.c.digest).where(audit.c.seq.in_(wanted))
    return {row.seq: row.digest for row in session.execute(chosen)}


@contextmanager
def _whatever_text(session: Session) -> Iterator[None]:
    """What is no text in SQLite's file is read as something that is not what was written, instead of failing."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    driver: Any = session.connection().connection.dbapi_connection
    driver.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        yield
    finally:
        driver.text_factory = str
