"""The database itself: are its tables this version's, may it be written, and does it keep what it was told?"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError

from central import schema
from central.config import Config
from central.db import Database
from central.doctor.finding import Notable, Wrong
from central.edges.tables import nonce


class _TakenBack(Exception):
    """Ends a transaction that shall leave nothing."""


_TRIED = {"thumbprint": "doctor", "nonce": "doctor", "seen_at": 0}


def step(database: Database, _: Config) -> str:
    """It is there, and its tables are those of this version."""
    file = database.engine.url.database or ""
    # To look would make an empty one.
    if database.engine.dialect.name == "sqlite" and not Path(file).exists():
        raise Wrong(f"there is no file {file}: run `menlu-central migrate`, or mend the setting `database`")
    # A look that waits for no writer; the other finds the words.
    if not schema.is_current(database):
        schema.require_current(database)
    return f"{database.engine.dialect.name} answers, with the tables of this version"


def writing(database: Database, _: Config) -> str:
    """It takes a row, which is taken back at once."""
    try:
        with suppress(_TakenBack), database.writing() as session:
            session.execute(insert(nonce), _TRIED)
            raise _TakenBack
    except DatabaseError as error:
        reason = str(error.orig).splitlines()[0]
        raise Wrong(f"can't be written: {reason}; look at the disk, its rights, and who else writes") from error
    return "takes rows"


def keeping(database: Database, _: Config) -> str:
    """What is acknowledged survives a power cut, and others on the machine can't read it."""
    if database.engine.dialect.name == "sqlite":
        return _sqlite(Path(database.engine.url.database or ""))
    return _postgresql(database)


def _sqlite(file: Path) -> str:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077 and _is_open(file.absolute().parent):
        raise Notable(f"{file} can be read by others on this machine (mode {mode:o}): run chmod 600 {file}")
    return "SQLite, written ahead and synced at each commit"


def _is_open(folder: Path) -> bool:
    """Whether others may go there: each folder above must let them through."""
    return all(os.stat(each).st_mode & 0o011 for each in (folder, *folder.parents))


def _postgresql(database: Database) -> str:
    with database.reading() as session:
        shown = {
            name: session.execute(text(f"SELECT current_setting('{name}')")).scalar_one()
            for name in ("fsync", "synchronous_commit", "full_page_writes", "server_version", "server_encoding")
        }
    off = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if shown[name] == "off"]
    if off:
        names = " and ".join(off)
        raise Wrong(f"{names} is off, so that acknowledged records may be lost: turn it on in postgresql.conf")
    if shown["server_encoding"] != "UTF8":
        raise Wrong(f"the encoding is {shown['server_encoding']}; make the database anew with UTF8")
    return f"PostgreSQL {shown['server_version']}, synchronous_commit {shown['synchronous_commit']}"
