"""Guests of people who live in a room."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One empty table."""
    op.create_table(
        "guest",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("stay_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_index", sa.Text()),
        sa.Column("begin", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_by", sa.Text()),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_guest_stay_id"),
        sa.PrimaryKeyConstraint("id", name="pk_guest"),
        sa.UniqueConstraint("person", name="uq_guest_person"),
    )
    for columns in (["stay_id"], ["number_index"], ["state", "begin"], ["state", "until"], ["state", "ended_at"]):
        op.create_index(f"ix_guest_{'_'.join(columns)}", "guest", columns)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("guest")
