"""`menlu-edge`: parses, calls one function, prints. What a command needs is imported when it is given."""

import argparse
import getpass
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from edge import holding
from edge.config import Config, load
from edge.control import cli as control
from edge.errors import EdgeError
from edge.helping import cli as helping
from edge.wiping import cli as wiping

if TYPE_CHECKING:
    from edge.people import People, Yes
    from edge.store.roster import Roster
    from wire.erasure import Statement
    from wire.wiped import Wiped

DEFAULT = Path("/etc/menlu/edge.toml")
_THUMBPRINT = "--thumbprint"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or 1 after one sentence on what is wrong."""
    given = _parser().parse_args(_with_thumbprint(sys.argv[1:] if arguments is None else arguments))
    level = logging.DEBUG if given.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # Libraries say too much at INFO: each request, each job.
    for library in ("httpx", "apscheduler"):
        logging.getLogger(library).setLevel(logging.WARNING)
    try:
        if "anywhere" in given:
            return int(given.anywhere(given) or 0)
        config = load(given.config)
        if "alone" in given:
            with holding.alone(config.data):
                return int(given.alone(config, given) or 0)
        with holding.shared(config.data):
            return int(given.run(config, given) or 0)
    except EdgeError as error:
        print(f"menlu-edge: {error}", file=sys.stderr)
        return 1


def _with_thumbprint(arguments: Sequence[str]) -> list[str]:
    """The arguments, with a thumbprint written as part of its option: one in 64 begins with a dash, like an option."""
    given = list(arguments)
    if _THUMBPRINT in given[:-1]:
        place = given.index(_THUMBPRINT)
        given[place : place + 2] = [f"{_THUMBPRINT}={given[place + 1]}"]
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="menlu-edge", description="The door beside a rental building.")
    parser.add_argument("--config", type=Path, default=DEFAULT, metavar="FILE", help=f"settings (default {DEFAULT})")
    parser.add_argument("--verbose", action="store_true", help="tell more on standard error")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run the door")
    run.add_argument("--keep-trying", action="store_true", help="come up even if the camera or the lock is not there")
    run.set_defaults(run=_run)
    check = commands.add_parser("check", help="try everything the configuration names, without opening the door")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check)
    bundle = commands.add_parser("bundle", help="write a file for whoever helps from afar, with nothing about a person")
    bundle.add_argument("file", type=Path, metavar="FILE", help="where it goes; must not be there yet")
    bundle.set_defaults(run=_bundle)
    claim = commands.add_parser("claim", help="make this box known to central")
    claim.add_argument("code", help="the code central made for this box, or what its picture holds")
    claim.set_defaults(run=_claim)
    _add_people(commands.add_parser("person", help="who may enter").add_subparsers(required=True, metavar="ACT"))
    _add_keys(commands.add_parser("keys", help="the box's keys").add_subparsers(required=True, metavar="ACT"))
    _add_proof(commands.add_parser("proof", help="proofs of erasure").add_subparsers(required=True, metavar="ACT"))
    notice = commands.add_parser("notice", help="print what people are told before they register or use their face")
    notice.add_argument("--language", default="zh", help="like en (default zh)")
    notice.set_defaults(anywhere=_notice)
    lockdown = commands.add_parser("lockdown", help="let nobody in, or end that")
    lockdown.add_argument("state", choices=["on", "off"])
    lockdown.set_defaults(run=_lockdown)
    control.add_to(commands)
    wiping.add_to(commands)
    return parser


def _add_people(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = acts.add_parser("add", help="enrol a person from photographs")
    add.add_argument("name")
    add.add_argument("photographs", nargs="+", type=Path, metavar="PHOTOGRAPH", help="one face in each")
    _add_consent(add)
    add.add_argument("--from", dest="begin", type=_moment, metavar="DATE", help="first moment they may enter")
    add.add_argument("--until", type=_moment, metavar="DATE", help="moment from which they may not")
    add.set_defaults(run=_person_add)
    agree = acts.add_parser("agree", help="they agreed anew, as the text about the use of faces has changed")
    agree.add_argument("person", help="the id that `person list` shows")
    _add_consent(agree)
    agree.set_defaults(run=_person_agree)
    listing = acts.add_parser("list", help="who is on the roster")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=_person_list)
    for act, text in (
        ("suspend", "let them not in for now"),
        ("reinstate", "let them in again"),
        ("revoke", "let them not in any more"),
    ):
        change = acts.add_parser(act, help=text)
        change.add_argument("person", help="the id that `person list` shows")
        change.set_defaults(run=_person_change, act=act)
    room = acts.add_parser("room", help="say which room they live in: a PIN and a phone's code are told with it")
    room.add_argument("person", help="the id that `person list` shows")
    room.add_argument("room", help='as people write it, like 3-302; "" for none')
    room.set_defaults(run=_person_room)
    hours = acts.add_parser("hours", help="say when in the week they may enter; without hours: always")
    hours.add_argument("person", help="the id that `person list` shows")
    hours.add_argument("hours", nargs="*", metavar="HOURS", help='like "1-5 08:00-18:00": Monday to Friday')
    hours.set_defaults(run=_person_hours)
    helping.add_to(acts)
    erase = acts.add_parser("erase", help="delete them with their face's references, and print the proof")
    erase.add_argument("person", help="the id that `person list` shows")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    erase.add_argument("--proof", type=Path, metavar="FILE", help="save the proof there too, in a new file")
    erase.set_defaults(run=_person_erase)


def _add_consent(act: argparse.ArgumentParser) -> None:
    act.add_argument("--consent", required=True, help='how and when they agreed: "signed 2026-03-01"')
    act.add_argument("--language", default="zh", help="of the text they read, which `menlu-edge notice` prints")
    act.add_argument("--guardian", action="store_true", help="they are under 14, and their guardian agreed")


def _add_keys(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    show = acts.add_parser("show", help="how the keys are kept, and this box's thumbprint; never a key")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_keys_show)
    renew = acts.add_parser("renew", help="turn all face references by a new secret; nobody has to enrol again")
    renew.set_defaults(run=_keys_renew)


def _add_proof(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = acts.add_parser("verify", help="check a proof of erasure, on any machine")
    verify.add_argument("file", type=Path, metavar="FILE", help="what `person erase` printed or saved")
    verify.add_argument(_THUMBPRINT, help="the box that must have signed it, as central or `keys show` tells")
    verify.set_defaults(anywhere=_proof_verify)


def _run(config: Config, given: argparse.Namespace) -> None:
    from edge import daemon

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    daemon.run(config, stop, keep_trying=given.keep_trying)


def _check(config: Config, given: argparse.Namespace) -> int:
    from edge.checkup import check

    findings = []
    for finding in check(config):
        findings.append(finding)
        if not given.json:
            print(f"{'ok  ' if finding.works else 'FAIL'} {finding.part}: {finding.detail}", flush=True)
    if given.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    return 0 if all(finding.works for finding in findings) else 1


def _bundle(config: Config, given: argparse.Namespace) -> None:
    from edge.bundle import write

    size = write(config, given.file)
    print(f"{given.file} is written, {size / 1000:.0f} kB of text. Read it before you send it; nobody is named in it.")


def _claim(config: Config, given: argparse.Namespace) -> None:
    from edge.clock import BoxClock
    from edge.health import VERSION
    from edge.sync import Link, claim, open_client
    from edge.vault import open_vault

    vault = open_vault(config.keys)
    with open_client(config.central.ca) as client:
        link = Link(client, config.central.url, vault, BoxClock())
        # The picture holds an address; the code stands behind the #.
        claimed = claim(link, given.code.rpartition("#")[2], vault.public_key, VERSION)
    print(f"Central knows this box as {claimed.name} ({claimed.box}).")


def _person_add(config: Config, given: argparse.Namespace) -> None:
    from edge import daemon, memory
    from edge.people import Stay

    memory.refuse_core_dumps()
    prober = daemon.make_prober(config)
    with _people(config) as (people, _):
        stay = Stay(given.begin, given.until)
        person = people.add(given.name, stay, given.photographs, prober, _yes(given))
    print(f"{given.name} is enrolled as {person}.")


def _person_agree(config: Config, given: argparse.Namespace) -> None:
    with _people(config) as (people, _):
        people.agree(given.person, _yes(given))
    print("Done; the door knows within two seconds.")


def _yes(given: argparse.Namespace) -> "Yes":
    from edge.people import Yes

    return Yes.now(given.consent, given.language, guardian=given.guardian)


def _person_list(config: Config, given: argparse.Namespace) -> None:
    with _people(config) as (_, roster):
        people = roster.people()
    rows = [
        {
            "person": person.resident.person,
            "name": person.name,
            "standing": person.resident.standing.value,
            "from": _date(person.resident.valid_from),
            "until": _date(person.resident.valid_until),
            "room": person.resident.room,
            "references": person.references,
        }
        for person in people
    ]
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        print("Nobody yet; `menlu-edge person add` enrols someone.")
    for row in rows:
        stay = f"{row['from'] or '…'} to {row['until'] or '…'}"
        print(f"{row['person']}  {row['standing']:9}  {stay}  {row['references']} references  {row['name'] or '?'}")


def _person_change(config: Config, given: argparse.Namespace) -> None:
    with _people(config) as (people, _):
        getattr(people, given.act)(given.person)
    print("Done; the door knows within two seconds.")


def _person_room(config: Config, given: argparse.Namespace) -> None:
    with _people(config) as (_, roster):
        roster.set_room(given.person, given.room.strip())
    print("Done; the door knows within two seconds.")


def _person_hours(config: Config, given: argparse.Namespace) -> None:
    from edge.hours import parse

    weekly = tuple(parse(text) for text in given.hours)
    with _people(config) as (_, roster):
        roster.set_hours(given.person, weekly)
    print("Done; the door knows within two seconds.")


def _person_erase(config: Config, given: argparse.Namespace) -> None:
    from edge import proofs

    if not given.yes:
        if not sys.stdin.isatty():
            raise EdgeError("erasing can't be undone: say --yes")
        if input(f"Erase {given.person} for good? Type yes: ").strip() != "yes":
            print("Nothing was erased.")
            return
    if given.proof:
        proofs.expect_new(given.proof)
    with _people(config) as (people, _):
        proof = people.erase(given.person).encoded()
    print(proof.decode(), end="")
    if given.proof:
        proofs.save(proof, given.proof)


def _keys_show(config: Config, given: argparse.Namespace) -> None:
    from edge.vault import open_vault
    from wire.signature import in_fours

    vault = open_vault(config.keys)
    facts = {
        "wrapped": vault.wrapped,
        "thumbprint": vault.thumbprint,
        "transform": vault.transform_number,
        "renewing": len(vault.transform_numbers) > 1,
    }
    if given.json:
        print(json.dumps(facts))
        return
    print(f"kept        {'encrypted by a systemd credential' if vault.wrapped else 'in files only their owner reads'}")
    print(f"thumbprint  {in_fours(vault.thumbprint)}")
    print(f"transform   {vault.transform_number}")
    if facts["renewing"]:
        print("A renewal was cut short: `menlu-edge keys renew` finishes it.")


def _keys_renew(config: Config, _given: argparse.Namespace) -> None:
    with _people(config) as (_, roster):
        count = roster.renew()
    print(f"{count} references are turned by a new secret; the old one is gone.")


def _proof_verify(given: argparse.Namespace) -> None:
    from edge import proofs
    from wire.signature import in_fours

    wanted = given.thumbprint and "".join(given.thumbprint.split())
    checked = proofs.read(given.file)
    for _, signer in checked:
        if wanted not in (None, signer):
            raise EdgeError(f"{given.file}: signed by {in_fours(signer)}, not by {in_fours(wanted)}")
    for stated, _ in checked:
        print(_told(stated))
    for signer in sorted({signer for _, signer in checked}):
        print(
            f"signed by the box {in_fours(signer)}"
            + ("" if wanted else "; compare that with central's page of the box")
        )


def _told(stated: "Statement | Wiped") -> str:
    from wire.wiped import Wiped

    if isinstance(stated, Wiped):
        gone = f"{stated.people} people with {stated.references} references, and {stated.records} records"
        return f"the box of the door {stated.wiped} was wiped at {_date(stated.at)}: {gone}, {stated.lost} of them lost"
    what = "everything kept of" if stated.what == "all" else "the face of"
    return f"{what} {stated.erased}, {len(stated.references)} references, was erased at {_date(stated.at)}"


def _notice(given: argparse.Namespace) -> None:
    from wire import notice

    version = notice.current()
    if given.language not in notice.languages(version):
        raise EdgeError(f"there is no text in {given.language!r}: name one of {', '.join(notice.languages(version))}")
    for purpose in notice.Purpose:
        text = notice.notice(version, purpose, given.language)
        points = "\n".join(f"- {point}" for point in text.points)
        print(f"{text.title} ({version})\n\n{text.summary}\n{points}\n")


def _lockdown(config: Config, given: argparse.Namespace) -> None:
    with _people(config) as (_, roster):
        roster.set_lockdown(given.state == "on")
    print("Nobody is let in now." if given.state == "on" else "Residents are let in again.")


@contextmanager
def _people(config: Config) -> Iterator[tuple["People", "Roster"]]:
    from edge import daemon
    from edge.people import People
    from edge.vault import open_vault

    vault = open_vault(config.keys)
    with closing(daemon.open_outbox(config)) as outbox, closing(daemon.open_roster(config, vault)) as roster:
        by = os.environ.get("SUDO_USER") or getpass.getuser()
        yield People(roster, outbox, daemon.open_clock(outbox), by), roster


def _moment(text: str) -> int:
    """Unix ms of a date or a date with time, local unless it says otherwise."""
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-03-01 or 2026-03-01T12:00") from None


def _date(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000).astimezone().isoformat(timespec="minutes")
