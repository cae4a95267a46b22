"""Reads what was brought, beside the answers: piece by piece, so that boxes and people come first.

Whoever works on a file has it for a while (leases.py); if that process dies, another begins anew, and until the last
piece is written nobody sees a row. What has had its time is deleted here, too (settling.py).
"""

import base64
import json
import logging
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from time import monotonic, time_ns
from typing import Any, Final

from flask import Flask
from sqlalchemy import delete, insert, select, update

from central import db
from central.db import Database
from central.errors import KeyMissing
from central.guarded import guarded
from central.rental import days
from central.rental.registers import among, leases, states
from central.rental.registers.checking import Entry, check
from central.rental.registers.columns import Field, Head, Kind, head_of, lacking, mapped
from central.rental.registers.comparing import Compared, compare, said
from central.rental.registers.houses import checking as houses
from central.rental.registers.houses import comparing as houses_comparing
from central.rental.registers.houses.making import Making
from central.rental.registers.leases import Lease, Lost
from central.rental.registers.opened_file import NotRead, Problem, Row, rows_of
from central.rental.registers.settling import Settling
from central.rental.registers.states import Event, State
from central.rental.registers.tables import ROWS, register_file, register_import, register_row
from central.rental.scope import Scope
from central.sealed.ring import Ring, ring
from central.web import moments
from central.web.grants import Reach
from wire.sealed import NotSealed

log = logging.getLogger(__name__)

AT_ONCE: Final = 250
"""Rows in one transaction: boxes wait to write meanwhile."""
REST: Final = 0.5
"""After a piece it rests so many times as long as the piece took."""
LOOK_AGAIN: Final = 1.0
"""s between two looks for something to do."""


class Reader:
    """Does what waits. today: on the town's calendar."""

    def __init__(self, database: Database, ring: Ring, stop: threading.Event | None = None) -> None:
        self._database, self._ring, self._stop = database, ring, stop or threading.Event()
        self._settling = Settling(database, self._stop)

    def turn(self, now: int, today: date) -> int:
        """Work on the oldest file that waits, and delete what has had its time; how many things were done."""
        lease = leases.claim(self._database, now)
        if lease is not None:
            try:
                self._work(lease, now, today)
            except Lost:
                log.info("register %s is another process's by now, or was put away", lease.held.id)
        return (lease is not None) + self._settling.turn(now)

    def _work(self, lease: Lease, now: int, today: date) -> None:
        making = Making(self._database, self._ring, self._stop, now)
        if lease.held.state == State.MAKING:
            if making.make(lease):
                lease.end(state=states.after(State.MAKING, Event.DONE).value, taken_at=now)
        elif lease.held.state == State.UNMAKING:
            if making.unmake(lease):
                lease.end(state=states.after(State.UNMAKING, Event.DONE).value, ended_at=now)
        else:
            self._read(lease, now, today)

    def _read(self, lease: Lease, now: int, today: date) -> None:
        try:
            rows = rows_of(self._content(lease.held.id))
        except NotRead as error:
            _end(lease, Event.FAIL, problem=error.problem.value)
            return
        kind = Kind(lease.held.kind)
        head = head_of(rows, kind)
        columns = _columns(lease.held, head, kind)
        self._name(lease, head, columns, len(rows) - head.row - 1)
        if lacking(columns, kind):
            _end(lease, Event.ASK)
            return
        kept = rows[head.row + 1 :]
        if self._write(lease, kept, self._compared(lease.held, kept, columns, today)):
            _end(lease, Event.READ, compared_at=now, problem="")

    def _name(self, lease: Lease, head: Head, columns: Mapping[Field, int], count: int) -> None:
        """Say which columns there are, and how many rows."""
        words = json.dumps(head.words, ensure_ascii=False)
        plain = json.dumps({field.value: column for field, column in columns.items()})
        with lease.writing() as session:
            heads = self._ring.sealing(session).row(register_import, lease.held.id, {"heads": words})
            session.execute(_of(lease.held.id).values(**heads, columns=plain, row_count=count, done_count=0))

    def _content(self, import_id: int) -> bytes:
        with self._database.reading() as session:
            sealed = session.scalar(select(register_file.c.content).where(register_file.c.import_id == import_id))
        try:
            return zlib.decompress(
                base64.b64decode(self._ring.unseal(register_file.c.content, import_id, sealed or ""))
            )
        except (NotSealed, KeyMissing) as error:
            raise NotRead(Problem.BROKE) from error

    def _compared(self, held: Any, rows: Sequence[Row], columns: Mapping[Field, int], today: date) -> list[Compared]:
        here = Scope(held.made_by, Reach(places=frozenset({held.place_id})))
        if held.kind == Kind.HOUSES:
            of_houses = [houses.check(number, cells, columns) for number, cells in rows]
            houses.compare(of_houses)
            with self._database.reading() as session:
                return houses_comparing.compare(session, here, held.place_id, of_houses)
        checked = [check(number, cells, columns, today) for number, cells in rows]
        among.compare(checked)
        with self._database.reading() as session:
            return compare(session, self._ring, here, checked)

    def _write(self, lease: Lease, rows: Sequence[Row], found: Sequence[Compared]) -> bool:
        """Write them piece by piece in place of those of an earlier look; False where it was stopped."""
        while self._delete(lease):
            pass
        for first in range(0, len(found), AT_ONCE):
            began = monotonic()
            pairs = list(zip(rows, found, strict=True))[first : first + AT_ONCE]
            with lease.writing() as session:
                sealing = self._ring.sealing(session)
                session.execute(insert(register_row), [_row(sealing, lease.held.id, *pair) for pair in pairs])
                session.execute(_of(lease.held.id).values(done_count=first + len(pairs)))
            if self._stop.wait(REST * (monotonic() - began)):
                return False
        return True

    def _delete(self, lease: Lease) -> int:
        some = select(register_row.c.id).where(register_row.c.import_id == lease.held.id).limit(AT_ONCE)
        with lease.writing() as session:
            gone = session.execute(delete(register_row).where(register_row.c.id.in_(some)).returning(register_row.c.id))
            return len(gone.all())


