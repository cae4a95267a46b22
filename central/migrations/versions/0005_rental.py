"""Rooms, stays, invitations, registrations and what belongs to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of central.rental."""
    _room()
    _stay()
    _invitation()
    _registration()
    _identity()
    _consent()
    _enrolment()
    _erasure()
    _withdrawal()
    _review_task()
    _rental_order()
    _rental_cursor()


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in (
        "rental_cursor",
        "rental_order",
        "review_task",
        "withdrawal",
        "erasure",
        "enrolment",
        "consent",
        "identity",
        "registration",
        "invitation",
        "stay",
        "room",
    ):
        op.drop_table(table)


def _room() -> None:
    op.create_table(
        "room",
        sa.Column("id", BigId, nullable=False),
        sa.Column("landlord_id", BigId, nullable=False),
        sa.Column("box_id", BigId),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_room_box_id"),
        sa.ForeignKeyConstraint(["landlord_id"], ["staff.id"], name="fk_room_landlord_id"),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.UniqueConstraint("box_id", "name", name="uq_room_box_id_name"),
    )
    op.create_index("ix_room_landlord_id", "room", ["landlord_id"])


def _stay() -> None:
    op.create_table(
        "stay",
        sa.Column("id", BigId, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("begin", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("minors", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_by", sa.Text()),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_stay_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stay"),
        sa.UniqueConstraint("token", name="uq_stay_token"),
    )
    op.create_index("ix_stay_room_id", "stay", ["room_id"])
    op.create_index("ix_stay_state_begin", "stay", ["state", "begin"])
    op.create_index("ix_stay_state_until", "stay", ["state", "until"])


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("stay_id", BigId, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_invitation_stay_id"),
        sa.PrimaryKeyConstraint("stay_id", name="pk_invitation"),
    )


def _registration() -> None:
    op.create_table(
        "registration",
        sa.Column("id", BigId, nullable=False),
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("stay_id", BigId),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("ways", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text()),
        sa.Column("liveness", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("threshold", sa.Float()),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("outbox_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_registration_box_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_registration_outbox_id"),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_registration_stay_id"),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint("box_id", "person", name="uq_registration_box_id_person"),
    )
    op.create_index("ix_registration_state_changed_at", "registration", ["state", "changed_at"])
    op.create_index("ix_registration_stay_id", "registration", ["stay_id"])


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("registration_id", BigId, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("birth", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("nationality", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_identity_registration_id"),
        sa.PrimaryKeyConstraint("registration_id", name="pk_identity"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", BigId, nullable=False),
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("guardian", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outbox_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_consent_box_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_consent_outbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.UniqueConstraint("outbox_id", "seq", name="uq_consent_outbox_id_seq"),
    )
    op.create_index("ix_consent_box_id_person_purpose", "consent", ["box_id", "person", "purpose"])


def _enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("reference_count", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_enrolment_box_id"),
        sa.PrimaryKeyConstraint("box_id", "person", name="pk_enrolment"),
    )


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BigId, nullable=False),
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outbox_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_erasure_box_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_erasure_outbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("outbox_id", "seq", name="uq_erasure_outbox_id_seq"),
    )
    op.create_index("ix_erasure_box_id_person", "erasure", ["box_id", "person"])


def _withdrawal() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("id", BigId, nullable=False),
        sa.Column("registration_id", BigId, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_withdrawal_registration_id"),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawal"),
    )
    op.create_index("ix_withdrawal_registration_id", "withdrawal", ["registration_id"])


def _review_task() -> None:
    op.create_table(
        "review_task",
        sa.Column("id", BigId, nullable=False),
        sa.Column("registration_id", BigId, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_review_task_registration_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_task"),
    )
    op.create_index("ix_review_task_registration_id", "review_task", ["registration_id"])
    op.create_index("ix_review_task_state_made_at", "review_task", ["state", "made_at"])


def _rental_order() -> None:
    op.create_table(
        "rental_order",
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stay_id", BigId),
        sa.Column("registration_id", BigId),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_rental_order_box_id"),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name="fk_rental_order_registration_id"),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_rental_order_stay_id"),
        sa.PrimaryKeyConstraint("box_id", "order_id", name="pk_rental_order"),
    )
    op.create_index("ix_rental_order_registration_id", "rental_order", ["registration_id"])
    op.create_index("ix_rental_order_stay_id", "rental_order", ["stay_id"])


def _rental_cursor() -> None:
    op.create_table(
        "rental_cursor",
        sa.Column("outbox_id", BigId, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_rental_cursor_outbox_id"),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_rental_cursor"),
    )
