"""`menlu-edge open`, `ways` and `lock`: what staff ask of the running door."""

import argparse
import getpass
import json
import os

from edge.access import CAN_FAIL
from edge.config import Config
from edge.control.client import ask
from edge.control.messages import Allow, KeyRotated, Open, Opened, RotateKey, Show, Shown
from edge.errors import EdgeError
from wire.kinds import Reason, ReleaseResult

STATES = {
    "on": "on",
    "waiting": "on, but waits half a minute after failures",
    "off": "OFF after too many failures: look at the door, then `menlu-edge ways allow`",
}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser of `menlu-edge`."""
    opening = commands.add_parser("open", help="release the door once")
    opening.add_argument("--by", required=True, metavar="NAME", help="who opens; it is recorded")
    opening.add_argument("--reason", required=True, metavar="WORDS", help="why; it is recorded")
    opening.set_defaults(run=_open)
    ways = commands.add_parser("ways", help="which ways of opening are on, or turn one on again")
    ways.add_argument("--json", action="store_true", help="print JSON")
    ways.set_defaults(run=_ways)
    acts = ways.add_subparsers(metavar="ACT")
    allow = acts.add_parser("allow", help="turn a way on again that too many failures turned off")
    allow.add_argument("method", choices=CAN_FAIL)
    allow.add_argument("--by", metavar="NAME", help="who looked (default: your login)")
    allow.set_defaults(run=_allow)
    lock = commands.add_parser("lock", help="the door's lock").add_subparsers(required=True, metavar="ACT")
    rotate = lock.add_parser("rotate-key", help="give the lock another key, known to it and this box alone")
    rotate.add_argument("--by", metavar="NAME", help="who does it (default: your login); it is recorded")
    rotate.set_defaults(run=_rotate_key)


def _open(config: Config, given: argparse.Namespace) -> None:
    reply = ask(config.control, Open(given.by.strip(), given.reason.strip()), Opened)
    if reply.reason != Reason.GRANTED:
        raise EdgeError(f"the door is not released: {reply.reason}")
    if reply.result != ReleaseResult.DONE:
        raise EdgeError(f"the lock was asked to release and answered {reply.result}: look at the door")
    print("The door is released.")


def _ways(config: Config, given: argparse.Namespace) -> None:
    _print(ask(config.control, Show(), Shown), as_json=given.json)


def _allow(config: Config, given: argparse.Namespace) -> None:
    _print(ask(config.control, Allow(given.method, _doer(given)), Shown), as_json=given.json)


def _rotate_key(config: Config, given: argparse.Namespace) -> None:
    ask(config.control, RotateKey(_doer(given)), KeyRotated)
    print("The lock has its new key, and has proved it.")


def _doer(given: argparse.Namespace) -> str:
    return given.by or os.environ.get("SUDO_USER") or getpass.getuser()


def _print(reply: Shown, *, as_json: bool) -> None:
    rows = [{"way": way.method, "state": way.state, "failures": way.failures} for way in reply.ways]
    if as_json:
        print(json.dumps(rows))
        return
    for way in reply.ways:
        print(f"{way.method:7} {STATES[way.state]} ({way.failures} failures in a row)")
