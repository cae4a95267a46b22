"""What the duties count is kept, so that no page counts it; an incident's class may be raised.

Who opens by face alone is found by an index of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is counted yet: the first look does."""
    op.create_table(
        "duty_count",
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("of", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("counted_at", sa.BigInteger, nullable=False),
    )
    op.add_column("incident_event", sa.Column("level", sa.Text))
    alone = sa.text("ways = 'face'")
    op.create_index(
        "ix_registration_by_face_alone", "registration", ["box_id"], sqlite_where=alone, postgresql_where=alone
    )


def downgrade() -> None:
    """What was raised stays raised; from which class on is forgotten."""
    op.drop_index("ix_registration_by_face_alone", "registration")
    op.drop_column("incident_event", "level")
    op.drop_table("duty_count")
