"""Files of registers that somebody has brought, and their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nothing that stands is touched."""
    op.create_table(
        "register_import",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("done_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("worked_until", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("compared_at", sa.BigInteger()),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("taken_by", sa.Text()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ended_by", sa.Text()),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_register_import_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_import"),
    )
    op.create_index("ix_register_import_place_id", "register_import", ["place_id"])
    op.create_index("ix_register_import_state_made_at", "register_import", ["state", "made_at"])
    op.create_table(
        "register_file",
        sa.Column("import_id", BigId, autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["register_import.id"], name="fk_register_file_import_id"),
        sa.PrimaryKeyConstraint("import_id", name="pk_register_file"),
    )
    _rows()


def _rows() -> None:
    op.create_table(
        "register_row",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("import_id", BigId, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("room_id", BigId),
        sa.Column("before_id", BigId),
        sa.Column("replaced_by", BigId),
        sa.Column("since", sa.Text()),
        sa.Column("until", sa.Text()),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_index", sa.Text()),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_index", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("who_index", sa.Text()),
        sa.ForeignKeyConstraint(["import_id"], ["register_import.id"], name="fk_register_row_import_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_register_row_room_id"),
        sa.ForeignKeyConstraint(["replaced_by"], ["register_import.id"], name="fk_register_row_replaced_by"),
        sa.PrimaryKeyConstraint("id", name="pk_register_row"),
    )
    for column in ("room_id", "before_id", "replaced_by", "said_index", "number_index", "who_index"):
        op.create_index(f"ix_register_row_{column}", "register_row", [column])
    op.create_index("ix_register_row_import_id_standing_id", "register_row", ["import_id", "standing", "id"])


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("register_row", "register_file", "register_import"):
        op.drop_table(table)
