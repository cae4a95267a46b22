"""How far a box has told what happened at its doors: one that speaks may still have days of it to send."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """It is known from the next batch on."""
    op.add_column("outbox", sa.Column("told_at", sa.BigInteger))


def downgrade() -> None:
    """A box is known by when it spoke last alone."""
    op.drop_column("outbox", "told_at")
