"""Entries counted by the day, when each person was let in last, the nightly recount; work items; looks at timelines."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DAYS = """
INSERT INTO entry_day (day, door_id, granted, count)
SELECT (quarter + 32) / 96, door_id, granted, sum(count) FROM entry_count GROUP BY (quarter + 32) / 96, door_id, granted
"""
_SEEN = """
INSERT INTO seen (box_id, person, at)
SELECT door.box_id, entry.person, max(CASE WHEN entry.at < entry.received_at THEN entry.at ELSE entry.received_at END)
FROM entry JOIN door ON door.id = entry.door_id
WHERE entry.person IS NOT NULL AND entry.granted GROUP BY door.box_id, entry.person
"""


def upgrade() -> None:
    """Count what is there."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL statement_timeout = 0")
    _counts()
    op.execute(_DAYS)
    op.execute(_SEEN)
    _work()
    _timelines()


def downgrade() -> None:
    """The entries can be counted again."""
    for table in ("timeline_look", "timeline_ask", "work_setting", "work_note", "work_item"):
        op.drop_table(table)
    for table in ("recount", "seen", "entry_day"):
        op.drop_table(table)


def _counts() -> None:
    op.create_table(
        "entry_day",
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("door_id", BigId, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name="fk_entry_day_door_id"),
        sa.PrimaryKeyConstraint("day", "door_id", "granted", name="pk_entry_day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen",
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_seen_box_id"),
        sa.PrimaryKeyConstraint("box_id", "person", name="pk_seen"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recount",
        sa.Column("id", BigId, nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("mended", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_recount"),
    )


def _work() -> None:
    op.create_table(
        "work_item",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("owner_id", BigId),
        sa.Column("clock_id", BigId),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("closed_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_work_item_place_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_work_item_owner_id"),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name="fk_work_item_clock_id"),
        sa.PrimaryKeyConstraint("id", name="pk_work_item"),
    )
    op.create_index(
        "uq_work_item_open",
        "work_item",
        ["kind", "subject_kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    for columns in (["closed_at", "id"], ["owner_id"], ["place_id"], ["kind", "closed_at"]):
        op.create_index(f"ix_work_item_{'_'.join(columns)}", "work_item", columns)
    op.create_table(
        "work_note",
        sa.Column("id", BigId, nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["work_item.id"], name="fk_work_note_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_work_note"),
    )
    op.create_index("ix_work_note_item_id", "work_note", ["item_id"])
    op.create_table(
        "work_setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_work_setting"),
    )


def _timelines() -> None:
    op.create_table(
        "timeline_ask",
        sa.Column("id", BigId, nullable=False),
        sa.Column("registration_id", BigId, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("begin", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", BigId, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", BigId),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("decided_why", sa.Text()),
        sa.Column("good_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_timeline_ask_registration_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name="fk_timeline_ask_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name="fk_timeline_ask_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_timeline_ask"),
    )
    for columns in (["registration_id"], ["state", "asked_at"]):
        op.create_index(f"ix_timeline_ask_{'_'.join(columns)}", "timeline_ask", columns)
    op.create_table(
        "timeline_look",
        sa.Column("id", BigId, nullable=False),
        sa.Column("ask_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", BigId, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["timeline_ask.id"], name="fk_timeline_look_ask_id"),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name="fk_timeline_look_by"),
        sa.PrimaryKeyConstraint("id", name="pk_timeline_look"),
    )
    op.create_index("ix_timeline_look_ask_id", "timeline_look", ["ask_id"])
