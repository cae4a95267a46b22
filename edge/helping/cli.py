"""`menlu-edge person ways`, `pin`, `card`, `phone` and `forget`: staff help somebody who has lost a way to open."""

import argparse
import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from edge.config import Config
from edge.errors import EdgeError
from wire.kinds import Method

if TYPE_CHECKING:
    from edge.ways import Ways


def add_to(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the acts to the parser of `menlu-edge person`."""
    ways = _add(acts, "ways", "what they open with")
    ways.set_defaults(run=_ways)
    pin = _add(acts, "pin", "let them choose a PIN; it is asked for, and not shown")
    pin.add_argument("--birth", type=date.fromisoformat, metavar="DATE", help="their birth date: no PIN is made of it")
    pin.set_defaults(run=_pin)
    card = _add(acts, "card", "let the next card that is held to the door's reader open for them")
    card.set_defaults(run=_card)
    phone = _add(acts, "phone", "make a new secret for their phone, and print the address that their phone opens")
    phone.set_defaults(run=_phone)
    forget = _add(acts, "forget", "forget their PIN, all their cards, or their phone")
    forget.add_argument("way", choices=[Method.PIN.value, Method.CARD.value, Method.PHONE.value])
    forget.set_defaults(run=_forget)


def _add(acts: "argparse._SubParsersAction[argparse.ArgumentParser]", act: str, text: str) -> argparse.ArgumentParser:
    parser = acts.add_parser(act, help=text)
    parser.add_argument("person", help="the id that `person list` shows")
    return parser


def _ways(config: Config, given: argparse.Namespace) -> None:
    with _opened(config) as ways:
        print(", ".join(sorted(ways.of(given.person))) or "nothing")


def _pin(config: Config, given: argparse.Namespace) -> None:
    number = getpass.getpass("PIN: ")
    if getpass.getpass("Again: ") != number:
        raise EdgeError("the two PINs differ: nothing was changed")
    with _opened(config) as ways:
        flaw = ways.set_pin(given.person, number, given.birth)
    if flaw:
        raise EdgeError(f"the PIN was not set: {flaw.words.en}")
    print("Done; the door knows within two seconds.")


def _card(config: Config, given: argparse.Namespace) -> None:
    from edge.control.client import ask
    from edge.control.messages import CardAdded, EnrolCard

    print("Hold the card to the door's reader.", flush=True)
    if not ask(config.control, EnrolCard(given.person), CardAdded).held:
        raise EdgeError("no card was held to the reader: nothing was changed")
    print("Done; the card opens the door.")


def _phone(config: Config, given: argparse.Namespace) -> None:
    with _opened(config) as ways:
        made, room = ways.make_phone_secret(given.person), ways.room_of(given.person)
    print(made.address(config.central.url, config.door.name, room))


def _forget(config: Config, given: argparse.Namespace) -> None:
    with _opened(config) as ways:
        ways.forget(given.person, Method(given.way))
    print("Done; the door knows within two seconds.")


@contextmanager
def _opened(config: Config) -> Iterator["Ways"]:
    from edge import daemon
    from edge.vault import open_vault
    from edge.ways import Ways

    vault = open_vault(config.keys)
    with closing(daemon.open_outbox(config)) as outbox, closing(daemon.open_roster(config, vault)) as roster:
        yield Ways(roster, vault, outbox.append, daemon.open_clock(outbox))
