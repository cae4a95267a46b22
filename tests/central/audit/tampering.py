"""Changing the log behind central's back: the triggers that refuse it are left out first."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from central.db import Database

_TRIGGERS = ("audit_stays", "audit_is_kept", "audit_goes_on", "audit_head_goes_on", "audit_head_is_kept")


@contextmanager
def tampering(database: Database) -> Iterator[Session]:
    """A writing session of somebody who may do anything to the database."""
    with database.writing() as session:
        if database.engine.dialect.name == "sqlite":
            for trigger in _TRIGGERS:
                session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        else:
            # A superuser leaves triggers out; the next test finds them again.
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
