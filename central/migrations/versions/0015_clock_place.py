"""Where what a clock is about lies, so that everybody sees the clocks of their part."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Clocks that run are the whole town's, as they were."""
    with op.batch_alter_table("clock") as clock:
        clock.add_column(sa.Column("place_id", BigId, nullable=False, server_default="1"))
        clock.create_foreign_key("fk_clock_place_id", "place", ["place_id"], ["id"])
    op.create_index("ix_clock_place_id", "clock", ["place_id"])


def downgrade() -> None:
    """Show every clock to everybody again."""
    op.drop_index("ix_clock_place_id", "clock")
    with op.batch_alter_table("clock") as clock:
        clock.drop_constraint("fk_clock_place_id", type_="foreignkey")
        clock.drop_column("place_id")
