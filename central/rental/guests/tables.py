"""Guests of stays. Times are Unix ms."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from central.db import BigId, metadata
from central.sealed import numbers
from central.sealed.columns import sealed

guest = Table(
    "guest",
    metadata,
    Column("id", BigId, primary_key=True),
    # What boxes call them: opaque, and no two are alike.
    Column("person", Text, nullable=False, unique=True),
    Column("stay_id", BigId, ForeignKey("stay.id"), nullable=False, index=True),
    # One of central.rental.guests.rules.Kind, and of its GuestState.
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    # One of its Relation; "" for visitors.
    Column("relation", Text, nullable=False),
    *sealed("name"),
    # Of a document; "" where nobody need know it.
    *sealed("number", found_as=numbers.document),
    Column("begin", BigInteger, nullable=False),
    # Exclusive.
    Column("until", BigInteger, nullable=False),
    # What stands for the code (central.rental.guests.codes); "" where they have none: somebody opens for them; and
    # where their visit is over, but for the minutes in which the end of their host's stay may be taken back.
    Column("code", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    # When they have registered at the door, or somebody said so.
    Column("registered_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Index(None, "state", "begin"),
    Index(None, "state", "until"),
    Index(None, "state", "ended_at"),
)
