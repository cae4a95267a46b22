"""Codes in the terminal: for the first administrator, when central starts without staff, and for landlords."""

from __future__ import annotations

import argparse
import getpass
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from central.config import Config
from central.errors import CentralError

if TYPE_CHECKING:
    from central.db import Database


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    add = commands.add_parser("add-landlord", parents=[common], help="make a code by which a landlord comes in")
    add.add_argument("--name", required=True, help="what the landlord signs in with")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(run=_add_landlord)


def first_run_notice(database: Database, address: str) -> str | None:
    """What to print so that the first administrator can be made at `address` (http://…); None if there is staff.

    Makes a new code, codes printed before are void.
    """
    from central.account import service
    from central.account.guard import now

    with database.writing() as session:
        code = service.new_first_run_code(session, now())
    if code is None:
        return None
    return (
        f"Nobody can let others in yet. Open {address.rstrip('/')}/first-run\n"
        "and type this code (good once, for 24 hours):\n\n"
        f"    {code}\n"
    )


def _add_landlord(config: Config, given: argparse.Namespace) -> None:
    from central.account import service
    from central.account.forms import name_complaint
    from central.account.guard import now
    from central.schema import current_database

    if name_complaint(given.name) is not None:
        raise CentralError(f"a landlord's name has 1 to 64 printable letters; {given.name!r} does not")
    try:
        with current_database(config.database) as database, database.writing() as session:
            made = service.add_landlord(session, given.name, by=f"terminal: {getpass.getuser()}", now=now())
    except service.NameTaken:
        raise CentralError(f"somebody is called {given.name!r} already; choose another name") from None
    if given.json:
        print(json.dumps(asdict(made), ensure_ascii=False))
    else:
        print(f"Code for {made.name}: {made.code}")
        print(
            "With it they choose their password on the page /join; it works once, for a week, and is not shown again."
        )
