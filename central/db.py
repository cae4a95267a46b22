"""The database: SQLite in a file, or PostgreSQL by URL; the same code runs on both.

A subject describes its tables in its own tables.py on the one `metadata`, and works in a Session of

- `reading()`: one consistent view, nothing is kept; or
- `writing()`: committed when the block ends, rolled back when it raises. SQLite has one writer at a time, so this
  waits for its turn at the beginning (BEGIN IMMEDIATE), never in the middle.

A session lives as long as its block. A page may take `session()`, the reading session of the request.
"""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import Any, cast

from flask import Flask, current_app, g
from sqlalchemy import BigInteger, Dialect, Engine, Integer, MetaData, Table, create_engine, event, insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from central.commits import SureConnection
from central.errors import ConfigError

log = logging.getLogger(__name__)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of central. Constraints are named, so that a migration can change them on both databases."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number: 64 bits on both (only an INTEGER key is SQLite's own row number)."""

BUSY_TIMEOUT = 5000
"""How long SQLite waits for its turn to write, ms."""
CONNECT_TIMEOUT = 2
"""How long PostgreSQL may take to accept a connection, s."""
STATEMENT_TIMEOUT = 10_000
"""How long PostgreSQL may take over one statement, ms. A commit is none: it waits for a standby however long."""
_FROM_A_DEAD_HOST = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}
"""A host that went without a word is given up after about 20 s of silence (s, s, times; ms)."""
_EVERY_ENGINE: dict[str, Any] = {"pool_size": 16, "max_overflow": 16, "hide_parameters": True}
"""What is written never stands in an error's words: they go to the log."""
ANALYSED = 400
"""Rows of each index that SQLite looks at to choose by: some hundredths of a second where there are 15 million."""
ROWS_AT_ONCE = 125
"""Measured with SQLite: 500 at once gain nothing more, and the rest of a batch goes row by row."""


class Database:
    """The engine of one database and the sessions on it."""

    def __init__(self, url: str) -> None:
        """Takes `sqlite:///PATH` or `postgresql://…`; connects only when first used. Raises ConfigError."""
        self.engine = _engine(_checked(url))
        self.reader = _with_one_view(self.engine)
        self._writer = self.engine.execution_options(menlu_writes=True)
        self._free = Lock() if self.engine.dialect.name == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session with one view of the data; what is changed in it is not kept."""
        with Session(self.reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may change the data; committed at the end, rolled back on any exception."""
        with self._turn(), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One thread of this process writes to SQLite at a time, and the next is woken when it is done.

        SQLite by itself has those that wait look again after ever longer sleeps. It still does so between processes,
        and for whoever has waited here in vain.
        """
        if self._free is None or not self._free.acquire(timeout=BUSY_TIMEOUT / 1000):
            yield
            return
        try:
            yield
        finally:
            self._free.release()

    def analyse(self) -> None:
        """Have SQLite look at what its tables hold: it then knows which index finds the fewer rows.

        Without, it takes a landlord's few rooms and a town's open registrations for equally many. PostgreSQL does so
        by itself; SQLite's own `PRAGMA optimize` leaves out what the connection has not asked for yet.
        """
        if self._free is None:
            return
        try:
            with self._turn(), self._writer.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA analysis_limit = {ANALYSED}")
                connection.exec_driver_sql("ANALYZE")
        except OperationalError as error:
            log.warning("the tables were not looked at, which the next night makes up for: %s", error.orig)

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def insert_many(session: Session, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows: tuples in the order of the table's columns, without a number `id` the database gives.

    The values go to the driver as they are, past what SQLAlchemy does for each (it would take longer than SQLite), and
    ROWS_AT_ONCE in one statement, which both databases do quicker than one by one.
    """
    connection = session.connection()
    head, values = _insertion(table, connection.dialect)
    whole = len(rows) - len(rows) % ROWS_AT_ONCE
    for first in range(0, whole, ROWS_AT_ONCE):
        together = tuple(chain.from_iterable(rows[first : first + ROWS_AT_ONCE]))
        connection.exec_driver_sql(head + ", ".join([values] * ROWS_AT_ONCE), together)
    if whole < len(rows):
        connection.exec_driver_sql(head + values, list(rows[whole:]))


@lru_cache
def _insertion(table: Table, dialect: Dialect) -> tuple[str, str]:
    """An INSERT up to VALUES, and the placeholders of one row."""
    columns = [column.name for column in table.c if column.name != "id"]
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=columns)
    assert compiled.positiontup == columns
    head, word, values = compiled.string.partition("VALUES ")
    return head + word, values


def init_app(app: Flask, database: Database) -> None:
    """Give `app` its database, and every request the chance of one session, closed at its end."""
    app.extensions["menlu-database"] = database
    app.teardown_appcontext(_close_session)


def database_of(app: Flask) -> Database:
    """The database `app` was given."""
    return cast(Database, app.extensions["menlu-database"])


def database() -> Database:
    """The database of the current app."""
    return database_of(current_app)


def session() -> Session:
    """The reading session of the current request, opened when first asked for."""
    if "session" not in g:
        g.session = Session(database().reader)
    return cast(Session, g.session)


def _close_session(_: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()


def _checked(url: str) -> URL:
    accepted = "accepted are sqlite:///PATH and postgresql://USER@HOST/NAME"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"database = {url!r} is not an address; {accepted}") from error
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise ConfigError(f"database = {shown!r} is of a kind central does not work with; {accepted}")
    if parsed.database in (None, "", ":memory:"):
        raise ConfigError(f"database = {shown!r} names no file, so nothing would be kept; {accepted}")
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        options = f"-c statement_timeout={STATEMENT_TIMEOUT}"
        arguments = {"connect_timeout": CONNECT_TIMEOUT, "options": options, **_FROM_A_DEAD_HOST}
        # Positional, so that `insert_many` can hand tuples on.
        engine = create_engine(url, connect_args=arguments, paramstyle="format", pool_pre_ping=True, **_EVERY_ENGINE)
        event.listen(engine, "do_connect", _connect_postgresql)
        return engine
    # The connection used last comes first: its cache of pages and statements is still warm.
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT / 1000}, pool_use_lifo=True, **_EVERY_ENGINE)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _with_one_view(engine: Engine) -> Engine:
    """The engine for sessions that read. SQLite keeps to what there was at the first question by itself."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def _connect_postgresql(_dialect: Any, _record: Any, given: Any, named: Any) -> SureConnection:
    return SureConnection.connect(*given, **named)


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver must not begin transactions by its own rules: it would do so too late, and not at all for reads.
    connection.isolation_level = None
    # FULL: what was acknowledged survives a power cut; in WAL mode NORMAL may lose the last commits.
    # 16 MB of pages are kept: what the reports of a whole town count fits, and SQLite's own 2 MB hold a tenth of it.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("menlu_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
