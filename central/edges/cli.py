"""`menlu-central claim-code`, `boxes`, `revoke-box`, `orders`, `verify`, `new-sealing-key`: what staff with a terminal
do about boxes.
"""

import argparse
import getpass
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from central.config import Config
from central.errors import CentralError


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    code = commands.add_parser("claim-code", parents=[common], help="make a code by which one box becomes known")
    code.add_argument("--name", required=True, help="what the box will be called, such as its house")
    code.add_argument("--json", action="store_true", help="print JSON")
    code.set_defaults(run=_claim_code)

    boxes = commands.add_parser("boxes", parents=[common], help="list the boxes")
    boxes.add_argument("--json", action="store_true", help="print JSON")
    boxes.set_defaults(run=_boxes)

    revoke = commands.add_parser("revoke-box", parents=[common], help="shut a box out at once")
    revoke.add_argument("number", type=int, help="the box's number, as `boxes` lists it")
    revoke.set_defaults(run=_revoke_box)

    orders = commands.add_parser("orders", parents=[common], help="list what a box was ordered to do")
    orders.add_argument("--box", required=True, metavar="NAME", help="the box's name or number, as `boxes` lists it")
    orders.add_argument("--json", action="store_true", help="print JSON")
    orders.set_defaults(run=_orders)

    verify = commands.add_parser("verify", parents=[common], help="check that the records are as the boxes wrote them")
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=_verify)

    key = commands.add_parser("new-sealing-key", parents=[common], help="replace a lost key that boxes seal for")
    key.set_defaults(run=_new_sealing_key)


def _claim_code(config: Config, given: argparse.Namespace) -> None:
    from central.edges import service
    from central.schema import current_database

    try:
        with current_database(config.database) as database, database.writing() as session:
            made = service.make_code(session, name=given.name, made_by=f"terminal: {getpass.getuser()}", now=_now())
    except ValueError as error:
        raise CentralError(str(error)) from error
    if given.json:
        print(json.dumps(asdict(made), ensure_ascii=False))
    else:
        print(f"Claim code for {made.name}: {made.code}")
        print(f"It works once, until {_moment(made.expires_at)}, and is not shown again.")


def _boxes(config: Config, given: argparse.Namespace) -> None:
    from central.edges import service
    from central.schema import current_database

    with current_database(config.database) as database, database.reading() as session:
        rows = service.boxes(session)
    if given.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    if not rows:
        print("No box is known yet; make a code with `menlu-central claim-code --name NAME`.")
    for row in rows:
        gone = "wiped" if row.wiped_at else "revoked"
        state = gone if row.revoked_at else f"last seen {_moment(row.last_seen)}"
        print(f"{row.id:>4}  {row.name}  {row.version}  {state}")


def _revoke_box(config: Config, given: argparse.Namespace) -> None:
    from central.edges import service
    from central.schema import current_database

    with current_database(config.database) as database, database.writing() as session:
        done = service.revoke_box(session, given.number, now=_now())
    if not done:
        raise CentralError(f"there is no box {given.number} in force; `menlu-central boxes` lists them")
    print(f"Box {given.number} is shut out.")


def _orders(config: Config, given: argparse.Namespace) -> None:
    from central.edges import service
    from central.schema import current_database

    with current_database(config.database) as database, database.reading() as session:
        found = [box for box in service.boxes(session) if given.box in (box.name, str(box.id))]
        if not found:
            raise CentralError(f"there is no box {given.box!r}; `menlu-central boxes` lists them")
        rows = [row for box in found for row in service.orders_of(session, box.id)]
    now = _now()
    if given.json:
        print(json.dumps([asdict(row) | {"state": row.state_at(now)} for row in rows], ensure_ascii=False))
        return
    if not rows:
        print(f"{given.box} was not ordered to do anything yet.")
    for row in rows:
        state = f"{row.state} {_moment(row.settled_at)}" if row.settled_at else row.state_at(now)
        print(f"{_moment(row.made_at)}  {row.kind:11}  by {row.made_by}  {state}  {row.detail}".rstrip())


def _verify(config: Config, given: argparse.Namespace) -> None:
    from central.edges.verifying import verify
    from central.schema import current_database

    with current_database(config.database) as database:
        faults = verify(database, _show_progress)
    if given.json:
        print(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False))
    else:
        lines = [f"{each.box}: record {each.seq} of outbox {each.outbox[:8]}: {each.what}" for each in faults]
        print("\n".join(lines) or "All records are as the boxes wrote them.")
    if faults:
        many = f"{len(faults)} outboxes are" if len(faults) > 1 else "1 outbox is"
        raise CentralError(f"{many} not as written; look who can write to the database, and restore from a backup")


def _show_progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} records", end="\n" if done >= of else "", file=sys.stderr, flush=True)


def _new_sealing_key(config: Config, _: argparse.Namespace) -> None:
    from central.edges import sealing
    from central.schema import current_database

    file = sealing.key_file(config)
    with current_database(config.database) as database:
        old = sealing.replace_key(database, file, now=_now())
    print(f"A new key is in {file}; start central again, and boxes seal for it.")
    print(f"What was sealed before opens only with the old one{f', which is in {old} now' if old else ''}.")


def _moment(at: int | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at / 1000)) if at else "never"


def _now() -> int:
    return time.time_ns() // 1_000_000
