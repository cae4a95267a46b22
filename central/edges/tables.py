"""Boxes, their claim codes, what they have sent (kept as it came), what the pages read of it (projections), and what
boxes were ordered to do.

Times are Unix ms; digests are 32 bytes. No column can hold a face: bodies pass `wire.faceless` before they are kept.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from central.db import BigId, metadata

box = Table(
    "box",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("thumbprint", Text, nullable=False, unique=True),
    Column("version", Text, nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("last_seen", BigInteger),
    # The box's clock minus central's, ms, at the last request (a request's time has whole seconds).
    Column("clock_offset", BigInteger),
    Column("revoked_at", BigInteger),
    # The id of the last order it was given.
    Column("last_order", BigInteger, nullable=False, server_default="0"),
    # The public key of central's that it was told last.
    Column("seals_for", Text),
    # Where the house stands; the town, until somebody says.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, server_default="1", index=True),
)

claim_code = Table(
    "claim_code",
    metadata,
    Column("id", BigId, primary_key=True),
    # SHA-256 of the normalised code: a copy of the database opens no door to central.
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("box_id", BigId, ForeignKey("box.id")),
    Column("revoked_at", BigInteger),
    # Where the box will stand.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, server_default="1"),
    # Who made it may not bring back a box that the office has shut out, or take one over.
    Column("only_new", Boolean, nullable=False, server_default=false()),
)

nonce = Table(
    "nonce",
    metadata,
    Column("thumbprint", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("thumbprint", "nonce"),
    Index(None, "thumbprint", "seen_at"),
    sqlite_with_rowid=False,
)

failure = Table(
    "failure",
    metadata,
    # Which form was given something wrong, and by whom: an address, or whom the form tells apart.
    Column("form", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False, index=True),
    PrimaryKeyConstraint("form", "who"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("outbox", Text, nullable=False),
    # The cursor: every record up to and including `seq` is kept, the last with `digest`.
    Column("seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    # Records up to this one are kept no longer; the digest of that one, if it says which record it was.
    Column("forgotten", BigInteger, nullable=False, server_default="0"),
    Column("forgotten_digest", LargeBinary),
    # When the last record was made, Unix ms by the box's time, but never later than it came; NULL before it is known.
    Column("told_at", BigInteger),
    # Two boxes that name the same outbox do not meet.
    UniqueConstraint("box_id", "outbox"),
)

stretch = Table(
    "stretch",
    metadata,
    # Records `first` … `last` of an outbox, kept as they came: no gaps between the stretches of one outbox.
    Column("outbox_id", BigId, ForeignKey("outbox.id"), nullable=False),
    Column("last", BigInteger, nullable=False, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    # Of the last record; whether it says which record that is.
    Column("digest", LargeBinary, nullable=False),
    Column("is_proven", Boolean, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    # Which kinds of records can be read in it (stretches.kinds_in).
    Column("kinds", Text, nullable=False),
    # Last, so that looking past a stretch does not read it.
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("outbox_id", "last"),
)

projected = Table(
    "projected",
    metadata,
    # Up to which record of an outbox the pages show all there is. Apart from the outbox, whose row each request holds.
    Column("outbox_id", BigId, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)

door = Table(
    "door",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("lock_state", Text),
    Column("lock_detail", Text),
    Column("lock_since", BigInteger),
    # When staff allowed a way of opening again last, which, and who.
    Column("allowed_at", BigInteger),
    Column("allowed_way", Text),
    Column("allowed_by", Text),
    # Here also when the entry itself is forgotten.
    Column("last_entry_at", BigInteger),
    Column("last_entry_granted", Boolean),
    UniqueConstraint("box_id", "name"),
)

matter = Table(
    "matter",
    metadata,
    # Something staff should look at. While it is open there is one row of it, however often it is told.
    Column("id", BigId, primary_key=True),
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    # None: it is about the box.
    Column("door_id", BigId, ForeignKey("door.id")),
    Column("code", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    # Who has looked at it; None where it is over by itself.
    Column("settled_by", Text),
    Index(None, "settled_at", "box_id"),
)

_KNOWN = text("person IS NOT NULL")

entry = Table(
    "entry",
    metadata,
    # On PostgreSQL in parts, one for each week of `received_at` (weeks.py), which then belongs to every key.
    # `id` is in the order of commit: who has seen n will find all that is new above n (projection.py sees to it).
    Column("id", BigId, primary_key=True),
    Column("outbox_id", BigId, ForeignKey("outbox.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("door_id", BigId, ForeignKey("door.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("person", Text),
    Column("score", Float),
    Column("held_back", Boolean, nullable=False, server_default=false()),
    # Who of the staff opened, and their words; null for every other way.
    Column("by", Text),
    Column("why", Text),
    # What became of the release; null until the box says so.
    Column("release", Text),
    Column("frame_to_strike", BigInteger),
    Column("strike_to_answer", BigInteger),
    UniqueConstraint("outbox_id", "seq", "received_at"),
    Index(None, "door_id", "id"),
    Index(None, "at", "granted"),
    # One person's own: most doors see too many others to be read for that.
    Index(None, "person", "id", sqlite_where=_KNOWN, postgresql_where=_KNOWN),
    sqlite_autoincrement=True,
)

entry_count = Table(
    "entry_count",
    metadata,
    # How many entries there are of a quarter of an hour (Unix ms of the door's time, divided by 900,000) at a door: the
    # days of every town begin with one.
    Column("quarter", BigInteger, nullable=False, autoincrement=False),
    Column("door_id", BigId, ForeignKey("door.id"), nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("quarter", "door_id", "granted"),
    sqlite_with_rowid=False,
)

entry_day = Table(
    "entry_day",
    metadata,
    # The same of a whole day of China's (counting.DAY_OF), so that two weeks of a town are few rows.
    Column("day", BigInteger, nullable=False, autoincrement=False),
    Column("door_id", BigId, ForeignKey("door.id"), nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("day", "door_id", "granted"),
    sqlite_with_rowid=False,
)

seen = Table(
    "seen",
    metadata,
    # When a house let somebody in last, Unix ms of the door's time, but never later than central heard of it.
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    # As the box calls them.
    Column("person", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("box_id", "person"),
    sqlite_with_rowid=False,
)

recount = Table(
    "recount",
    metadata,
    # Always 1: the last one, or the one under way.
    Column("id", BigId, primary_key=True),
    Column("begun_at", BigInteger, nullable=False),
    # Until which moment entries were counted again, how many in all, and how many rows of counts were wrong.
    Column("upto", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("mended", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)

box_order = Table(
    "box_order",
    metadata,
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("id", BigInteger, nullable=False, autoincrement=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires", BigInteger),
    Column("kind", Text, nullable=False),
    # JSON as it travels (wire.orders).
    Column("body", LargeBinary, nullable=False),
    # Which thing it says the state of; a later order about the same takes its place. None: of the moment only.
    Column("subject", Text),
    # What the box answered; null until it has.
    Column("outcome", Text),
    Column("detail", Text),
    Column("settled_at", BigInteger),
    PrimaryKeyConstraint("box_id", "id"),
    Index(None, "box_id", "subject", "id"),
)

sealing_key = Table(
    "sealing_key",
    metadata,
    # Always 1: there is one.
    Column("id", BigId, primary_key=True),
    # As it travels (wire.sealed); the private half is in a file.
    Column("public_key", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
