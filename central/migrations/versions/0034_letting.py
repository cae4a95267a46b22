"""Agents, what they let for whom, and rooms that are offered."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Three empty tables."""
    _agent()
    _mandate()
    _listing()


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("listing", "mandate", "agent"):
        op.drop_table(table)


def _agent() -> None:
    op.create_table(
        "agent",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agent"),
    )
    op.create_index("ix_agent_name", "agent", ["name"])


def _mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", BigId, nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("building_id", BigId),
        sa.Column("room_id", BigId),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_by", sa.Text()),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_mandate_agent_id"),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_mandate_building_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_mandate_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mandate"),
    )
    op.create_index("ix_mandate_agent_id", "mandate", ["agent_id"])
    for column, of in (("room_id", "room_id IS NOT NULL"), ("building_id", "room_id IS NULL")):
        where = sa.text(f"ended_at IS NULL AND {of}")
        name = f"uq_mandate_{column}"
        op.create_index(name, "mandate", [column], unique=True, sqlite_where=where, postgresql_where=where)


def _listing() -> None:
    op.create_table(
        "listing",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("free_from", sa.Text(), nullable=False),
        sa.Column("rent", sa.Integer()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("stay_id", BigId),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_listing_room_id"),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_listing_stay_id"),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
    )
    for column in ("room_id", "state", "stay_id"):
        op.create_index(f"ix_listing_{column}", "listing", [column])
    where = sa.text("state IN ('draft', 'offered')")
    op.create_index(
        "uq_listing_room_id", "listing", ["room_id"], unique=True, sqlite_where=where, postgresql_where=where
    )
