"""Events, tokens of third parties, answers kept for requests sent twice, webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of central.events and central.rest."""
    _event()
    _rest_token()
    _rest_answer()
    _webhook()
    _webhook_delivery()


def downgrade() -> None:
    """Drop them."""
    for table in ("webhook_delivery", "webhook", "rest_answer", "rest_token", "event"):
        op.drop_table(table)


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("box_id", BigId),
        sa.Column("spread_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_event_box_id"),
        sa.UniqueConstraint("token", name="uq_event_token"),
    )
    op.create_index("ix_event_spread_at_id", "event", ["spread_at", "id"])


def _rest_token() -> None:
    op.create_table(
        "rest_token",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_by", sa.Text()),
        sa.Column("used_at", sa.BigInteger()),
        sa.Column("uses", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("window_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("window_uses", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rest_token"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_rest_token_place_id"),
        sa.UniqueConstraint("digest", name="uq_rest_token_digest"),
    )


def _rest_answer() -> None:
    op.create_table(
        "rest_answer",
        sa.Column("id", BigId, nullable=False),
        sa.Column("token_id", BigId, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_rest_answer"),
        sa.ForeignKeyConstraint(["token_id"], ["rest_token.id"], name="fk_rest_answer_token_id", ondelete="CASCADE"),
        sa.UniqueConstraint("token_id", "digest", name="uq_rest_answer_token_id_digest"),
    )
    op.create_index("ix_rest_answer_made_at", "rest_answer", ["made_at"])


def _webhook() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", BigId, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_by", sa.Text()),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("next_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_webhook_place_id"),
    )


def _webhook_delivery() -> None:
    op.create_table(
        "webhook_delivery",
        sa.Column("id", BigId, nullable=False),
        sa.Column("webhook_id", BigId, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tried_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name="fk_webhook_delivery_webhook_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_webhook_delivery_event_id", ondelete="CASCADE"),
        sa.UniqueConstraint("webhook_id", "event_id", name="uq_webhook_delivery_webhook_id_event_id"),
    )
    op.create_index(
        "ix_webhook_delivery_webhook_id_state_tries_id", "webhook_delivery", ["webhook_id", "state", "tries", "id"]
    )
    op.create_index("ix_webhook_delivery_event_id", "webhook_delivery", ["event_id"])
