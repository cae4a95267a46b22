"""What has had its time is deleted, some rows at a time: of files put away or taken back, and of those that can't be
taken back any more all but the entries. A file that is done with is looked at no more (`settled_at`).

Of a file that is over all goes in one turn, piece by piece with rests between them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.rental.registers import states
from central.rental.registers.columns import Kind
from central.rental.registers.comparing import Standing
from central.rental.registers.states import State
from central.rental.registers.tables import ROWS, register_file, register_import, register_made, register_row

AT_ONCE: Final = 250
"""Rows in one transaction: boxes wait to write meanwhile."""
REST: Final = 0.5
"""After a piece it rests so many times as long as the piece took."""
_GONE: Final = (State.TAKEN_BACK.value, State.PUT_AWAY.value)


class Settling:
    """Looks for what has had its time. stop: ends it between two pieces; the rest goes at a later turn."""

    def __init__(self, database: Database, stop: threading.Event) -> None:
        self._database, self._stop = database, stop

    def turn(self, now: int) -> int:
        """Put away what nobody takes over, and settle one file that is over; how many things were done."""
        return self._put_away(now) + self._settle(now)

    def _put_away(self, now: int) -> int:
        with self._database.reading() as session:
            due = list(session.scalars(select(register_import.c.id).where(_is_left(now)).limit(AT_ONCE)))
        if due:
            with self._database.writing() as session:
                values = {"state": State.PUT_AWAY.value, "ended_at": now, "ended_by": "central", "worked_until": 0}
                left = update(register_import).where(register_import.c.id.in_(due), _is_left(now))
                due = list(session.scalars(left.values(values).returning(register_import.c.id)))
                session.execute(delete(register_file).where(register_file.c.import_id.in_(due)))
                audit.note(session, act="register.forget", by="central", detail={"registers": due}, at=now)
        return len(due)

    def _settle(self, now: int) -> int:
        with self._database.reading() as session:
            chosen = select(*(register_import.c[name] for name in ("id", "kind", "state"))).where(_is_due(now))
            found = session.execute(chosen.order_by(register_import.c.id).limit(1)).first()
        if found is None:
            return 0
        self._go_through(found)
        if found.state == State.TAKEN:
            self._delete(register_row, register_row.c.replaced_by == found.id)
            self._delete(register_made, register_made.c.import_id == found.id)
        with self._database.writing() as session:
            # Stopped, or another process had hold of some: what is left goes at a later turn.
            is_left = (
                exists().where(_is_over(found)),
                exists().where(register_row.c.import_id == found.id, register_row.c.cells != ""),
            )
            done = update(register_import).where(register_import.c.id == found.id, *(~each for each in is_left))
            session.execute(done.values(settled_at=now, heads=""))
        return 1

    def _go_through(self, found: Any) -> None:
        """Of its rows, delete what is over, and forget the cells of the rest: these can't be taken back any more."""
        with self._database.reading() as session:
            last = session.scalar(select(func.max(register_row.c.id)).where(register_row.c.import_id == found.id))
        # By their numbers: PostgreSQL would look again and again for what it has deleted just now.
        for first in range(ROWS * found.id, (last or 0) + 1, AT_ONCE):
            if self._stop.is_set():
                break
            some = register_row.c.id.between(first, first + AT_ONCE - 1)
            with self._piece() as session:
                session.execute(delete(register_row).where(some, _is_over(found)))
                session.execute(update(register_row).where(some, register_row.c.cells != "").values(cells=""))

    def _delete(self, of: Table, which: ColumnElement[bool]) -> None:
        some = delete(of).where(of.c.id.in_(select(of.c.id).where(which).limit(AT_ONCE))).returning(of.c.id)
        gone = 1
        while gone and not self._stop.is_set():
            with self._piece() as session:
                gone = len(session.execute(some).all())

    @contextmanager
    def _piece(self) -> Iterator[Session]:
        """A transaction, and a rest after it."""
        began = monotonic()
        with self._database.writing() as session:
            yield session
        self._stop.wait(REST * (monotonic() - began))


def _is_left(now: int) -> ColumnElement[bool]:
    """Nobody has taken it over in all this time."""
    is_open = register_import.c.state.in_([state.value for state in states.OPEN])
    return and_(is_open, register_import.c.made_at <= now - states.KEPT)


def _is_due(now: int) -> ColumnElement[bool]:
    """It is over, and something of it may still be there that is not kept."""
    taken = and_(register_import.c.state == State.TAKEN.value, register_import.c.taken_at <= now - states.UNDO)
    return and_(register_import.c.settled_at.is_(None), or_(register_import.c.state.in_(_GONE), taken))


def _is_over(found: Any) -> ColumnElement[bool]:
    """Of what was put away or taken back, all; else what is no entry, and entries that it has taken the place of."""
    own: ColumnElement[bool] = register_row.c.import_id == found.id
    # What a file of houses has brought stands in the houses themselves.
    if found.state in _GONE or found.kind == Kind.HOUSES:
        return own
    no_entry = register_row.c.standing.in_([Standing.SAME.value, Standing.WRONG.value])
    return or_(and_(own, no_entry), register_row.c.replaced_by == found.id)
