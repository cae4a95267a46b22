"""What a watcher is told: alive is not ready, and neither asks who is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from central.app import create_app
from central.audit import service as audit
from central.audit.shipping import LATE
from central.config import Config
from central.db import database_of
from tests.fakes.town import now


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    made = create_app(Config(url, sealing_key=str(tmp_path / "sealing-key")))
    yield made
    database_of(made).close()


def asked(client: FlaskClient, path: str) -> tuple[int, str]:
    response = client.get(path)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    return response.status_code, response.text.strip()


def test_a_sound_process_is_alive_and_ready(app: Flask) -> None:
    assert asked(app.test_client(), "/healthz") == (200, "alive")
    assert asked(app.test_client(), "/readyz") == (200, "ready")


def test_with_the_tables_of_another_version_it_is_alive_but_not_ready(app: Flask) -> None:
    with database_of(app).writing() as session:
        [step] = session.execute(text("SELECT version_num FROM alembic_version")).scalars()
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        answers = [asked(app.test_client(), path) for path in ("/healthz", "/readyz")]
    finally:
        with database_of(app).writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})

    assert answers == [(200, "alive"), (503, "the tables are not those of this version")]


def test_with_a_broken_database_it_is_alive_but_not_ready(sqlite_url: str) -> None:
    app = create_app(Config(sqlite_url))
    database_of(app).close()
    Path(sqlite_url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1000)

    assert asked(app.test_client(), "/healthz") == (200, "alive")
    assert asked(app.test_client(), "/readyz") == (503, "the database does not answer")


@pytest.mark.parametrize(
    ("age", "words"), [(0, "ready"), (LATE + 1000, "ready, but the copy of the audit log is late")]
)
def test_a_copy_of_the_log_that_is_late_is_told_and_sends_nobody_away(
    sqlite_url: str, tmp_path: Path, age: int, words: str
) -> None:
    app = create_app(Config(sqlite_url, audit_file=str(tmp_path / "gone" / "audit")))
    with database_of(app).writing() as session:
        audit.note(session, act="stay.end", by="staff:1", at=now() - age)

    answer = asked(app.test_client(), "/readyz")
    database_of(app).close()

    assert answer == (200, words)
