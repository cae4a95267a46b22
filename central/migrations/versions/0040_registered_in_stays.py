"""Reports count who registered in a period by stay, from an index alone."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BEFORE, SINCE = "ix_registration_state_registered_at", "ix_registration_state_registered_at_stay_id"


def upgrade() -> None:
    """No row changes."""
    op.create_index(SINCE, "registration", ["state", "registered_at", "stay_id"])
    op.drop_index(BEFORE, "registration")


def downgrade() -> None:
    """The shorter one again."""
    op.create_index(BEFORE, "registration", ["state", "registered_at"])
    op.drop_index(SINCE, "registration")
