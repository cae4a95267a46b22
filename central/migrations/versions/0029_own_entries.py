"""One person's entries are found by themselves, not by reading all of their door's; links by when they end."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On PostgreSQL each week's part gets its own, and one that is made later too."""
    if op.get_bind().dialect.name == "postgresql":
        # A town's entries of a year take longer than any statement of central's may.
        op.execute("SET LOCAL statement_timeout = 0")
    known = sa.text("person IS NOT NULL")
    op.create_index("ix_entry_person_id", "entry", ["person", "id"], sqlite_where=known, postgresql_where=known)
    op.create_index("ix_own_access_until", "own_access", ["until"])


def downgrade() -> None:
    """A door's entries are read again."""
    op.drop_index("ix_own_access_until", "own_access")
    op.drop_index("ix_entry_person_id", "entry")
