"""Agents, what they let for whom, and rooms that are offered. Times are Unix ms."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, text

from central.db import BigId, metadata
from central.sealed.columns import sealed

agent = Table(
    "agent",
    metadata,
    Column("id", BigId, primary_key=True),
    # One of central.rental.letting.rules.AgentKind.
    Column("kind", Text, nullable=False),
    # The business, and the number of its licence; "" where a sub-landlord has none.
    Column("name", Text, nullable=False, index=True),
    Column("licence", Text, nullable=False),
    # Who is to be called there, and at which number.
    *sealed("contact"),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

_OF_ROOM = text("ended_at IS NULL AND room_id IS NOT NULL")
_OF_HOUSE = text("ended_at IS NULL AND room_id IS NULL")

mandate = Table(
    "mandate",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("agent_id", BigId, ForeignKey("agent.id"), nullable=False, index=True),
    # A whole house; or one room, which counts before its house.
    Column("building_id", BigId, ForeignKey("building.id")),
    Column("room_id", BigId, ForeignKey("room.id")),
    # One of central.rental.letting.rules.Answers.
    Column("answers", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Index("uq_mandate_room_id", "room_id", unique=True, sqlite_where=_OF_ROOM, postgresql_where=_OF_ROOM),
    Index("uq_mandate_building_id", "building_id", unique=True, sqlite_where=_OF_HOUSE, postgresql_where=_OF_HOUSE),
)

_OPEN = text("state IN ('draft', 'offered')")
_DUE = text("look_at IS NOT NULL")

listing = Table(
    "listing",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("room_id", BigId, ForeignKey("room.id"), nullable=False, index=True),
    # One of central.rental.letting.rules.ListingState.
    Column("state", Text, nullable=False, index=True),
    # From which day the room is free, as an ISO date.
    Column("free_from", Text, nullable=False),
    # Yuan a month; None where nobody says.
    Column("rent", Integer),
    Column("words", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    # When it came into its state, by whom, and why where somebody else withdrew it.
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    # Which stay has taken it.
    Column("stay_id", BigId, ForeignKey("stay.id"), index=True),
    # Since when it has to be looked at again, as its room or house may not be let any more; None: it need not.
    Column("look_at", BigInteger),
    Index("ix_listing_look_at", "look_at", sqlite_where=_DUE, postgresql_where=_DUE),
    Index("uq_listing_room_id", "room_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)
