"""What the shell keeps for people: filters they have saved, forms that were cut off, forms that were sent.

Times are Unix milliseconds.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, UniqueConstraint

from central.db import BigId, metadata

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    # The name of a central.web.lists.Listing.
    Column("list", Text, nullable=False),
    Column("name", Text, nullable=False),
    # As an address says it, without what stands before the question mark.
    Column("query", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("staff_id", "list", "name"),
)

kept_form = Table(
    "kept_form",
    metadata,
    # SHA-256 of the secret that the browser holds, as hexadecimal digits.
    Column("digest", Text, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    # The fields, sealed with a key made of that secret: nobody reads them here.
    Column("sealed", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

sent_form = Table(
    "sent_form",
    metadata,
    # SHA-256 of person, address and the form's own key, as hexadecimal digits.
    Column("digest", Text, primary_key=True),
    Column("sent_at", BigInteger, nullable=False, index=True),
    # Where the answer led, and what it said; "" and the page that it was, sealed with a key made of the form's own.
    # NULL while it is being worked on.
    Column("location", Text),
    Column("said", Text),
)
