"""What goes on: clocks, calendar, followers, the audit log, and whether there are threads enough for it."""

import time
from datetime import date, datetime

from central.audit.shipping import shipments
from central.audit.targets import open_targets
from central.audit.verifying import extent, verify
from central.clock import service as clock
from central.clock import turn
from central.config import Config
from central.db import Database
from central.doctor.finding import Notable, Wrong
from central.edges import service as edges
from central.edges.pages import FREE_THREADS
from central.metrics.stock import FOLLOWERS

OFF = 2_000
"""ms this machine's time may differ from the database's."""
MUCH = 20_000
"""Records of a box that may be told too many (central.rental.lag)."""
LAST_ROWS = 1000
"""Rows of the audit log that are looked through."""


def time_of_day(database: Database, _: Config) -> str:
    """This machine, the database and the boxes agree on the time."""
    with database.reading() as session:
        off = time.time_ns() // 1_000_000 - turn.moment(session)
        found = edges.tally(session, _now())
    if abs(off) > OFF:
        raise Wrong(f"this machine's clock is {off / 1000:+.1f} s off the database's: let both be set (chrony, NTP)")
    if found.boxes and found.clocks_wrong * 2 > found.boxes:
        raise Wrong(f"{found.clocks_wrong} of {found.boxes} boxes differ by a minute or more: look at this machine's")
    if found.clocks_wrong:
        raise Notable(f"{found.clocks_wrong} of {found.boxes} boxes have a wrong clock; the page Boxes names them")
    return f"agrees with the database and with {found.boxes} boxes"


def calendar(database: Database, config: Config) -> str:
    """The table of holidays reaches far enough."""
    with database.reading() as session:
        found = clock.load(session, clock.Office(config.zone, config.office_hours))
    return of_calendar(found, datetime.now(config.zone).date())


def of_calendar(found: clock.Calendar, today: date) -> str:
    """As `calendar`, on a day."""
    known = f"holidays are known up to {found.last_year}"
    do = "update the package chinesecalendar, or add the State Council's notice (`menlu-central calendar notice`)"
    if today.year > found.last_year:
        raise Wrong(f"{known} only, so deadlines are wrong: {do}")
    if clock.ends_soon(found, today):
        raise Notable(f"{known}: {do}")
    return known


def scheduler(database: Database, _: Config) -> str:
    """A process looks at the clocks."""
    with database.reading() as session:
        if not clock.is_elected(session):
            raise Wrong("no process looks at the deadlines: start central, or look into its log")
    return "a process looks at the deadlines"


def followers(database: Database, _: Config) -> str:
    """What was taken in is read."""
    with database.reading() as session:
        behind = {name: count(session) for name, count in FOLLOWERS.items()}
        found = edges.tally(session, _now())
    told = ", ".join(f"{count} not yet by {name}" for name, count in behind.items())
    if max(behind.values()) > MUCH * max(1, found.boxes):
        raise Wrong(f"taken in but not read are {told}: look again in a minute, then into central's log")
    return f"{found.records} records taken in and read, {told}"


def audit(database: Database, _: Config) -> str:
    """The end of the audit log is as it was written."""
    with database.reading() as session:
        known = extent(session)
    first = max(known.archived.seq, known.end.seq - LAST_ROWS)
    fault = verify(database, lambda *_: None, first + 1) if known.end.seq > first else None
    if fault:
        raise Wrong(f"row {fault.seq}: {fault.what}; run `menlu-central audit verify`, and tell the auditor")
    return f"its last {known.end.seq - first} rows are as they were written"


def shipping(database: Database, config: Config) -> str:
    """The second copy of the audit log is made."""
    targets = open_targets(config)
    if not targets:
        raise Notable("nobody gets a copy of the audit log: set `audit_file` or `audit_syslog`")
    with database.reading() as session:
        found = shipments(session, targets)
    for each in found:
        if each.failing_since is not None:
            raise Wrong(f"{each.target} takes no rows, {each.waiting} wait: {each.failure}")
        if each.is_late(_now()):
            minutes = each.waits(_now()) // 60_000
            raise Wrong(f"{each.waiting} rows wait for {each.target}, the first for {minutes} minutes: start central")
    return ", ".join(f"{each.waiting} rows wait for {each.target}" for each in found)


def threads(database: Database, config: Config) -> str:
    """There is a thread for each box that waits for orders, and as many for pages."""
    with database.reading() as session:
        boxes = edges.tally(session, _now()).boxes
    held = max(0, config.threads - FREE_THREADS) // 2
    if boxes > held:
        enough = FREE_THREADS + 2 * boxes
        raise Notable(f"{held} of {boxes} boxes can wait for orders at once, the others ask: set threads = {enough}")
    return f"{config.threads}, enough for {boxes} boxes and as many pages"


def _now() -> int:
    return time.time_ns() // 1_000_000
