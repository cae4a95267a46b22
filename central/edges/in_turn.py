"""Whoever writes entries, or what is counted of them, does so in turn.

So entries get their ids in the order of commit, and nobody who mends counts waits for a row of somebody who waits for
one of theirs.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_IN_TURN: Final = 0x656E747279
"""Key of PostgreSQL's advisory lock."""


def take_turn(session: Session) -> None:
    """Wait until nobody else writes them, and let others wait until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IN_TURN})
