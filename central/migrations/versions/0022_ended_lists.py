"""Indexes of what is over: clocks by when they ended, requests by when they were answered."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lists of both stay flat as the years go by."""
    op.create_index("ix_clock_ended_at_id", "clock", ["ended_at", "id"])
    op.create_index("ix_review_task_decided_at_id", "review_task", ["decided_at", "id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_review_task_decided_at_id", "review_task")
    op.drop_index("ix_clock_ended_at_id", "clock")
