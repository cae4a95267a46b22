"""Codes in the terminal: for the first security administrator, for whoever works here, and for landlords."""

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
    from central.web.grants import Grant


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    add = commands.add_parser("add-landlord", parents=[common], help="make a code by which a landlord comes in")
    add.add_argument("--name", required=True, help="what the landlord signs in with")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(run=_add_landlord)
    invite = commands.add_parser("invite", parents=[common], help="make a code by which somebody comes to work here")
    invite.add_argument("--name", required=True, help="what they sign in with")
    invite.add_argument("--role", required=True, help="such as town-office or security-administrator")
    invite.add_argument(
        "--place", type=int, default=1, help="number of the place, with all below it (default: the town)"
    )
    invite.add_argument("--json", action="store_true", help="print JSON")
    invite.set_defaults(run=_invite)


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
    from central.web.grants import Grant
    from central.web.roles import Role

    _let_in(config, given, Grant(Role.LANDLORD))


def _invite(config: Config, given: argparse.Namespace) -> None:
    from central.web.grants import Grant
    from central.web.roles import TOWN_STAFF, Role

    if given.role not in {role.value for role in TOWN_STAFF}:
        accepted = ", ".join(sorted(role.value for role in TOWN_STAFF))
        raise CentralError(f"there is no role {given.role!r}; accepted are {accepted}")
    _let_in(config, given, Grant(Role(given.role), given.place))


def _let_in(config: Config, given: argparse.Namespace, grant: Grant) -> None:
    from central.account import service
    from central.account.forms import name_complaint
    from central.account.guard import now
    from central.place.service import place_of
    from central.schema import current_database

    if name_complaint(given.name) is not None:
        raise CentralError(f"a name has 1 to 64 printable letters; {given.name!r} does not")
    try:
        with current_database(config.database) as database, database.writing() as session:
            if grant.place is not None and place_of(session, grant.place) is None:
                raise CentralError(f"there is no place {grant.place}; the page /places shows their numbers")
            by = f"terminal: {getpass.getuser()}"
            made = service.invite(session, given.name, [grant], by=by, now=now())
    except service.NameTaken:
        raise CentralError(f"somebody is called {given.name!r} already; choose another name") from None
    except service.NotGranted as refused:
        raise CentralError(f"{grant.role} can't be held at place {grant.place}: {refused.why}") from None
    if given.json:
        print(json.dumps(asdict(made), ensure_ascii=False))
    else:
        print(f"Code for {made.name}: {made.code}")
        print(
            "With it they choose their password on the page /join; it works once, for a week, and is not shown again."
        )
