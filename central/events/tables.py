"""Events: each says that something happened to a thing, by its number, and nothing about a person.

Times are Unix milliseconds.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from central.db import BigId, metadata

event = Table(
    "event",
    metadata,
    Column("id", BigId, primary_key=True),
    # What receivers know it by: random, so that no two databases, and no copy put back, ever give the same twice.
    Column("token", Text, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    # One of central.events.service.Kind.
    Column("kind", Text, nullable=False),
    # To what: stay:12.
    Column("of", Text, nullable=False),
    # At whose house; None where it is no house's.
    Column("box_id", BigId, ForeignKey("box.id")),
    # When it was put with everybody who asked for it; None until then.
    Column("spread_at", BigInteger),
    Index(None, "spread_at", "id"),
)
