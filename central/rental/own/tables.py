"""How somebody who has registered comes to what is kept of them, and what they have asked for. Times are Unix ms."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from central.db import BigId, metadata
from central.sealed.columns import sealed

own_access = Table(
    "own_access",
    metadata,
    # One at a time: a new link takes the place of the old.
    Column("registration_id", BigId, ForeignKey("registration.id"), primary_key=True, autoincrement=False),
    # SHA-256 of what stands in the link, and of the code that goes another way: a copy of the database opens nothing.
    Column("link", Text, nullable=False, unique=True),
    Column("code", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
    # Wrong codes since it was made.
    Column("failures", Integer, nullable=False),
)

own_request = Table(
    "own_request",
    metadata,
    Column("id", BigId, primary_key=True),
    # Who asks: somebody who has registered, a landlord, or an agent.
    Column("registration_id", BigId, ForeignKey("registration.id"), index=True),
    Column("landlord_id", BigId, ForeignKey("staff.id"), index=True),
    Column("agent_id", BigId, ForeignKey("agent.id"), index=True),
    # One of central.rental.own.rules.Kind, and of central.rental.own.rules.State.
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    # What of the person is to be corrected (central.rental.own.rules: FIELDS, LANDLORD_FIELDS, AGENT_FIELDS); ""
    # otherwise.
    Column("field", Text, nullable=False),
    # What stands there and what should, and the answer's own words.
    *sealed("old"),
    *sealed("new"),
    *sealed("words"),
    Column("asked_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger),
    Column("answered_by", Text),
    # Why it was closed without the box's proof: one of central.rental.own.rules.Lost; None otherwise.
    Column("why", Text),
    Index(None, "state", "asked_at"),
)
