"""Clocks, what happened to them, and what staff have said of days."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_IS_OPEN = sa.text("state IN ('breached', 'paused', 'running')")


def upgrade() -> None:
    """Make the tables of central.clock."""
    _clock()
    _clock_event()
    _calendar_override()
    _calendar_notice()
    _calendar_change()
    _clock_turn()


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("clock_turn", "calendar_change", "calendar_notice", "calendar_override", "clock_event", "clock"):
        op.drop_table(table)


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", BigId, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("next_stage", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_index("ix_clock_state_due_at_id", "clock", ["state", "due_at", "id"])
    op.create_index("ix_clock_next_at_id", "clock", ["next_at", "id"])
    op.create_index("ix_clock_subject_kind_subject_id", "clock", ["subject_kind", "subject_id"])
    of_one = ["rule", "subject_kind", "subject_id"]
    op.create_index("uq_clock_open", "clock", of_one, unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)


def _clock_event() -> None:
    op.create_table(
        "clock_event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("clock_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Integer()),
        sa.Column("unit", sa.Text()),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name="fk_clock_event_clock_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clock_event"),
    )
    op.create_index("ix_clock_event_clock_id", "clock_event", ["clock_id"])


def _calendar_override() -> None:
    op.create_table(
        "calendar_override",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_override"),
    )


def _calendar_notice() -> None:
    op.create_table(
        "calendar_notice",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("free", sa.Text(), nullable=False),
        sa.Column("make_up", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_notice"),
    )


def _calendar_change() -> None:
    op.create_table(
        "calendar_change",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_change"),
    )
    op.create_index("ix_calendar_change_mark", "calendar_change", ["mark"])


def _clock_turn() -> None:
    op.create_table(
        "clock_turn",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_clock_turn"),
    )
