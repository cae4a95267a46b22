"""`menlu-central`: parses, calls one function, prints. What a command needs is imported when it is given."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from central import config as settings
from central.account import cli as account_cli
from central.audit import cli as audit_cli
from central.audit.doers import acting_as, at_terminal
from central.backup import cli as backup_cli
from central.clock import cli as clock_cli
from central.config import Config, Log
from central.doctor import cli as doctor_cli
from central.duties import cli as duties_cli
from central.edges import cli as edges_cli
from central.errors import CentralError
from central.keys import cli as keys_cli
from central.place import cli as place_cli
from central.rental import cli as rental_cli
from central.town import cli as town_cli

if TYPE_CHECKING:
    from central.db import Database


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or 1 after one sentence on what is wrong."""
    given = _parser().parse_args(arguments)
    try:
        with acting_as(at_terminal()):
            given.run(_config(given), given)
    except CentralError as error:
        print(f"menlu-central: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has enough; without this Python complains again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="menlu-central", description="Central: gathers what the doors report.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")
    common.add_argument("--database", metavar="URL", help="sqlite:///PATH or postgresql://USER@HOST/NAME")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", parents=[common], help="serve the page and the boxes")
    serve.add_argument("--listen", metavar="HOST:PORT", help=f"where to listen (default {settings.LOOPBACK})")
    serve.add_argument("--migrate", action="store_true", help="bring the tables to this version first")
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser("migrate", parents=[common], help="bring the tables to this version")
    migrate.set_defaults(run=_migrate)
    told = "print a code for the first security administrator"
    first_run = commands.add_parser("first-run", parents=[common], help=told)
    first_run.set_defaults(run=_first_run)
    edges_cli.add_commands(commands, common)
    account_cli.add_commands(commands, common)
    rental_cli.add_commands(commands, common)
    backup_cli.add_commands(commands, common)
    keys_cli.add_commands(commands, common)
    clock_cli.add_commands(commands, common)
    doctor_cli.add_commands(commands, common)
    audit_cli.add_commands(commands, common)
    duties_cli.add_commands(commands, common)
    town_cli.add_commands(commands, common)
    place_cli.add_commands(commands, common)
    return parser


def _config(given: argparse.Namespace) -> Config:
    arguments = {"database": given.database, "listen": getattr(given, "listen", None)}
    return settings.load(given.config, os.environ, arguments)


def _serve(config: Config, given: argparse.Namespace) -> None:
    from central import logs
    from central.app import create_app
    from central.audit.settings import note_settings
    from central.beside import beside
    from central.db import database_of
    from central.schema import current_database
    from central.server import bound, serve

    if given.migrate:
        _migrate(config, given)
    with current_database(config.database):
        app = create_app(config)

    with closing(database_of(app)), closing(bound(config.listen)) as listener:
        logs.set_up(config.log)
        note_settings(database_of(app), config)
        with beside(app):
            serve(app, config, listener, lambda origin: _announce(database_of(app), config, origin))


def _announce(database: "Database", config: Config, origin: str) -> None:
    """Say where central listens, and how the first administrator comes in. A code is for a person: it is in no log."""
    from central.account.cli import first_run_notice
    from central.logs import log

    if config.log is Log.JSON:
        log.info("central listens at %s", origin)
        return
    print(f"Central listens at {origin}", flush=True)
    notice = first_run_notice(database, config.address or origin)
    if notice:
        print(notice, flush=True)


def _migrate(config: Config, _: argparse.Namespace) -> None:
    from central import schema
    from central.db import Database

    with closing(Database(config.database)) as database:
        print(f"The database is at step {schema.migrate(database)}.")


def _first_run(config: Config, _: argparse.Namespace) -> None:
    from central.account.cli import first_run_notice
    from central.schema import current_database

    with current_database(config.database) as database:
        notice = first_run_notice(database, config.address or f"http://{config.listen}")
    print(notice or "There is a security administrator already, who lets others in.")
