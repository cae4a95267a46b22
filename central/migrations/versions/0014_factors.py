"""Second factors of those who work here: one-time codes, recovery codes, passkeys; and what a session has shown."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Sessions that are open go on as they are."""
    with op.batch_alter_table("staff_session") as session:
        session.add_column(sa.Column("stage", sa.Text(), nullable=False, server_default="in"))
        session.add_column(sa.Column("confirmed_at", sa.BigInteger(), nullable=False, server_default="0"))
        session.add_column(sa.Column("address", sa.Text()))
        session.add_column(sa.Column("browser", sa.Text()))
    _totp()
    _recovery()
    _passkey()


def downgrade() -> None:
    """A session that has not shown its second factor is nobody's."""
    for table in ("passkey_challenge", "staff_passkey", "staff_recovery", "staff_totp"):
        op.drop_table(table)
    op.execute("DELETE FROM staff_session WHERE stage <> 'in'")
    with op.batch_alter_table("staff_session") as session:
        for column in ("browser", "address", "confirmed_at", "stage"):
            session.drop_column(column)


def _totp() -> None:
    op.create_table(
        "staff_totp",
        sa.Column("staff_id", BigId, autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("proven_at", sa.BigInteger()),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_totp_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_totp"),
    )


def _recovery() -> None:
    op.create_table(
        "staff_recovery",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_recovery_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_recovery"),
    )
    op.create_index("ix_staff_recovery_staff_id", "staff_recovery", ["staff_id"])


def _passkey() -> None:
    op.create_table(
        "staff_passkey",
        sa.Column("id", BigId, nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_passkey_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_passkey"),
        sa.UniqueConstraint("credential", name="uq_staff_passkey_credential"),
    )
    op.create_index("ix_staff_passkey_staff_id", "staff_passkey", ["staff_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name="pk_passkey_challenge"),
    )
    op.create_index("ix_passkey_challenge_expires_at", "passkey_challenge", ["expires_at"])
