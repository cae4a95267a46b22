"""What one process does about a file while no other may. Whoever has lost it writes nothing more.

`worked_until` names the lease: each transaction of the process that has it asks for the moment it wrote itself, and
writes a later one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import time_ns
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.db import Database
from central.rental.registers.states import WORKED
from central.rental.registers.tables import register_import

LENGTH: Final = 3 * 60 * 1000
"""ms for which a process has a file after each piece, and for opening and comparing it."""


class Lost(Exception):
    """Another process has the file by now, or somebody has put it away."""


class Lease:
    """For one file. held: its row as it was found."""

    def __init__(self, database: Database, held: Any, until: int) -> None:
        self.held, self._database, self._until = held, database, until

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction within the lease, which is longer afterwards. Raises Lost, before anything is written."""
        later = max(self._until + 1, time_ns() // 1_000_000 + LENGTH)
        with self._database.writing() as session:
            self._go_on(session, later)
            yield session
        self._until = later

    def end(self, **values: Any) -> None:
        """Say how it went, and let go. Raises Lost."""
        with self.writing() as session:
            session.execute(_of(self.held.id).values(worked_until=0, **values))

    def _go_on(self, session: Session, later: int) -> None:
        mine = _of(self.held.id).where(register_import.c.worked_until == self._until)
        if session.scalar(mine.values(worked_until=later).returning(register_import.c.id)) is None:
            raise Lost


def claim(database: Database, now: int) -> Lease | None:
    """The oldest file that something is to be done about, and that nobody has; None where there is none."""
    waits = register_import.c.state.in_([state.value for state in WORKED]), register_import.c.worked_until <= now
    with database.reading() as session:
        found = session.execute(select(register_import).where(*waits).order_by(register_import.c.id)).first()
    if found is None:
        return None
    until = now + LENGTH
    with database.writing() as session:
        mine = _of(found.id).where(*waits, register_import.c.state == found.state)
        taken = session.scalar(mine.values(worked_until=until).returning(register_import.c.id))
    return Lease(database, found, until) if taken else None


def _of(import_id: int) -> Any:
    return update(register_import).where(register_import.c.id == import_id)
