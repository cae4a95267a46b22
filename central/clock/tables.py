"""Clocks and all that happened to them; what staff have said of days; whose turn it is to bring what time brings.

Times are Unix milliseconds, days ISO dates. `clock_event` and `calendar_change` are only ever added to.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, column

from central.clock.states import OPEN
from central.db import BigId, metadata

_IS_OPEN = column("state").in_([state.value for state in sorted(OPEN)])

clock = Table(
    "clock",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("rule", Text, nullable=False),
    # The whole rule as it was at the start, as JSON (central.clock.rules.Rule).
    Column("terms", Text, nullable=False),
    # What it is about, by names of the subject's own.
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    # Who has to see to it, by a name of the subject's own.
    Column("owner", Text, nullable=False),
    # One of central.clock.states.State.
    Column("state", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("extended", Integer, nullable=False),
    # As it was last counted; of a clock that is paused it means nothing.
    Column("due_at", BigInteger, nullable=False),
    Column("is_provisional", Boolean, nullable=False),
    # The mark of the calendar it was counted by.
    Column("calendar", Text, nullable=False),
    # The next of the rule's stages, and its moment: what was brought once is never brought again.
    Column("next_stage", Integer, nullable=False),
    Column("next_at", BigInteger),
    Column("ended_at", BigInteger),
    # Where what it is about lies.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, server_default="1", index=True),
    Index(None, "state", "due_at", "id"),
    Index(None, "next_at", "id"),
    Index(None, "ended_at", "id"),
    Index(None, "subject_kind", "subject_id"),
    # One at a time for each rule and subject.
    Index(
        "uq_clock_open",
        "rule",
        "subject_kind",
        "subject_id",
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
)

clock_event = Table(
    "clock_event",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("clock_id", BigId, ForeignKey("clock.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    # One of central.clock.states.Event.
    Column("event", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    # The end as it was after this.
    Column("due_at", BigInteger, nullable=False),
    # How much longer; how long before or after the end.
    Column("amount", Integer),
    Column("unit", Text),
)

calendar_override = Table(
    "calendar_override",
    metadata,
    Column("day", Text, primary_key=True),
    Column("is_working", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

calendar_notice = Table(
    "calendar_notice",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    # Days, as JSON.
    Column("free", Text, nullable=False),
    Column("make_up", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

calendar_change = Table(
    "calendar_change",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    # One of central.clock.calendars.Change.
    Column("what", Text, nullable=False),
    # The day, or the year of a notice.
    Column("day", Text, nullable=False),
    Column("why", Text, nullable=False),
    # The calendar's mark after it.
    Column("mark", Text, nullable=False, index=True),
)

clock_turn = Table(
    "clock_turn",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)
