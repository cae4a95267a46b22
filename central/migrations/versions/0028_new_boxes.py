"""Codes that only a box which was never known can use: landlords make them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Codes that were made by now are the office's."""
    op.add_column("claim_code", sa.Column("only_new", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Every code brings any box back, as before."""
    op.drop_column("claim_code", "only_new")
