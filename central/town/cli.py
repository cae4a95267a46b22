"""`menlu-central demo-town`."""

import argparse
import time
from contextlib import suppress
from typing import Any

from central.config import Config
from central.errors import CentralError


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's command to `menlu-central`; `common` holds the options of all."""
    town = commands.add_parser("demo-town", parents=[common], help="make a town of invented people, to look at")
    town.add_argument("--small", action="store_true", help="a fiftieth of it, in some seconds")
    town.add_argument("--seed", type=_seed, default=1, metavar="N", help="another town for another number (default 1)")
    told = "make nothing; keep the boxes of the town that is there heard, until Ctrl-C"
    town.add_argument("--awake", action="store_true", help=told)
    town.set_defaults(run=_demo_town)


def _seed(given: str) -> int:
    if not (given.isascii() and given.isdigit()) or len(given) > 18:
        raise argparse.ArgumentTypeError(f"{given!r}: accepted is a whole number from 0, of up to 18 digits")
    return int(given)


def _demo_town(config: Config, given: argparse.Namespace) -> None:
    if given.awake:
        _keep_awake(config)
    else:
        _make(config, given)


def _keep_awake(config: Config) -> None:
    from central.schema import current_database
    from central.town.waking import keep_awake

    with current_database(config.database) as database, suppress(KeyboardInterrupt):
        keep_awake(database)


def _make(config: Config, given: argparse.Namespace) -> None:
    from central.town.making import make
    from central.town.progress import Progress
    from central.town.scale import HUANGWAN, SMALL

    scale = SMALL if given.small else HUANGWAN
    try:
        known = make(config, scale, given.seed, time.time_ns() // 1_000_000, Progress())
    except KeyboardInterrupt:
        raise CentralError("cut off: nothing was made") from None
    print(f"A town of {scale.people:,} invented people. One of each role signs in so; this is shown once:")
    for each in known:
        reach = "what is their own" if each.place is None else f"place {each.place}"
        print(f"  {each.name:<24} {each.password}   {each.role.value}, {reach}")
    print("Its boxes fall silent in three minutes; `menlu-central demo-town --awake` keeps them heard.")
