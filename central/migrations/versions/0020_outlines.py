"""Where places lie: an outline of each, as GeoJSON."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has said yet where anything lies."""
    op.create_table(
        "place_outline",
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_place_outline_place_id"),
        sa.PrimaryKeyConstraint("place_id", name="pk_place_outline"),
    )


def downgrade() -> None:
    """Outlines are brought again from the file they came from."""
    op.drop_table("place_outline")
