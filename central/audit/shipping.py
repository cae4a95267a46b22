"""Ships the log to its targets as it is written: in order, each row at least once, however often it is stopped.

Each target has a cursor of its own in the database. Whatever a target does not take waits; the log itself does not.
Several processes may ship: one at a time takes a target, by a row that has to be renewed.
"""

import logging
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from flask import Flask, current_app
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from central.audit.lines import line_of
from central.audit.tables import audit, audit_cursor, audit_head
from central.audit.targets import NotArrived, Parcel, Target
from central.db import Database, database_of
from central.guarded import guarded

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Rows in one parcel."""
LASTS = 60_000
"""How long a turn lasts that is not renewed, ms; longer than any target may take over a parcel."""
LOOK_AGAIN = 1.0
"""s between two looks for rows."""
LONGEST_REST = 60.0
"""s between two tries of a target that takes nothing."""
LATE = 5 * 60_000
"""ms after which somebody should know that a row has not arrived; a target that was only away for a moment has it by
then."""

_TARGETS = "menlu-audit-targets"
_FIRST = text(
    "INSERT INTO audit_cursor (target, seq, holder, until_at, failure)"
    " VALUES (:target, (SELECT coalesce(max(archived), 0) FROM audit_head), '', 0, '') ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class Shipment:
    """How far a target is. waiting: rows it has not got. failing_since: Unix ms; None while it takes them.

    oldest: when the first of the rows that wait was written, Unix ms.
    """

    target: str
    waiting: int
    failing_since: int | None
    failure: str
    oldest: int | None = None

    def waits(self, now: int) -> int:
        """How long the first row has waited at `now`, ms."""
        return 0 if self.oldest is None else max(0, now - self.oldest)

    def is_late(self, now: int) -> bool:
        """Whether somebody should know."""
        return self.waits(now) > LATE


class Shipper:
    """One process's part in shipping to one target."""

    def __init__(self, database: Database, target: Target) -> None:
        self._database, self._target = database, target
        self._mine = audit_cursor.c.target == target.name
        self._holder = secrets.token_hex(8)

    def ship(self, now: int) -> int:
        """Send whatever there is; how many rows arrived. `now` is Unix ms. Raises NotArrived.

        Does nothing while it is another process's turn.
        """
        shipped = 0
        if not self._is_behind():
            return shipped
        with self._database.writing() as session:
            cursor = self._take(session, now)
        while cursor is not None:
            with self._database.reading() as session:
                parcels = _parcels(session, cursor)
            if not parcels:
                break
            self._send(parcels, now)
            cursor, shipped = parcels[-1].seq, shipped + len(parcels)
            if len(parcels) < AT_ONCE:
                break
        return shipped

    def _is_behind(self) -> bool:
        with self._database.reading() as session:
            shipment = shipments(session, [self._target])[0]
        return shipment.waiting > 0

    def _take(self, session: Session, now: int) -> int | None:
        """The cursor, if it is this process's turn."""
        session.execute(_FIRST, {"target": self._target.name})
        # A turn that lasts longer than one can was taken while the time was wrong.
        ours = audit_cursor.c.holder == self._holder
        free = or_(ours, audit_cursor.c.until_at <= now, audit_cursor.c.until_at > now + LASTS)
        taken = update(audit_cursor).where(self._mine, free).values(holder=self._holder, until_at=now + LASTS)
        cursor: int | None = session.scalar(taken.returning(audit_cursor.c.seq))
        return cursor

    def _send(self, parcels: Sequence[Parcel], now: int) -> None:
        try:
            self._target.send(parcels)
        except NotArrived as error:
            since = func.coalesce(audit_cursor.c.failing_since, now)
            self._note(failing_since=since, failure=str(error), until_at=0)
            raise
        is_last = len(parcels) < AT_ONCE
        until = 0 if is_last else _now() + LASTS
        self._note(seq=parcels[-1].seq, failing_since=None, failure="", until_at=until)

    def _note(self, **values: object) -> None:
        with self._database.writing() as session:
            ours = update(audit_cursor).where(self._mine, audit_cursor.c.holder == self._holder)
            session.execute(ours.values(**values))


def shipments(session: Session, targets: Sequence[Target]) -> list[Shipment]:
    """How far each of these is."""
    end = session.execute(select(audit_head.c.seq, audit_head.c.archived)).one_or_none()
    rows = {row.target: row for row in session.execute(select(audit_cursor))}
    found = []
    for target in targets:
        row = rows.get(target.name)
        reached = row.seq if row else end.archived if end else 0
        waiting = max(0, end.seq - reached) if end else 0
        since, failure = (row.failing_since, row.failure) if row else (None, "")
        oldest = _oldest(session, reached) if waiting else None
        found.append(Shipment(target.name, waiting, since, failure, oldest))
    return found


def _oldest(session: Session, reached: int) -> int | None:
    return session.scalar(select(audit.c.at).where(audit.c.seq > reached).order_by(audit.c.seq).limit(1))


def init_app(app: Flask, targets: Sequence[Target]) -> None:
    """Give `app` the targets that its log is shipped to."""
    app.extensions[_TARGETS] = list(targets)


def targets_of(app: Flask) -> list[Target]:
    """The targets of `app`."""
    found: list[Target] = app.extensions[_TARGETS]
    return found


def present_targets() -> list[Target]:
    """The targets of the current app."""
    return targets_of(current_app)


@contextmanager
def shipping(app: Flask) -> Iterator[None]:
    """Ship the log of `app` to its targets until the block ends, each in a thread of its own."""
    stop = threading.Event()
    shippers = [Shipper(database_of(app), target) for target in targets_of(app)]
    threads = [threading.Thread(target=_run, args=(each, stop), name="audit", daemon=True) for each in shippers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=20)


def _run(shipper: Shipper, stop: threading.Event) -> None:
    rest, said = LOOK_AGAIN, ""
    while not stop.wait(rest):
        failure = guarded(partial(_failure, shipper), "shipping the audit log", log)
        if failure is None:
            continue
        rest = min(2 * rest, LONGEST_REST) if failure else LOOK_AGAIN
        if failure and failure != said:
            log.warning("the audit log is not shipped, its rows wait: %s", failure)
        elif said and not failure:
            log.info("the audit log is shipped again")
        said = failure


def _failure(shipper: Shipper) -> str:
    """Ship; why it did not work, "" when it did."""
    try:
        shipper.ship(_now())
    except NotArrived as error:
        return str(error)
    return ""


def _parcels(session: Session, after: int) -> list[Parcel]:
    chosen = select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(AT_ONCE)
    return [Parcel(row.seq, row.at, line_of(row)) for row in session.execute(chosen)]


def _now() -> int:
    return time.time_ns() // 1_000_000
