"""Filters that people keep, forms that were cut off, forms that were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of central.web."""
    op.create_table(
        "saved_filter",
        sa.Column("id", BigId, nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_saved_filter_staff_id", ondelete="CASCADE"),
        sa.UniqueConstraint("staff_id", "list", "name", name="uq_saved_filter_staff_id_list_name"),
    )
    op.create_table(
        "kept_form",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_kept_form"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_kept_form_staff_id", ondelete="CASCADE"),
    )
    op.create_index("ix_kept_form_expires_at", "kept_form", ["expires_at"])
    op.create_table(
        "sent_form",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text()),
        sa.Column("said", sa.Text()),
        sa.PrimaryKeyConstraint("digest", name="pk_sent_form"),
    )
    op.create_index("ix_sent_form_sent_at", "sent_form", ["sent_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("sent_form", "kept_form", "saved_filter"):
        op.drop_table(table)
