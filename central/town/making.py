"""Into which database the town goes: one that holds nothing real, all of it or nothing.

A SQLite file is made beside its place and put there when it is whole, so that nothing need be kept safe while it is
written: without that the disk would take as long as everything else. On PostgreSQL it is one transaction.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from central import schema
from central.account.tables import staff
from central.backup import sqlite
from central.clock.service import Office
from central.config import Config
from central.db import Database
from central.edges import parts
from central.edges.tables import box
from central.errors import CentralError
from central.rental.tables import room, stay
from central.sealed.opening import key_file, open_ring
from central.town.building import build
from central.town.progress import Progress
from central.town.scale import Scale
from central.town.staff import SignIn
from central.town.town import imagine

_REAL: Final = (staff, box, room, stay)
_QUICK: Final = ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000", "threads = 2")


def make(config: Config, scale: Scale, seed: int, now: int, progress: Progress) -> list[SignIn]:
    """Make the town in the configured database; how one of each role signs in. now: Unix ms.

    Raises CentralError where it holds anything real, is in use, or can't be written.
    """
    try:
        return _made(config, scale, seed, now, progress)
    except (DBAPIError, sqlite3.Error, psycopg.Error, OSError) as error:
        raise CentralError(f"the town can't be made: {_reason(error)}; nothing was made") from error


def _made(config: Config, scale: Scale, seed: int, now: int, progress: Progress) -> list[SignIn]:
    url = make_url(config.database)
    if url.get_backend_name() == "sqlite" and url.database:
        return _in_file(config, Path(url.database), scale, seed, now, progress)
    with closing(Database(config.database)) as database:
        _require_nothing_real(database)
        schema.migrate(database)
        first = now - scale.days * 24 * 3600 * 1000
        for begin in (first, now):
            parts.make(database, begin)
        return _into(config, database, scale, seed, now, progress)


def _in_file(config: Config, file: Path, scale: Scale, seed: int, now: int, progress: Progress) -> list[SignIn]:
    fresh = file.with_name(f"{file.name}.town")
    with _alone(fresh):
        _require_free(config, file)
        with _quick(fresh) as database:
            schema.migrate(database)
            known = _into(config, database, scale, seed, now, progress)
        # Somebody may have begun to work with it meanwhile.
        _require_free(config, file)
        _put(fresh, file)
    return known


def _require_free(config: Config, file: Path) -> None:
    """What takes minutes is not begun where it can't be put into its place."""
    if file.exists() and file.stat().st_size:
        with closing(Database(config.database)) as database:
            _require_nothing_real(database)
        sqlite.require_unused(file)


@contextmanager
def _alone(fresh: Path) -> Iterator[None]:
    """A new file that only its owner can read and that nobody else makes; gone at the end, unless it was renamed.

    Raises CentralError where another process makes it.
    """
    held = os.open(fresh, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        _lock(held, fresh)
        # Of one that was cut off by force.
        os.ftruncate(held, 0)
        _remove(fresh, "-wal", "-shm")
        try:
            yield
        finally:
            if _is(fresh, held):
                _remove(fresh, "", "-wal", "-shm")
    finally:
        os.close(held)


def _remove(file: Path, *ends: str) -> None:
    for end in ends:
        file.with_name(file.name + end).unlink(missing_ok=True)


def _lock(held: int, fresh: Path) -> None:
    is_busy = False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        is_busy = True
    # The other may have put it into its place between the two calls.
    if is_busy or not _is(fresh, held):
        raise CentralError(f"another demo-town is making {fresh}; wait until it is done, or stop it")


def _is(file: Path, held: int) -> bool:
    """Whether the open file still has that name."""
    return file.exists() and os.path.samestat(file.stat(), os.fstat(held))


def _into(config: Config, database: Database, scale: Scale, seed: int, now: int, progress: Progress) -> list[SignIn]:
    ring = open_ring(database, key_file(config), now=now)
    with database.writing() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("SET LOCAL statement_timeout = 0"))
        return build(session, ring, imagine(scale, seed, now, Office(config.zone, config.office_hours)), progress)


@contextmanager
def _quick(file: Path) -> Iterator[Database]:
    """The database in an empty file, whose contents a power cut may take."""
    with closing(Database(f"sqlite:///{file}")) as database:

        @event.listens_for(database.engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            for pragma in _QUICK:
                connection.execute(f"PRAGMA {pragma}")

        yield database


def _put(fresh: Path, file: Path) -> None:
    """Have the file on the disk, then put it into its place; an empty database that was there is set aside."""
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    if file.exists():
        sqlite.set_aside(file)
    fresh.rename(file)
    sqlite.sync(file.parent)


def _require_nothing_real(database: Database) -> None:
    known = inspect(database.engine).get_table_names()
    if known and schema.current_step(database) is None:
        raise CentralError("there are tables, but none of central's; name a database for the town by --database")
    with database.reading() as session:
        for table in _REAL:
            if table.name in known and session.scalar(
                select(func.count()).select_from(table.select().limit(1).subquery())
            ):
                told = "it would mix with them: name another database for it by --database"
                raise CentralError(
                    f"the database holds {_words(table.name)} already; a town to look at is invented, and {told}"
                )


def _words(table: str) -> str:
    return {"staff": "people who work here", "box": "boxes", "room": "rooms", "stay": "stays"}[table]


def _reason(error: Exception) -> str:
    """The first line of what the database or the system says."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    words = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()
    return words[0] if words else type(error).__name__
