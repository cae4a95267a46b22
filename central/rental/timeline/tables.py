"""Who asked to see the entries of one person, what a second person answered, and each look that followed.

Times are Unix ms. `timeline_look` is only ever added to; the person it is about sees its rows.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from central.db import BigId, metadata

timeline_ask = Table(
    "timeline_ask",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("registration_id", BigId, ForeignKey("registration.id"), nullable=False, index=True),
    # One of central.web.purposes.OF_PEOPLE, the number of the case, and the asker's own words.
    Column("purpose", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("why", Text, nullable=False),
    # Of which entries; `until` is exclusive.
    Column("begin", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("asked_by", BigId, ForeignKey("staff.id"), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    # One of central.rental.timeline.rules.AskState.
    Column("state", Text, nullable=False),
    Column("decided_by", BigId, ForeignKey("staff.id")),
    Column("decided_at", BigInteger),
    Column("decided_why", Text),
    # Until then somebody may answer; once that was a yes, the entries may be looked at.
    Column("good_until", BigInteger, nullable=False),
    Index(None, "state", "asked_at"),
)

timeline_look = Table(
    "timeline_look",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ask_id", BigId, ForeignKey("timeline_ask.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("by", BigId, ForeignKey("staff.id"), nullable=False),
    # How many entries were shown.
    Column("entries", Integer, nullable=False),
)
