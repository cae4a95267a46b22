"""Rings of the bells (`central.live`) reach the other processes that work on the same database.

PostgreSQL carries them as notices (NOTIFY), on a connection that is used for nothing else. They are sent after the
commit and apart from it: a notice inside a transaction would let only one such transaction commit at a time. What a
notice can't tell, for it was lost or there are none (SQLite), three numbers in the database do, looked at every second:
the one that has changed rings its bell. So a lost notice costs a second and nothing else.
"""

import logging
import select
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, cast

import psycopg
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from central.db import Database, database_of
from central.edges import service as edges
from central.events import service as events
from central.live import Bell, bell_of, event_bell_of, order_bell_of

log = logging.getLogger(__name__)

CHANNEL = "menlu"
"""PostgreSQL's channel; a notice on it is the name of a bell."""
LOOK_AGAIN = 1.0
"""s between two looks at the numbers."""
REST = 0.1
"""s between two notices: many rings are passed on as one."""
AWAY = 2.0
"""s until a database that did not answer is asked again."""


class Ringing:
    """One process's part, in a thread of its own."""

    def __init__(self, database: Database, bells: Mapping[str, Bell]) -> None:
        """`bells`: those of the process, by the names of the numbers in `_marks`."""
        self._database, self._bells = database, bells
        self._waking, self._wake = socket.socketpair()
        self._waking.setblocking(False)
        self._wake.setblocking(False)
        self._rung: SimpleQueue[str] = SimpleQueue()
        self._stop = threading.Event()
        self._seen: Mapping[str, int] = {}
        self._looked = 0.0
        self._thread = threading.Thread(target=self._run, name="ringing", daemon=True)

    def start(self) -> None:
        """Begin to carry rings to and fro."""
        if _tells(self._database):
            for name, bell in self._bells.items():
                bell.carry(partial(self._note, name))
        self._thread.start()

    def stop(self) -> None:
        """Carry no more."""
        for bell in self._bells.values():
            bell.carry(None)
        self._stop.set()
        self._nudge()
        self._thread.join(timeout=10)
        self._wake.close()
        self._waking.close()

    def _note(self, name: str) -> None:
        self._rung.put(name)
        self._nudge()

    def _nudge(self) -> None:
        # Full: it is being woken anyway. Closed: it is over.
        with suppress(OSError):
            self._wake.send(b"\0")

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._carry()
            except (OperationalError, psycopg.OperationalError) as error:
                log.warning("no ring goes to other processes until the database answers: %s", error)
            except Exception:
                # One fault must not end it: every page would be late from then on.
                log.exception("carrying rings to other processes failed; trying again")
            self._stop.wait(AWAY)

    def _carry(self) -> None:
        with _line(self._database) as line:
            self._look()
            # Who knows what was rung while nobody listened here.
            self._echo(self._bells)
            while not self._stop.is_set():
                self._await(*line)
                for connection in line:
                    # In this order: a notice that comes with the answer to ours is read with it, and wakes nobody.
                    self._send(connection)
                    self._hear(connection)
                self._look()

    def _await(self, *connections: psycopg.Connection[Any]) -> None:
        """Until there is something to do, or to look at."""
        sources: list[socket.socket | psycopg.Connection[Any]] = [self._waking, *connections]
        select.select(sources, [], [], LOOK_AGAIN)
        with suppress(BlockingIOError):
            while self._waking.recv(4096):
                pass

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        own = connection.info.backend_pid
        self._echo({notice.payload for notice in connection.notifies(timeout=0) if notice.pid != own})

    def _send(self, connection: psycopg.Connection[Any]) -> None:
        rung = set()
        with suppress(Empty):
            while True:
                rung.add(self._rung.get_nowait())
        for name in rung:
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, name))
        if rung:
            self._stop.wait(REST)

    def _look(self) -> None:
        """Ring the bells whose number has changed since the last look."""
        if time.monotonic() - self._looked < LOOK_AGAIN:
            return
        with self._database.reading() as session:
            found = _marks(session)
        seen, self._seen, self._looked = self._seen or found, found, time.monotonic()
        self._echo([name for name in self._bells if seen[name] != found[name]])

    def _echo(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._bells:
                self._bells[name].echo()


def _marks(session: Session) -> dict[str, int]:
    """Bell → a number that is another when it has to ring."""
    return {**edges.marks(session)._asdict(), "events": events.newest(session)}


def _tells(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


@contextmanager
def _line(database: Database) -> Iterator[list[psycopg.Connection[Any]]]:
    """The connection that carries notices; none with a database that has no such thing."""
    if not _tells(database):
        yield []
        return
    with closing(_own_connection(database)) as connection:
        connection.autocommit = True
        connection.execute("SET application_name = 'menlu-ringing'")
        # A notice is a hint: it waits for no disk and no standby.
        connection.execute("SET synchronous_commit = off")
        connection.execute(f"LISTEN {CHANNEL}")
        yield [connection]


def _own_connection(database: Database) -> psycopg.Connection[Any]:
    """A connection that the pool knows nothing of any more: whatever becomes of it, nobody else is handed it."""
    with database.engine.connect() as opened:
        opened.detach()
        connection = cast(psycopg.Connection[Any], opened.connection.dbapi_connection)
        opened.invalidate()
    return connection


@contextmanager
def ringing(app: Flask) -> Iterator[None]:
    """Carry the rings of `app` to other processes, and theirs to it, until the block ends."""
    bells = {"records": bell_of(app), "orders": order_bell_of(app), "events": event_bell_of(app)}
    carrier = Ringing(database_of(app), bells)
    carrier.start()
    try:
        yield
    finally:
        carrier.stop()
