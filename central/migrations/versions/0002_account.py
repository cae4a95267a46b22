"""Staff, their sessions, the first-run code, failed attempts, the key of the forms."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of central.account."""
    _staff()
    _staff_session()
    _first_run_code()
    _sign_in_attempt()
    _form_key()


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("form_key", "sign_in_attempt", "first_run_code", "staff_session", "staff"):
        op.drop_table(table)


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name_key", name="uq_staff_name_key"),
    )


def _staff_session() -> None:
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_session"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_session_staff_id", ondelete="CASCADE"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])


def _first_run_code() -> None:
    op.create_table(
        "first_run_code",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_first_run_code"),
    )


def _sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", BigId, nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"])


def _form_key() -> None:
    op.create_table(
        "form_key",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_key"),
    )
