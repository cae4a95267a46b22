"""How many entries there are of each quarter of an hour, at each door."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Count what is there."""
    op.create_table(
        "entry_count",
        sa.Column("quarter", sa.BigInteger(), nullable=False),
        sa.Column("door_id", BigId, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name="fk_entry_count_door_id"),
        sa.PrimaryKeyConstraint("quarter", "door_id", "granted", name="pk_entry_count"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO entry_count (quarter, door_id, granted, count)"
        " SELECT at / 900000, door_id, granted, count(*) FROM entry GROUP BY at / 900000, door_id, granted"
    )


def downgrade() -> None:
    """The entries can be counted again."""
    op.drop_table("entry_count")