@contextmanager
def reading(app: Flask) -> Iterator[None]:
    """Read what is brought to `app` in a thread of its own until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(app, stop), name="registers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def _run(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        reader, zone = Reader(db.database_of(app), ring(), stop), moments.zone()
        while not stop.wait(LOOK_AGAIN):
            now = _now()
            guarded(partial(reader.turn, now, days.day_of(now, zone)), "reading registers", log)


def _now() -> int:
    return time_ns() // 1_000_000


def _of(import_id: int) -> Any:
    return update(register_import).where(register_import.c.id == import_id)


def _end(lease: Lease, event: Event, **values: Any) -> None:
    """Say how reading went."""
    lease.end(state=states.after(State.WAITING, event).value, **values)


def _columns(held: Any, head: Head, kind: Kind) -> dict[Field, int]:
    """Which column is what: as a person has said, else by the headings."""
    if not held.columns:
        return mapped(head.words, kind)
    return {Field(name): column for name, column in json.loads(held.columns).items()}


def _row(sealing: Any, import_id: int, row: Row, found: Compared) -> dict[str, Any]:
    number, entry = ROWS * import_id + found.checked.row, found.checked.entry
    person = entry if isinstance(entry, Entry) else None
    plain = {
        "cells": json.dumps(row[1], ensure_ascii=False, separators=(",", ":")),
        "said": said(entry),
        "number": person.number if person else "",
        "who": person.who if person else "",
    }
    return {
        "id": number,
        "import_id": import_id,
        "standing": found.standing.value,
        "findings": " ".join(map(str, found.checked.findings)),
        "room_id": found.room_id,
        "before_id": found.before_id,
        "since": (person.since or None) if person else None,
        "until": (person.until or None) if person else None,
        **sealing.row(register_row, number, plain),
    }
