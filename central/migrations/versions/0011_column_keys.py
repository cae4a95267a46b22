"""Which keys columns are sealed by; what documents say of people is sealed by them, and found by its fingerprint."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of keys. What boxes have sealed stays as it is: central seals it anew as soon as it runs."""
    op.create_table(
        "column_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("check_value", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger()),
        sa.Column("retired_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_column_key"),
    )
    op.add_column("identity", sa.Column("sealed_by", sa.Text(), server_default="box", nullable=False))
    op.create_index("ix_identity_sealed_by", "identity", ["sealed_by"])
    for column in ("number_index", "phone_index"):
        op.add_column("identity", sa.Column(column, sa.Text()))
        op.create_index(f"ix_identity_{column}", "identity", [column])


def downgrade() -> None:
    """Drop them. What central has sealed of people opens no more then."""
    for column in ("number_index", "phone_index", "sealed_by"):
        op.drop_index(f"ix_identity_{column}", "identity")
        with op.batch_alter_table("identity") as identity:
            identity.drop_column(column)
    op.drop_table("column_key")
