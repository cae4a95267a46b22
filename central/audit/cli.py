"""`menlu-central audit`: whether the log is what was written, where it ends, and putting old months into an archive."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.config import Config
from central.errors import CentralError

if TYPE_CHECKING:
    from central.audit.verifying import Fault
    from central.db import Database


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    group = commands.add_parser("audit", help="verify, anchor and archive the log of who did what")
    acts = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    verify = acts.add_parser("verify", parents=[common], help="check that the log says what was written")
    verify.add_argument("--from", dest="since", type=int, metavar="ROW", help="begin with this row")
    against = "hold a shipped file, an archive or an anchor against the log; may be given again"
    verify.add_argument("--against", type=Path, metavar="FILE", action="append", default=[], help=against)
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=_verify)

    anchor = acts.add_parser("anchor", parents=[common], help="print which row is the last, to be kept elsewhere")
    anchor.set_defaults(run=_anchor)

    archive = acts.add_parser("archive", parents=[common], help="put whole months into a file, and out of the log")
    archive.add_argument("file", type=Path, metavar="FILE", help="where they go; must not be there yet")
    archive.add_argument("--before", required=True, metavar="YYYY-MM", help="months before this one; six are kept")
    archive.set_defaults(run=_archive)


def _verify(config: Config, given: argparse.Namespace) -> None:
    from central.audit import verifying
    from central.schema import current_database

    with current_database(config.database) as database:
        with database.reading() as session:
            known = verifying.extent(session)
        fault = verifying.verify(database, _show_progress, given.since)
        for file in given.against:
            fault = fault or _compare(database, file, is_told=not given.json)
    begin = given.since or known.archived.seq + 1
    if given.json:
        told = {"from": begin, "to": known.end.seq, "digest": known.end.digest.hex()}
        print(json.dumps(told | {"fault": asdict(fault) if fault else None}, ensure_ascii=False))
    if fault:
        raise CentralError(f"row {fault.seq} of the log: {fault.what}; look who can write to the database")
    if not given.json:
        print(f"Rows {begin} to {known.end.seq} are as they were written." if known.end.seq else "The log is empty.")


def _compare(database: "Database", file: Path, *, is_told: bool) -> "Fault | None":
    from central.audit import verifying

    try:
        with file.open("rb") as lines:
            found = verifying.compare(database, lines)
    except OSError as error:
        raise CentralError(f"{file} can't be read: {error.strerror}") from error
    if not found.compared and found.fault is None:
        raise CentralError(f"{file} holds no row of a log, so it proves nothing; name a copy, an archive or an anchor")
    if is_told and found.fault is None:
        print(f"{file}: {found.compared} rows, up to row {found.reaches}, are those of the log.")
    if found.unreadable:
        print(f"{file}: {found.unreadable} lines can't be read.", file=sys.stderr)
    return found.fault


def _anchor(config: Config, _: argparse.Namespace) -> None:
    from central.audit import verifying
    from central.schema import current_database

    with current_database(config.database) as database, database.reading() as session:
        end = verifying.extent(session).end
    print(json.dumps({"seq": end.seq, "digest": end.digest.hex()}))


def _archive(config: Config, given: argparse.Namespace) -> None:
    from central.audit.archiving import archive
    from central.audit.shipping import shipments
    from central.audit.targets import open_targets
    from central.schema import current_database

    before = _month(config, given.before)
    with current_database(config.database) as database:
        with database.reading() as session:
            targets = open_targets(config)
            waiting = [each for each in shipments(session, targets) if each.waiting]
        if waiting:
            first = waiting[0]
            raise CentralError(f"{first.waiting} rows are not shipped to {first.target} yet; see to that first")
        made = archive(database, given.file, before, time.time_ns() // 1_000_000, _show_progress)
    print(f"Rows {made.first} to {made.last} are in {given.file} now, and no longer in the log.")
    print(f"Keep the file; its SHA-256 is {made.sha256}.")


def _month(config: Config, text: str) -> int:
    """When a month begins in the town, Unix ms."""
    try:
        begin = datetime.strptime(text, "%Y-%m").replace(tzinfo=config.zone)
    except ValueError:
        raise CentralError(f"{text!r} is no month; accepted is YYYY-MM, such as 2026-05") from None
    return int(begin.timestamp() * 1000)


def _show_progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} rows", end="\n" if done >= of else "", file=sys.stderr, flush=True)
