"""Registrations of one state are found in the order of their list, newest first."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No row changes."""
    op.create_index("ix_registration_state_id", "registration", ["state", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_registration_state_id", "registration")
