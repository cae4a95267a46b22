"""Why a request was closed without a box's proof; which listings have to be looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_DUE = sa.text("look_at IS NOT NULL")


def upgrade() -> None:
    """Nothing was closed so until now; every room that is offered is looked at once more."""
    op.add_column("own_request", sa.Column("why", sa.Text()))
    op.add_column("listing", sa.Column("look_at", sa.BigInteger()))
    op.create_index("ix_listing_look_at", "listing", ["look_at"], sqlite_where=_DUE, postgresql_where=_DUE)
    op.execute("UPDATE listing SET look_at = changed_at WHERE state = 'offered'")


def downgrade() -> None:
    """Both are forgotten."""
    op.drop_index("ix_listing_look_at", "listing")
    op.drop_column("listing", "look_at")
    op.drop_column("own_request", "why")
