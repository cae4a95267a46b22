"""Reads what was brought, beside the answers: piece by piece, so that boxes and people come first.

Whoever reads a file has it for a while (`LEASE`); if that process dies, another begins anew, and until the last piece
is written nobody sees a row. What has had its time is deleted here, too.
"""

import base64
import json
import logging
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from time import monotonic, time_ns
from typing import Any, Final

from flask import Flask
from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from central import db
from central.audit import service as audit
from central.db import Database
from central.errors import KeyMissing
from central.guarded import guarded
from central.rental import days
from central.rental.registers import among, states
from central.rental.registers.checking import check
from central.rental.registers.columns import Field, Head, head_of, lacking, mapped
from central.rental.registers.comparing import Compared, Standing, compare, said
from central.rental.registers.opened_file import NotRead, Problem, Row, rows_of
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
LEASE: Final = 3 * 60 * 1000
"""ms for which a process has a file after each piece, and for opening and comparing it."""
LOOK_AGAIN: Final = 1.0
"""s between two looks for something to do."""
GONE: Final = (State.TAKEN_BACK.value, State.PUT_AWAY.value)


class Reader:
    """Does what waits. today: on the town's calendar."""

    def __init__(self, database: Database, ring: Ring, stop: threading.Event | None = None) -> None:
        self._database, self._ring, self._stop = database, ring, stop or threading.Event()

    def turn(self, now: int, today: date) -> int:
        """Read the oldest file that waits, and delete what has had its time; how many things were done."""
        held = self._claim(now)
        if held is not None:
            self._read(held, now, today)
        return (held is not None) + self._forget(now)

    def _claim(self, now: int) -> Any:
        """The file, which no other process reads meanwhile; None where none waits."""
        waits = register_import.c.state == State.WAITING.value, register_import.c.worked_until <= now
        with self._database.reading() as session:
            found = session.execute(select(register_import).where(*waits).order_by(register_import.c.id)).first()
        if found is None:
            return None
        with self._database.writing() as session:
            mine = update(register_import).where(register_import.c.id == found.id, *waits)
            taken = session.execute(mine.values(worked_until=now + LEASE).returning(register_import.c.id)).scalar()
        return found if taken else None

    def _read(self, held: Any, now: int, today: date) -> None:
        try:
            rows = rows_of(self._content(held.id))
        except NotRead as error:
            self._set(held.id, Event.FAIL, problem=error.problem.value)
            return
        head = head_of(rows)
        columns = _columns(held, head)
        names = {"heads": json.dumps(head.words, ensure_ascii=False), "columns": _plain(columns)}
        if lacking(columns):
            self._set(held.id, Event.ASK, **names)
            return
        kept = rows[head.row + 1 :]
        with self._database.writing() as session:
            session.execute(_of(held.id).values(row_count=len(kept), done_count=0, **names))
        if self._write(held.id, kept, self._compared(held, kept, columns, today)):
            self._set(held.id, Event.READ, compared_at=now, problem="")

    def _content(self, import_id: int) -> bytes:
        with self._database.reading() as session:
            sealed = session.scalar(select(register_file.c.content).where(register_file.c.import_id == import_id))
        try:
            return zlib.decompress(
                base64.b64decode(self._ring.unseal(register_file.c.content, import_id, sealed or ""))
            )
        except (NotSealed, KeyMissing) as error:
            raise NotRead(Problem.BROKE) from error

    def _compared(self, held: Any, rows: Sequence[Row], columns: dict[Field, int], today: date) -> list[Compared]:
        checked = [check(number, cells, columns, today) for number, cells in rows]
        among.compare(checked)
        here = Scope(held.made_by, Reach(places=frozenset({held.place_id})))
        with self._database.reading() as session:
            return compare(session, self._ring, here, checked)

    def _write(self, import_id: int, rows: Sequence[Row], found: Sequence[Compared]) -> bool:
        """Write them piece by piece in place of those of an earlier look; False where somebody has put it away."""
        while self._delete(register_row.c.import_id == import_id):
            pass
        for first in range(0, len(found), AT_ONCE):
            began = monotonic()
            pairs = list(zip(rows, found, strict=True))[first : first + AT_ONCE]
            with self._database.writing() as session:
                if not _still_waits(session, import_id):
                    return False
                sealing = self._ring.sealing(session)
                session.execute(insert(register_row), [_row(sealing, import_id, *pair) for pair in pairs])
                done = {"done_count": first + len(pairs), "worked_until": _now() + LEASE}
                session.execute(_of(import_id).values(done))
            if self._stop.wait(REST * (monotonic() - began)):
                return False
        return True

    def _set(self, import_id: int, event: Event, **values: Any) -> None:
        """Say how it went, unless somebody has put the file away meanwhile."""
        state = states.after(State.WAITING, event).value
        with self._database.writing() as session:
            if _still_waits(session, import_id):
                session.execute(_of(import_id).values(state=state, worked_until=0, **values))

    def _forget(self, now: int) -> int:
        """Put away what nobody takes over, and delete what can't be taken back any more; how many rows."""
        with self._database.reading() as session:
            due = list(session.scalars(select(register_import.c.id).where(_is_left(now)).limit(AT_ONCE)))
        if due:
            with self._database.writing() as session:
                values = {"state": State.PUT_AWAY.value, "ended_at": now, "ended_by": "central"}
                session.execute(
                    update(register_import).where(register_import.c.id.in_(due), _is_left(now)).values(values)
                )
                session.execute(delete(register_file).where(register_file.c.import_id.in_(due)))
                audit.note(session, act="register.forget", by="central", detail={"registers": due}, at=now)
        return len(due) + self._delete(_is_over(now)) + self._settle(now)

    def _delete(self, which: ColumnElement[bool]) -> int:
        some = select(register_row.c.id).where(which).limit(AT_ONCE)
        with self._database.reading() as session:
            if session.scalar(some.limit(1)) is None:
                return 0
        with self._database.writing() as session:
            gone = session.execute(delete(register_row).where(register_row.c.id.in_(some)).returning(register_row.c.id))
            return len(gone.all())

    def _settle(self, now: int) -> int:
        """Forget the cells of what can't be taken back any more: the entries stay."""
        with self._database.reading() as session:
            due = select(register_row.c.id).where(_is_settled(now), register_row.c.cells != "").limit(AT_ONCE)
            numbers = list(session.scalars(due))
        if numbers:
            with self._database.writing() as session:
                session.execute(update(register_row).where(register_row.c.id.in_(numbers)).values(cells=""))
        return len(numbers)


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


