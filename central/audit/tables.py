"""The audit log, where it ends, and how far it was shipped.

Times are Unix milliseconds, digests SHA-256 (32 bytes). Rows of `audit` are only ever added: triggers of the database
refuse to change any, and to delete any that is not in an archive (`audit_head.archived`). A migration that makes the
table anew must make them anew, too.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from central.db import BigId, metadata

audit = Table(
    "audit",
    metadata,
    # From 1, without gaps, in the order of the commits.
    Column("seq", BigId, primary_key=True, autoincrement=False),
    # Which bytes the digest is of (central.audit.rules).
    Column("form", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    # Who: staff:17, person:<opaque id>, terminal:root, box:3 or central.
    Column("by", Text, nullable=False),
    # What was done, subject first: stay.end.
    Column("act", Text, nullable=False),
    # To what: stay:12; "" where there is nothing to name.
    Column("of", Text, nullable=False),
    # For what purpose; "" where none is asked for.
    Column("why", Text, nullable=False),
    # Where the request came from: an address, "terminal", or "".
    Column("origin", Text, nullable=False),
    # A JSON object: names of fields and plain values, nothing that is about a resident.
    Column("detail", Text, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    # Each list is read newest first.
    Index(None, "at", "seq"),
    Index(None, "by", "at", "seq"),
    Index(None, "act", "at", "seq"),
    Index(None, "of", "at", "seq"),
)

audit_head = Table(
    "audit_head",
    metadata,
    # The one row is also the lock that lets writers chain one after the other.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    # The last row that is in an archive, and its digest: the table may begin behind it.
    Column("archived", BigInteger, nullable=False),
    Column("archived_digest", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one"),
    CheckConstraint("archived <= seq", name="archived"),
)

audit_cursor = Table(
    "audit_cursor",
    metadata,
    # Where rows are shipped to, with the host whose file it is.
    Column("target", Text, primary_key=True),
    # The last row that has arrived there.
    Column("seq", BigInteger, nullable=False),
    # The process that ships, until then.
    Column("holder", Text, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    # Since when it has not worked, and why; None while it works.
    Column("failing_since", BigInteger),
    Column("failure", Text, nullable=False),
)
