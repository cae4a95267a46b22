"""`menlu-central add-room`, `invite-tenant`: what somebody with a terminal does about rooms and stays."""

import argparse
import getpass
import json
import time
from typing import Any

from central.config import Config
from central.errors import CentralError


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    room = commands.add_parser("add-room", parents=[common], help="give a landlord a room")
    room.add_argument("--landlord", required=True, metavar="NAME", help="whose it is")
    room.add_argument("--name", required=True, help="what the house calls it, such as 301")
    room.add_argument("--box", type=int, metavar="NUMBER", help="the box at its door, as `boxes` lists it")
    room.add_argument("--json", action="store_true", help="print JSON")
    room.set_defaults(run=_add_room)

    invite = commands.add_parser(
        "invite-tenant", parents=[common], help="make a stay from today on, and the code for it"
    )
    invite.add_argument("--room", type=int, required=True, metavar="NUMBER", help="as `add-room` printed it")
    invite.add_argument("--days", type=int, default=365, help="how many, today counted (default 365)")
    invite.add_argument("--people", type=int, default=1, help="how many may register (default 1)")
    invite.add_argument("--minors", action="store_true", help="there are children under 14, with their guardian")
    invite.add_argument("--json", action="store_true", help="print JSON")
    invite.set_defaults(run=_invite)


def _add_room(config: Config, given: argparse.Namespace) -> None:
    from central.account import service as account
    from central.rental import service
    from central.rental.rooms import name_is_possible
    from central.schema import current_database

    if not name_is_possible(given.name):
        raise CentralError(f"a room's name has 1 to 40 printable letters; {given.name!r} does not")
    try:
        with current_database(config.database) as database, database.writing() as session:
            owner = next((row.id for row in account.landlords(session) if row.name == given.landlord), None)
            if owner is None:
                raise CentralError(f"there is no landlord {given.landlord!r}; `menlu-central add-landlord` makes one")
            made = service.add_room(session, landlord_id=owner, box_id=given.box, name=given.name, now=_now())
    except service.RoomTaken:
        raise CentralError(f"box {given.box} has a room {given.name!r} already; choose another name") from None
    except service.NotThere:
        raise CentralError(f"there is no box {given.box}; `menlu-central boxes` lists them") from None
    print(json.dumps({"room": made}) if given.json else f"Room {given.name} has the number {made}.")


def _invite(config: Config, given: argparse.Namespace) -> None:
    from central.rental import days, service
    from central.schema import current_database

    now = _now()
    begin = days.begins(days.day_of(now, config.zone), config.zone)
    plan = service.Plan(begin, days.after(begin, given.days, config.zone), given.people, given.minors)
    scope, token = service.Scope(f"terminal: {getpass.getuser()}"), service.new_token()
    try:
        with current_database(config.database) as database, database.writing() as session:
            made = service.invite(session, scope, given.room, plan, token=token, now=now)
    except service.NotThere:
        raise CentralError(f"there is no room {given.room}; `menlu-central add-room` makes one") from None
    except service.NoDoor:
        raise CentralError(f"room {given.room} has no box at its door, so nobody can be invited to it") from None
    except (service.NotLet, service.TooMany) as error:
        raise CentralError(f"room {given.room} can't be given: {error}; its page says more") from None
    except service.NotPossible:
        accepted = "1 to 3660 days and 1 to 20 people, with minors 2 at least"
        wanted = f"{given.days} days and {given.people} people"
        raise CentralError(f"{wanted} can't be a stay; accepted are {accepted}") from None
    if given.json:
        link = f"{config.address or f'http://{config.listen}'}/i#{made.code}"
        print(json.dumps({"stay": made.stay_id, "code": made.code, "link": link, "until": plan.until}))
    else:
        print(f"Code: {made.code}")
        print("It is good until the stay ends, and is not shown again.")


def _now() -> int:
    return time.time_ns() // 1_000_000
