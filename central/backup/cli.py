"""`menlu-central backup` and `restore`."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from central.config import Config
from central.errors import CentralError


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    backup = commands.add_parser("backup", parents=[common], help="copy the whole database, while central works")
    backup.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; must not be there yet")
    backup.set_defaults(run=_back_up)
    restore = commands.add_parser("restore", parents=[common], help="put a copy back; central must be stopped")
    restore.add_argument("file", type=Path, metavar="FILE", help="the copy")
    restore.add_argument("--replace", action="store_true", help="also where there is a database already")
    restore.set_defaults(run=_restore)


def _back_up(config: Config, given: argparse.Namespace) -> None:
    from central.audit import service as audit
    from central.backup import postgresql, sqlite
    from central.schema import current_database

    if given.file.exists():
        raise CentralError(f"{given.file} is there already; choose another name")
    if not given.file.absolute().parent.is_dir():
        raise CentralError(f"{given.file.parent} is not a folder; make it first")
    with current_database(config.database) as database, database.writing() as session:
        audit.note(session, act="backup.make", detail={"file": str(given.file.absolute())})
    file = _sqlite_file(config)
    if file:
        sqlite.back_up(file, given.file, _show("copied"))
    else:
        postgresql.back_up(config.database, given.file)
    print(f"Copied to {given.file}, {given.file.stat().st_size / 1e6:.1f} MB.")
    print("The key that boxes seal for is not in it: keep that file too, and apart from this one.")


def _restore(config: Config, given: argparse.Namespace) -> None:
    from central.backup import postgresql, sqlite

    if not given.file.is_file():
        raise CentralError(f"{given.file} is no file; name the copy that `menlu-central backup` made")
    file = _sqlite_file(config)
    if not given.replace and _has_tables(config, file):
        raise CentralError("there is a database already; stop central and say --replace to put the copy in its place")
    if file:

        def prepare(fresh: Path) -> None:
            _prepare(f"sqlite:///{fresh}", given.file)

        old = sqlite.restore(given.file, file, prepare, _show("restored"))
        kept = f" The database that was there is kept as {old}." if old else ""
    else:
        postgresql.restore(given.file, config.database, replace=given.replace)
        _prepare(config.database, given.file)
        kept = ""
    print(f"Restored.{kept}")
    print("Everybody has to sign in again. The boxes send again what came after the copy, as far as they keep it.")


def _prepare(url: str, copy: Path) -> None:
    """Bring the tables of a copy to this version, and sign out who was signed in when it was made: they may have been
    shut out since.
    """
    from central.account.service import end_sessions
    from central.audit import service as audit
    from central.db import Database
    from central.schema import current_step, migrate

    with closing(Database(url)) as database:
        if current_step(database) is None:
            raise CentralError("this is a database, but none of central's")
        migrate(database)
        with database.writing() as session:
            end_sessions(session)
            audit.note(session, act="backup.restore", detail={"file": str(copy.absolute())})


def _sqlite_file(config: Config) -> Path | None:
    url = make_url(config.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _has_tables(config: Config, file: Path | None) -> bool:
    """Whether there is anything that a copy would take the place of."""
    from central.db import Database

    if file:
        return file.exists() and file.stat().st_size > 0
    with closing(Database(config.database)) as database:
        return bool(inspect(database.engine).get_table_names())


def _show(word: str) -> Callable[[int, int], None]:
    """Says how far it is: on a terminal all the time, elsewhere nothing."""

    def show(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{word} {100 * done // max(of, 1)} %", end="\n" if done >= of else "", file=sys.stderr, flush=True)

    return show
