"""Registrations found by stay and state, and by state and day: what the first page counts, in a whole town."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The index by stay alone is the beginning of the new one."""
    op.create_index("ix_registration_stay_id_state", "registration", ["stay_id", "state"])
    op.create_index("ix_registration_state_registered_at", "registration", ["state", "registered_at"])
    op.drop_index("ix_registration_stay_id", "registration")


def downgrade() -> None:
    """As they were."""
    op.create_index("ix_registration_stay_id", "registration", ["stay_id"])
    op.drop_index("ix_registration_state_registered_at", "registration")
    op.drop_index("ix_registration_stay_id_state", "registration")
