"""Files of registers that somebody has brought, and their rows. Times are Unix ms, days ISO dates.

A row that can be taken over *is* the entry: it counts from the moment its file is taken over, which is one write to one
row, and no longer when that is taken back. So nothing is ever half taken over.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from central.db import BigId, metadata
from central.sealed import numbers
from central.sealed.columns import sealed

register_import = Table(
    "register_import",
    metadata,
    Column("id", BigId, primary_key=True),
    # The part of town it is of: rooms elsewhere are not looked for.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, index=True),
    # Of what: one of central.rental.registers.columns.Kind.
    Column("kind", Text, nullable=False, server_default="residents"),
    # One of central.rental.registers.states.State.
    Column("state", Text, nullable=False),
    # What whoever brought it calls it; never the file's name, which may be somebody's.
    Column("called", Text, nullable=False),
    # The headings, JSON: what stands in a first row may be somebody's name.
    *sealed("heads"),
    # Which column is what, JSON; "" until that is known.
    Column("columns", Text, nullable=False, default=""),
    Column("problem", Text, nullable=False, default=""),
    Column("row_count", Integer, nullable=False, server_default="0"),
    Column("done_count", Integer, nullable=False, server_default="0"),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    # Until then one process works on it, and others leave it alone (leases.py).
    Column("worked_until", BigInteger, nullable=False, server_default="0"),
    # When it was compared with what there is.
    Column("compared_at", BigInteger),
    Column("taken_at", BigInteger),
    Column("taken_by", Text),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    # When all was deleted of it that is not kept; it is looked at no more.
    Column("settled_at", BigInteger),
    Index(None, "state", "made_at"),
)

register_file = Table(
    "register_file",
    metadata,
    # What stands in its cells and nothing else of it, packed; deleted when it is taken over or put away.
    Column("import_id", BigId, ForeignKey("register_import.id"), primary_key=True, autoincrement=False),
    *sealed("content"),
)

register_row = Table(
    "register_row",
    metadata,
    # The number of its file × ROWS + that of the row in the sheet.
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("import_id", BigId, ForeignKey("register_import.id"), nullable=False),
    # One of central.rental.registers.comparing.Standing.
    Column("standing", Text, nullable=False),
    # Which field, and what about it (central.rental.registers.checking.Finding), separated by spaces.
    Column("findings", Text, nullable=False),
    Column("room_id", BigId, ForeignKey("room.id"), index=True),
    # The entry that says the same, or that this one takes the place of.
    Column("before_id", BigId, index=True),
    # The file that brought what stands in place of this entry; None for one that counts.
    Column("replaced_by", BigId, ForeignKey("register_import.id"), index=True),
    Column("since", Text),
    Column("until", Text),
    # All cells as they came, JSON, for the file with complaints; "" when the file can't be taken back any more.
    *sealed("cells"),
    # central.rental.registers.checking.Entry, JSON. Found by: whether another row says the same.
    *sealed("said", found_as=str),
    *sealed("number", found_as=numbers.document),
    # By what two numbers may be one person's.
    *sealed("who", found_as=str),
    Index(None, "import_id", "standing", "id"),
)

register_made = Table(
    "register_made",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("import_id", BigId, ForeignKey("register_import.id"), nullable=False, index=True),
    # What was made of its rows, so that it can be taken back: landlord, building or room, and its number.
    Column("kind", Text, nullable=False),
    Column("number", BigId, nullable=False),
)

ROWS = 1_000_000
"""More than a sheet has rows."""
