"""What has had its time is deleted, some rows at a time: of files put away or taken back, and of those that can't be
taken back any more all but the entries. A file that is done with is looked at no more (`settled_at`).
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from central.audit import service as audit
from central.db import Database
from central.rental.registers import states
from central.rental.registers.columns import Kind
from central.rental.registers.comparing import Standing
from central.rental.registers.states import State
from central.rental.registers.tables import register_file, register_import, register_made, register_row

AT_ONCE: Final = 250
"""Rows in one transaction: boxes wait to write meanwhile."""
_GONE: Final = (State.TAKEN_BACK.value, State.PUT_AWAY.value)


class Settling:
    """Looks for what has had its time."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        if not (self._delete(_is_over(found)) or self._forget_cells(found.id)):
            with self._database.writing() as session:
                done = update(register_import).where(register_import.c.id == found.id)
                session.execute(done.values(settled_at=now, heads=""))
                if found.state == State.TAKEN:
                    session.execute(delete(register_made).where(register_made.c.import_id == found.id))
        return 1

    def _delete(self, which: ColumnElement[bool]) -> int:
        some = select(register_row.c.id).where(which).limit(AT_ONCE)
        with self._database.writing() as session:
            gone = session.execute(delete(register_row).where(register_row.c.id.in_(some)).returning(register_row.c.id))
            return len(gone.all())

    def _forget_cells(self, import_id: int) -> int:
        """Forget the cells of what can't be taken back any more: the entries stay."""
        with self._database.writing() as session:
            due = select(register_row.c.id).where(register_row.c.import_id == import_id, register_row.c.cells != "")
            some = update(register_row).where(register_row.c.id.in_(due.limit(AT_ONCE)))
            return len(session.execute(some.values(cells="").returning(register_row.c.id)).all())


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
