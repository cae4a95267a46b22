"""Work items, what was done about each, and the numbers that the office has chosen for their rules.

Times are Unix ms. `work_note` is only ever added to, until what it is about is forgotten (forgetting.py).
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, column

from central.db import BigId, metadata

_IS_OPEN = column("closed_at").is_(None)

work_item = Table(
    "work_item",
    metadata,
    Column("id", BigId, primary_key=True),
    # One of the kinds that a subject has declared (rules.Kind).
    Column("kind", Text, nullable=False),
    # What it is about, by names of the subject's own; "" once that is forgotten.
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    # The same for people: a house, a room, a door; nothing of a person.
    Column("about", Text, nullable=False),
    # Where that lies; those who look after the place see it.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, index=True),
    # Whose it is; None: whoever looks after the place.
    Column("owner_id", BigId, ForeignKey("staff.id"), index=True),
    Column("clock_id", BigId, ForeignKey("clock.id")),
    Column("opened_at", BigInteger, nullable=False),
    # closed_by: somebody's name, None where the facts have changed; why: their reason.
    Column("closed_at", BigInteger),
    Column("closed_by", Text),
    Column("why", Text),
    Index(None, "closed_at", "id"),
    Index(None, "kind", "closed_at"),
    # One at a time for each rule and subject.
    Index(
        "uq_work_item_open",
        "kind",
        "subject_kind",
        "subject_id",
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
)

work_note = Table(
    "work_note",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("item_id", BigId, ForeignKey("work_item.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    # One of central.work.rules.Event.
    Column("event", Text, nullable=False),
    Column("by", Text, nullable=False),
    # A comment, a reason, or whose it is now.
    Column("words", Text, nullable=False),
)

work_setting = Table(
    "work_setting",
    metadata,
    # A kind of work, or another rule's name: the number that the office has chosen in place of what is usual.
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)
