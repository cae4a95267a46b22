"""What was done about stays at a front desk; cards that were shown there; who waits in its hall. Times are Unix ms."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from central.db import BigId, metadata
from central.sealed import numbers
from central.sealed.columns import sealed

desk_act = Table(
    "desk_act",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("stay_id", BigId, ForeignKey("stay.id"), nullable=False, index=True),
    # One of central.rental.desk.rules.What.
    Column("act", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("by", Text, nullable=False),
    # How it was before, for taking the act back: the stay's state and beginning, the room's state.
    Column("stay_state", Text, nullable=False),
    Column("begin", BigInteger, nullable=False),
    Column("room_state", Text, nullable=False),
    # Numbers of the registrations that might enter and then might not, separated by spaces.
    Column("granted", Text, nullable=False),
    Column("undone_at", BigInteger),
    Column("undone_by", Text),
)

desk_card = Table(
    "desk_card",
    metadata,
    # What the card says that was shown at the desk; gone soon after the stay is over.
    Column("stay_id", BigId, ForeignKey("stay.id"), primary_key=True, autoincrement=False),
    *sealed("name"),
    *sealed("number", found_as=numbers.document),
    Column("made_at", BigInteger, nullable=False),
)

hall = Table(
    "hall",
    metadata,
    # A front desk where people wait, with one counter or several.
    Column("id", BigId, primary_key=True),
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("counters", Integer, nullable=False),
    # SHA-256 of the secret in the address of its screen, as hexadecimal digits.
    Column("screen", Text, nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("hall_id", BigId, ForeignKey("hall.id"), nullable=False),
    # The day on the town's calendar, and the number, from 1 each day.
    Column("day", Text, nullable=False),
    Column("number", Integer, nullable=False),
    # One of central.rental.desk.queue.TicketState.
    Column("state", Text, nullable=False),
    Column("taken_at", BigInteger, nullable=False),
    Column("called_at", BigInteger),
    # At which counter, and by whom.
    Column("counter", Integer),
    Column("called_by", Text),
    Column("ended_at", BigInteger),
    UniqueConstraint("hall_id", "day", "number"),
    Index(None, "hall_id", "state"),
)
