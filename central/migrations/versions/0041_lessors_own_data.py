"""Landlords and agents ask for what is kept of them, as people who have registered do."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NEW = {"landlord_id": "staff", "agent_id": "agent"}


def upgrade() -> None:
    """What was asked until now is somebody's who has registered."""
    with op.batch_alter_table("own_request") as table:
        table.alter_column("registration_id", existing_type=BigId, nullable=True)
        for name, of in _NEW.items():
            table.add_column(sa.Column(name, BigId))
            table.create_foreign_key(f"fk_own_request_{name}", of, [name], ["id"])
            table.create_index(f"ix_own_request_{name}", [name])


def downgrade() -> None:
    """What landlords and agents have asked is forgotten."""
    op.execute("DELETE FROM own_request WHERE registration_id IS NULL")
    with op.batch_alter_table("own_request") as table:
        for name in _NEW:
            table.drop_index(f"ix_own_request_{name}")
            table.drop_constraint(f"fk_own_request_{name}", type_="foreignkey")
            table.drop_column(name)
        table.alter_column("registration_id", existing_type=BigId, nullable=False)
