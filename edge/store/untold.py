"""What was done to the roster and has still to be told: noted in the transaction that did it, until the outbox has it.

The two are files of their own, so no transaction spans both. After a power cut between them it is told again, which
does no harm; that it is never told would.
"""

from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from wire.kinds import BODIES, KIND_OF


class Untold(NamedTuple):
    """What happened (a body of wire.kinds) and when (Unix ms); `number` rises."""

    number: int
    body: msgspec.Struct
    at: int


def add(database: Database, body: msgspec.Struct, at: int) -> None:
    """Note something to be told."""
    row = [at, KIND_OF[type(body)], msgspec.json.encode(body)]
    database.execute("INSERT INTO untold (at, kind, body) VALUES (?, ?, ?)", row)


def rows(database: Database) -> list[Untold]:
    """All that is to be told, in order."""
    found = database.execute("SELECT number, kind, body, at FROM untold ORDER BY number").fetchall()
    return [Untold(number, msgspec.json.decode(body, type=BODIES[kind]), at) for number, kind, body, at in found]


def drop(database: Database, number: int) -> None:
    """All up to `number` is in the outbox."""
    database.execute("DELETE FROM untold WHERE number <= ?", [number])
