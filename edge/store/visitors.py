"""Visitors on the roster: they may enter for a while by a code that central gave, and are known by nothing else."""

from dataclasses import dataclass, field

from sqlite_utils import Database

from edge.access import Standing
from edge.store.keeper import Keeper, name_context

NAME = "访客 visitor"
"""What a technician reads in the place of a name, which no box is told."""
GIVEN = "given:"
"""Before the digest of a visitor's code: central made it, where this box's key is not known."""
_STORE = (
    "INSERT INTO people (person, name, standing, valid_from, valid_until, room) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (person) DO UPDATE SET standing = excluded.standing, valid_from = excluded.valid_from,"
    " valid_until = excluded.valid_until, room = excluded.room"
)


@dataclass(frozen=True)
class Visitor:
    """One visitor. begin, until: Unix ms, `until` exclusive. code: as `edge.credentials.pin.given` made it."""

    person: str
    room: str
    begin: int
    until: int
    code: str = field(repr=False)


def store(database: Database, keeper: Keeper, visitor: Visitor) -> None:
    """Keep a visitor, new or changed. They are of no stay: they take nobody's place there."""
    name = keeper.seal(NAME.encode(), name_context(visitor.person))
    row = [visitor.person, name, Standing.ACTIVE.value, visitor.begin, visitor.until, visitor.room]
    database.execute(_STORE, row)
    database.execute("INSERT OR REPLACE INTO pins VALUES (?, ?)", [visitor.person, visitor.code])


def is_visitor(database: Database, person: str) -> bool:
    """Whether somebody on the roster opens by such a code."""
    row = database.execute("SELECT digest FROM pins WHERE person = ?", [person]).fetchone()
    return row is not None and row[0].startswith(GIVEN)
