"""What the tests of the log share: noting, and reading what there is."""

from typing import Any

from sqlalchemy import Row, select

from central.audit import service as audit
from central.audit.tables import audit as table
from central.db import Database

AT = 1_764_000_000_000


def note(database: Database, *acts: str, **fields: Any) -> None:
    """One transaction that does these acts."""
    with database.writing() as session:
        for act in acts:
            audit.note(session, **{"by": "staff:17", "act": act, "at": AT, **fields})


def rows(database: Database) -> list[Row[Any]]:
    """The whole log, in order."""
    with database.reading() as session:
        return list(session.execute(select(table).order_by(table.c.seq)))


def acts(database: Database) -> list[str]:
    return [row.act for row in rows(database)]
