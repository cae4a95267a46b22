"""Keeps the boxes of a town heard: no box stands behind it, and three minutes without a word make one silent."""

import time
from contextlib import suppress
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from central.audit.tables import audit
from central.db import Database
from central.edges.presence import SILENT_AFTER
from central.edges.tables import box, outbox
from central.errors import CentralError
from central.town.building import ACT

EVERY: Final = 60
"""s, as boxes report."""


def keep_awake(database: Database) -> None:
    """Have those boxes heard again and again that were online when they were heard last; until somebody stops it.

    A database that does not answer, or is busy, is asked again the next time. Raises CentralError where there is no
    such town.
    """
    while True:
        with suppress(OperationalError):
            hear(database, time.time_ns() // 1_000_000)
        time.sleep(EVERY)


def hear(database: Database, now: int) -> int:
    """Have them heard once, at `now` (Unix ms); how many. A box that was claimed since the town was made is real, and
    speaks for itself. Raises CentralError where there is no such town.
    """
    with database.writing() as session:
        invented = box.c.claimed_at <= _made_at(session)
        newest = session.scalar(select(func.max(box.c.last_seen)).where(invented)) or 0
        online = invented, box.c.last_seen > newest - SILENT_AFTER, box.c.revoked_at.is_(None)
        spread = box.c.id % 50 * 1000
        told = outbox.c.box_id.in_(select(box.c.id).where(*online)), outbox.c.told_at > newest - SILENT_AFTER
        session.execute(update(outbox).where(*told).values(told_at=now))
        return session.connection().execute(update(box).where(*online).values(last_seen=now - spread)).rowcount


def _made_at(session: Session) -> int:
    """When the town was made, Unix ms."""
    made_at = session.scalar(select(audit.c.at).where(audit.c.act == ACT).order_by(audit.c.seq).limit(1))
    if made_at is None:
        raise CentralError("this is no town that demo-town has made: boxes that are real speak for themselves")
    return int(made_at)
