"""Failures at forms that take a code, so that they count at every host."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "failure",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("form", "who", name=op.f("pk_failure")),
    )
    op.create_index(op.f("ix_failure_last"), "failure", ["last"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("failure")
