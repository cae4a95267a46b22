"""Orders to boxes, the last one each was given, and the key boxes seal for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of orders and of the key."""
    op.add_column("box", sa.Column("last_order", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("box", sa.Column("seals_for", sa.Text()))
    op.create_table(
        "box_order",
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("detail", sa.Text()),
        sa.Column("settled_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_box_order_box_id"),
        sa.PrimaryKeyConstraint("box_id", "id", name="pk_box_order"),
    )
    op.create_table(
        "sealing_key",
        sa.Column("id", BigId, nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealing_key"),
    )


def downgrade() -> None:
    """Drop them, and forget the last order."""
    op.drop_table("sealing_key")
    op.drop_table("box_order")
    with op.batch_alter_table("box") as box:
        box.drop_column("seals_for")
        box.drop_column("last_order")
