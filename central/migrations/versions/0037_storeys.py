"""Names of storeys, and which of them an inspection has looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two empty tables."""
    op.create_table(
        "storey",
        sa.Column("building_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_storey_building_id"),
        sa.PrimaryKeyConstraint("building_id", "number", name="pk_storey"),
    )
    op.create_table(
        "inspected_storey",
        sa.Column("inspection_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name="fk_inspected_storey_inspection_id"),
        sa.PrimaryKeyConstraint("inspection_id", "number", name="pk_inspected_storey"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("inspected_storey")
    op.drop_table("storey")
