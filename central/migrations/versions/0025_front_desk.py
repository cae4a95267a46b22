"""The front desk: what was done there, cards that were shown, halls, and the numbers people take in them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Four empty tables."""
    _desk_act()
    _desk_card()
    _hall()
    _ticket()


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("ticket", "hall", "desk_card", "desk_act"):
        op.drop_table(table)


def _desk_act() -> None:
    op.create_table(
        "desk_act",
        sa.Column("id", BigId, nullable=False),
        sa.Column("stay_id", BigId, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("stay_state", sa.Text(), nullable=False),
        sa.Column("begin", sa.BigInteger(), nullable=False),
        sa.Column("room_state", sa.Text(), nullable=False),
        sa.Column("granted", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.Text()),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_desk_act_stay_id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_act"),
    )
    for column in ("at", "stay_id"):
        op.create_index(f"ix_desk_act_{column}", "desk_act", [column])


def _desk_card() -> None:
    op.create_table(
        "desk_card",
        sa.Column("stay_id", BigId, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_index", sa.Text()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_desk_card_stay_id"),
        sa.PrimaryKeyConstraint("stay_id", name="pk_desk_card"),
    )
    op.create_index("ix_desk_card_number_index", "desk_card", ["number_index"])


def _hall() -> None:
    op.create_table(
        "hall",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("counters", sa.Integer(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_hall_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hall"),
        sa.UniqueConstraint("screen", name="uq_hall_screen"),
    )
    op.create_index("ix_hall_place_id", "hall", ["place_id"])


def _ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", BigId, nullable=False),
        sa.Column("hall_id", BigId, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("called_at", sa.BigInteger()),
        sa.Column("counter", sa.Integer()),
        sa.Column("called_by", sa.Text()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_ticket_hall_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("hall_id", "day", "number", name="uq_ticket_hall_id_day_number"),
    )
    op.create_index("ix_ticket_hall_id_state", "ticket", ["hall_id", "state"])
