"""What was done lately, with the name of who did it: for pages that show what happened to their own things."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from central.audit import words
from central.audit.tables import audit
from central.audit.views import read


@dataclass(frozen=True)
class Done:
    """A row of the log. by: as pages call whoever did it. at: Unix ms."""

    seq: int
    at: int
    by: str
    act: str
    of: str

    @property
    def word(self) -> str:
        """What was done, as pages call it."""
        return str(words.act(self.act))


def done(
    session: Session, acts: Collection[str], *, since: int, limit: int, of: Select[Any] | Collection[str] | None = None
) -> list[Done]:
    """What was done of these acts since then (Unix ms), the newest first; of: only to these things. Whose business it
    is the caller decides.
    """
    newest = select(audit).where(audit.c.at >= since, audit.c.act.in_(acts))
    if of is not None:
        newest = newest.where(audit.c.of.in_(of))
    rows = read(session.execute(newest.order_by(audit.c.at.desc(), audit.c.seq.desc()).limit(limit)))
    return [Done(row.id, row.at, str(words.doer(row.by, row.name)), row.act, row.of) for row in rows]


def done_by(session: Session, by: str, *, limit: int) -> list[Done]:
    """What somebody has done, by the name the log has for them, the newest first."""
    newest = select(audit).where(audit.c.by == by).order_by(audit.c.at.desc(), audit.c.seq.desc()).limit(limit)
    rows = read(session.execute(newest))
    return [Done(row.id, row.at, str(words.doer(row.by, row.name)), row.act, row.of) for row in rows]
