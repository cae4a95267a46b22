"""Boxes, claim codes, outboxes, records, doors and entries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of central.edges."""
    _box()
    _claim_code()
    _nonce()
    _outbox()
    _record()
    _door()
    _entry()


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("entry", "door", "record", "outbox", "nonce", "claim_code", "box"):
        op.drop_table(table)


def _box() -> None:
    op.create_table(
        "box",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("thumbprint", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger()),
        sa.Column("clock_offset", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_box"),
        sa.UniqueConstraint("thumbprint", name="uq_box_thumbprint"),
    )


def _claim_code() -> None:
    op.create_table(
        "claim_code",
        sa.Column("id", BigId, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.Column("box_id", BigId),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_claim_code_box_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_code"),
        sa.UniqueConstraint("digest", name="uq_claim_code_digest"),
    )


def _nonce() -> None:
    op.create_table(
        "nonce",
        sa.Column("thumbprint", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("thumbprint", "nonce", name="pk_nonce"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_nonce_thumbprint_seen_at", "nonce", ["thumbprint", "seen_at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("outbox", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_outbox_box_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("box_id", "outbox", name="uq_outbox_box_id_outbox"),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("outbox_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger()),
        sa.Column("kind", sa.Text()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.Text()),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_record_outbox_id"),
        sa.PrimaryKeyConstraint("outbox_id", "seq", name="pk_record"),
        sqlite_with_rowid=False,
    )


def _door() -> None:
    op.create_table(
        "door",
        sa.Column("id", BigId, nullable=False),
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lock_state", sa.Text()),
        sa.Column("lock_detail", sa.Text()),
        sa.Column("lock_since", sa.BigInteger()),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_door_box_id"),
        sa.PrimaryKeyConstraint("id", name="pk_door"),
        sa.UniqueConstraint("box_id", "name", name="uq_door_box_id_name"),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("outbox_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("door_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("held_back", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("release", sa.Text()),
        sa.Column("frame_to_strike", sa.BigInteger()),
        sa.Column("strike_to_answer", sa.BigInteger()),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name="fk_entry_door_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_entry_outbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("outbox_id", "seq", name="uq_entry_outbox_id_seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_door_id_id", "entry", ["door_id", "id"])
    op.create_index("ix_entry_at_granted", "entry", ["at", "granted"])