def _still_waits(session: Session, import_id: int) -> bool:
    chosen = select(register_import.c.state).where(register_import.c.id == import_id).with_for_update()
    return session.scalar(chosen) == State.WAITING.value


def _columns(held: Any, head: Head) -> dict[Field, int]:
    """Which column is what: as a person has said, else by the headings."""
    if not held.columns:
        return mapped(head.words)
    return {Field(name): column for name, column in json.loads(held.columns).items()}


def _plain(columns: dict[Field, int]) -> str:
    return json.dumps({field.value: column for field, column in columns.items()})


def _row(sealing: Any, import_id: int, row: Row, found: Compared) -> dict[str, Any]:
    number, entry = ROWS * import_id + found.checked.row, found.checked.entry
    plain = {
        "cells": json.dumps(row[1], ensure_ascii=False, separators=(",", ":")),
        "said": said(entry),
        "number": entry.number,
        "who": entry.who,
    }
    return {
        "id": number,
        "import_id": import_id,
        "standing": found.standing.value,
        "findings": " ".join(map(str, found.checked.findings)),
        "room_id": found.room_id,
        "before_id": found.before_id,
        "since": entry.since or None,
        "until": entry.until or None,
        **sealing.row(register_row, number, plain),
    }


def _is_left(now: int) -> ColumnElement[bool]:
    """Nobody has taken it over in all this time."""
    is_open = register_import.c.state.in_([state.value for state in states.OPEN])
    return and_(is_open, register_import.c.made_at <= now - states.KEPT)


def _is_settled(now: int) -> ColumnElement[bool]:
    """Of a register that can't be taken back any more."""
    settled = select(register_import.c.id).where(
        register_import.c.state == State.TAKEN.value, register_import.c.taken_at <= now - states.UNDO
    )
    return register_row.c.import_id.in_(settled)


def _is_over(now: int) -> ColumnElement[bool]:
    """What was put away or taken back; and of what can't be taken back any more, all that is no entry that counts."""
    gone = select(register_import.c.id).where(register_import.c.state.in_(GONE))
    no_entry = register_row.c.standing.in_([Standing.SAME.value, Standing.WRONG.value])
    replacing = register_import.alias()
    long_replaced = register_row.c.replaced_by.in_(
        select(replacing.c.id).where(replacing.c.state == State.TAKEN.value, replacing.c.taken_at <= now - states.UNDO)
    )
    return or_(register_row.c.import_id.in_(gone), and_(_is_settled(now), or_(no_entry, long_replaced)))
