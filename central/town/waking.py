"""Keeps the boxes of a town heard: no box stands behind it, and three minutes without a word make one silent."""

import time
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from central.audit.tables import audit
from central.db import Database
from central.edges.presence import SILENT_AFTER
from central.edges.tables import box
from central.errors import CentralError
from central.town.building import ACT

EVERY: Final = 60
"""s, as boxes report."""


def keep_awake(database: Database) -> None:
    """Have those boxes heard again and again that were online when they were heard last; until somebody stops it.

    Raises CentralError where the boxes are real.
    """
    while True:
        hear(database, time.time_ns() // 1_000_000)
        time.sleep(EVERY)


def hear(database: Database, now: int) -> int:
    """Have them heard once, at `now` (Unix ms); how many. Raises CentralError where the boxes are real."""
    with database.writing() as session:
        _require_invented(session)
        newest = session.scalar(select(func.max(box.c.last_seen))) or 0
        online = box.c.last_seen > newest - SILENT_AFTER, box.c.revoked_at.is_(None)
        spread = box.c.id % 50 * 1000
        return session.connection().execute(update(box).where(*online).values(last_seen=now - spread)).rowcount


def _require_invented(session: Session) -> None:
    if session.scalar(select(audit.c.seq).where(audit.c.act == ACT).limit(1)) is None:
        raise CentralError("this is no town that demo-town has made: boxes that are real speak for themselves")
