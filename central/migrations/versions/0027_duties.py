"""Assessments, hand-overs, incidents, proofs of what was deleted; a time of grace where faces are used already."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = (
    "purge_proof",
    "purge_tally",
    "incident_event",
    "incident",
    "handover",
    "face_use",
    "face_grace",
    "assessment",
)


def upgrade() -> None:
    """A town that has boxes keeps its doors as they are until its time of grace is over."""
    for make in (_assessment, _face_grace, _face_use, _handover, _incident, _purge):
        make()
    grace = sa.text("INSERT INTO face_grace (id, since) SELECT 1, :now WHERE EXISTS (SELECT 1 FROM box)")
    op.get_bind().execute(grace, {"now": time.time_ns() // 1_000_000})


def downgrade() -> None:
    """Drop them."""
    for table in _TABLES:
        op.drop_table(table)


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", BigId, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("place_id", BigId, nullable=False, server_default="1"),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_assessment_place_id"),
    )
    op.create_index("ix_assessment_purpose_state", "assessment", ["purpose", "state"])
    is_approved = sa.column("state") == "approved"
    op.create_index(
        "uq_assessment_approved",
        "assessment",
        ["purpose", "place_id"],
        unique=True,
        sqlite_where=is_approved,
        postgresql_where=is_approved,
    )


def _face_grace() -> None:
    op.create_table(
        "face_grace",
        sa.Column("id", BigId, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_face_grace"),
    )


def _face_use() -> None:
    op.create_table(
        "face_use",
        sa.Column("box_id", BigId, autoincrement=False, nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("box_id", name="pk_face_use"),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_face_use_box_id"),
    )


def _handover() -> None:
    words = ("asker", "office", "reference", "ground", "fields")
    op.create_table(
        "handover",
        sa.Column("id", BigId, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("export_seq", sa.BigInteger()),
        sa.Column("handed_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.UniqueConstraint("export_seq", name="uq_handover_export_seq"),
    )
    op.create_index("ix_handover_handed_at", "handover", ["handed_at"])


def _incident() -> None:
    words = ("kind", "level", "words", "affected", "measures")
    op.create_table(
        "incident",
        sa.Column("id", BigId, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_state_found_at", "incident", ["state", "found_at"])
    op.create_table(
        "incident_event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("step", "words", "by")),
        sa.PrimaryKeyConstraint("id", name="pk_incident_event"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_incident_event_incident_id"),
    )
    op.create_index("ix_incident_event_incident_id", "incident_event", ["incident_id"])


def _purge() -> None:
    op.create_table(
        "purge_tally",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_purge_tally"),
    )
    op.create_table(
        "purge_proof",
        sa.Column("id", BigId, nullable=False),
        sa.Column("night", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("before", "count", "left", "made_at")),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("prev", "digest")),
        sa.PrimaryKeyConstraint("id", name="pk_purge_proof"),
    )
    op.create_index("ix_purge_proof_night_what", "purge_proof", ["night", "what"], unique=True)
