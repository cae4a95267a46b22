"""What was done to one thing, for whoever it concerns: who has looked at somebody, say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.audit.tables import audit


@dataclass(frozen=True)
class Noted:
    """A row of the log: what was done, when (Unix ms), by whom and what for."""

    at: int
    act: str
    by: str
    why: str


def about(session: Session, of: str, acts: Collection[str], limit: int) -> list[Noted]:
    """What was done of these acts to something, the newest first."""
    columns = audit.c.at, audit.c.act, audit.c.by, audit.c.why
    newest_first = audit.c.at.desc(), audit.c.seq.desc()
    chosen = select(*columns).where(audit.c.of == of, audit.c.act.in_(acts)).order_by(*newest_first)
    return [Noted(*row) for row in session.execute(chosen.limit(limit))]


def last_detail(session: Session, act: str) -> dict[str, Any]:
    """What the log says of the last time that act was done; empty where it says nothing."""
    newest = select(audit.c.detail).where(audit.c.act == act).order_by(audit.c.at.desc(), audit.c.seq.desc()).limit(1)
    return msgspec.json.decode(session.scalar(newest) or "{}", type=dict[str, Any])
