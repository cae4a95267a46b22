"""A commit that a standby has not confirmed is never taken for one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from central import db
from central.commits import CommitUnsure
from central.db import Database
from tests.fakes import postgres
from tests.stage.waiting import wait_until

_WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
def lonely(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that waits at each commit for a standby that is not there."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; `apt-get install postgresql` brings it")
    monkeypatch.setattr(db, "STATEMENT_TIMEOUT", 300)
    with postgres.running(programs) as url:
        address = url.format("postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'another'")
            connection.execute("SELECT pg_reload_conf()")
            wait_until(lambda: _shown(connection) == "another", "the setting is read")
        yield address


def test_a_cancelled_wait_for_the_standby_is_an_error_and_a_statements_time_out_cancels_none(lonely: str) -> None:
    database = Database(lonely)
    with ThreadPoolExecutor(1) as pool, psycopg.connect(lonely, autocommit=True) as other:
        committing = pool.submit(_keep, database)
        waiting = wait_until(lambda: other.execute(_WAITING).fetchone(), "the commit waits")
        # Longer than a statement may take.
        other.execute("SELECT pg_sleep(0.9)")
        assert other.execute(_WAITING).fetchone() == waiting
        other.execute("SELECT pg_cancel_backend(%s)", waiting)

        with pytest.raises(OperationalError) as raised:
            committing.result(timeout=60)

        assert isinstance(raised.value.orig, CommitUnsure)
        assert other.execute("SELECT count(*) FROM kept").fetchone() == (1,), "neither done nor not done"
    database.close()


def _keep(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("INSERT INTO kept VALUES (1)"))


def _shown(connection: "psycopg.Connection[tuple[str]]") -> str | None:
    found = connection.execute("SHOW synchronous_standby_names").fetchone()
    return found and found[0]
