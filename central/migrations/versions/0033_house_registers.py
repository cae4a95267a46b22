"""Files of houses beside those of residents; what was made of them; headings are sealed; what is done with is told."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What stood in the clear goes; files nobody has taken over yet are read again, and their headings sealed."""
    op.add_column("register_import", sa.Column("kind", sa.Text(), nullable=False, server_default="residents"))
    op.add_column("register_import", sa.Column("settled_at", sa.BigInteger()))
    op.execute("UPDATE register_import SET heads = ''")
    op.execute(
        "UPDATE register_import SET state = 'waiting', worked_until = 0, done_count = 0 "
        "WHERE state IN ('unmapped', 'ready')"
    )
    op.create_table(
        "register_made",
        sa.Column("id", BigId, nullable=False),
        sa.Column("import_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", BigId, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["register_import.id"], name="fk_register_made_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_made"),
    )
    op.create_index("ix_register_made_import_id", "register_made", ["import_id"])


def downgrade() -> None:
    """Headings are read again with their files."""
    op.drop_table("register_made")
    op.drop_column("register_import", "settled_at")
    op.drop_column("register_import", "kind")
