"""What people have answered on their phone before they come, and how an enrolment stands that a phone steers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of preparations; an identity's phone number may have been sealed for one."""
    op.add_column("identity", sa.Column("phone_of", sa.Text()))
    _preparation()
    _preparation_consent()
    _steering()


def downgrade() -> None:
    """Drop them."""
    for table in ("steering", "preparation_consent", "preparation"):
        op.drop_table(table)
    with op.batch_alter_table("identity") as identity:
        identity.drop_column("phone_of")


def _preparation() -> None:
    op.create_table(
        "preparation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("stay_id", BigId, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("face", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", BigId),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_preparation_stay_id"),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_preparation_registration_id"),
        sa.PrimaryKeyConstraint("id", name="pk_preparation"),
        sa.UniqueConstraint("token", name="uq_preparation_token"),
    )
    op.create_index("ix_preparation_stay_id", "preparation", ["stay_id"])
    op.create_index("ix_preparation_registration_id", "preparation", ["registration_id"])


def _preparation_consent() -> None:
    op.create_table(
        "preparation_consent",
        sa.Column("preparation_id", BigId, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparation.id"], name="fk_preparation_consent_preparation_id"),
        sa.PrimaryKeyConstraint("preparation_id", "purpose", name="pk_preparation_consent"),
    )


def _steering() -> None:
    op.create_table(
        "steering",
        sa.Column("preparation_id", BigId, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("heard_at", sa.BigInteger()),
        sa.Column("touched_at", sa.BigInteger()),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger()),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparation.id"], name="fk_steering_preparation_id"),
        sa.PrimaryKeyConstraint("preparation_id", name="pk_steering"),
    )
