"""What people may see and ask for of themselves; boxes that landlords have asked a code for."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Three empty tables."""
    _own_access()
    _own_request()
    _coming_box()


def downgrade() -> None:
    """Drop them."""
    for table in ("coming_box", "own_request", "own_access"):
        op.drop_table(table)


def _own_access() -> None:
    op.create_table(
        "own_access",
        sa.Column("registration_id", BigId, autoincrement=False, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_own_access_registration_id"),
        sa.PrimaryKeyConstraint("registration_id", name="pk_own_access"),
        sa.UniqueConstraint("link", name="uq_own_access_link"),
    )


def _own_request() -> None:
    op.create_table(
        "own_request",
        sa.Column("id", BigId, nullable=False),
        sa.Column("registration_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("answered_by", sa.Text()),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_own_request_registration_id"),
        sa.PrimaryKeyConstraint("id", name="pk_own_request"),
    )
    op.create_index("ix_own_request_registration_id", "own_request", ["registration_id"])
    op.create_index("ix_own_request_state_asked_at", "own_request", ["state", "asked_at"])


def _coming_box() -> None:
    op.create_table(
        "coming_box",
        sa.Column("claim_code_id", BigId, autoincrement=False, nullable=False),
        sa.Column("building_id", BigId, nullable=False),
        sa.Column("landlord_id", BigId, nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["claim_code_id"], ["claim_code.id"], name="fk_coming_box_claim_code_id"),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_coming_box_building_id"),
        sa.ForeignKeyConstraint(["landlord_id"], ["staff.id"], name="fk_coming_box_landlord_id"),
        sa.PrimaryKeyConstraint("claim_code_id", name="pk_coming_box"),
    )
    op.create_index("ix_coming_box_building_id", "coming_box", ["building_id"])
    op.create_index("ix_coming_box_landlord_id", "coming_box", ["landlord_id"])
