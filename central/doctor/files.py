"""What lies on this machine: keys, room, backups, what set-up makes."""

import shutil
import time
from pathlib import Path

from sqlalchemy import select

from central.config import Config
from central.db import Database
from central.doctor.finding import Notable, Wrong
from central.edges import sealing
from central.edges.tables import sealing_key
from central.metrics.stock import NEVER, backup_age, places
from central.sealed import opening
from central.sealed.tables import column_key
from central.web import assets

LITTLE = 0.05
"""Share of a disk that has to be free …"""
LITTLE_BYTES = 1_000_000_000
"""… or so much, whichever is less; for twice as much there is a note."""
BACKUP_WITHIN = 26 * 3600
"""s: one each night, and two hours in which it may be late."""


def sealing_keys(database: Database, config: Config) -> str:
    """The key that boxes seal for is there, is the one, and is read by nobody else."""
    file = sealing.key_file(config)
    with database.reading() as session:
        is_made = session.scalar(select(sealing_key.c.id)) is not None
    if not is_made:
        raise Notable(f"there is none yet; the first start makes it as {file}")
    sealing.open_key(database, file, now=_now())
    return f"{file} is the one boxes seal for; keep a copy apart from the database"


def column_keys(database: Database, config: Config) -> str:
    """The keys that columns are sealed by are there, and are the ones."""
    file = opening.key_file(config)
    with database.reading() as session:
        is_made = session.scalar(select(column_key.c.id).limit(1)) is not None
    if not is_made:
        raise Notable(f"there are none yet; the first start makes them as {file}")
    opening.open_ring(database, file, now=_now())
    return f"{file} opens the columns; keep a copy apart from the database"


def room(database: Database, config: Config) -> str:
    """There is room on the disks central writes to."""
    told = []
    for place, folder in places(database, config).items():
        usage = shutil.disk_usage(folder)
        needed = min(LITTLE * usage.total, LITTLE_BYTES)
        words = f"{usage.free / 1e9:.1f} of {usage.total / 1e9:.1f} GB free for the {place}"
        if usage.free < needed:
            raise Wrong(f"only {words}: make room at {folder}, or move it")
        if usage.free < 2 * needed:
            raise Notable(f"only {words}: see to it soon")
        told.append(words)
    return ", ".join(told) or "the database is elsewhere"


def backups(_: Database, config: Config) -> str:
    """The newest backup is of last night."""
    if not config.backups:
        raise Notable("nobody looks after them: set `backups` to the folder they go to")
    age = backup_age(Path(config.backups), time.time())
    if age == NEVER:
        raise Wrong(f"there is none in {config.backups}: run `menlu-central backup {config.backups}/NAME` each night")
    if age > BACKUP_WITHIN:
        raise Wrong(f"the newest in {config.backups} is {age / 3600:.0f} hours old: find out why none was made since")
    return f"the newest is {age / 3600:.0f} hours old"


def made(_: Database, __: Config) -> str:
    """Style sheets and translations are there."""
    lacking = assets.missing()
    if lacking:
        raise Wrong(lacking)
    return "all there"


def _now() -> int:
    return time.time_ns() // 1_000_000
