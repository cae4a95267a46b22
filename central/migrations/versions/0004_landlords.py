"""Landlords among the staff, who choose a password by a code."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Give staff a role, and let there be some who have no password yet."""
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("role", sa.Text(), nullable=False, server_default="administrator"))
        staff.alter_column("password", existing_type=sa.Text(), nullable=True)
    op.create_table(
        "staff_invitation",
        sa.Column("staff_id", BigId, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_invitation_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_invitation"),
        sa.UniqueConstraint("digest", name="uq_staff_invitation_digest"),
    )


def downgrade() -> None:
    """Forget landlords: whoever stays is an administrator, so only those may."""
    op.drop_table("staff_invitation")
    op.execute("DELETE FROM staff_session WHERE staff_id IN (SELECT id FROM staff WHERE role <> 'administrator')")
    op.execute("DELETE FROM staff WHERE role <> 'administrator' OR password IS NULL")
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("role")
        staff.alter_column("password", existing_type=sa.Text(), nullable=False)
