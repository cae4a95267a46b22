"""What reports count of stays and registrations is found by indexes alone."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_registration_state_stay_id_ways": ("registration", ["state", "stay_id", "ways"]),
    "ix_stay_state_room_id_begin_places": ("stay", ["state", "room_id", "begin", "places"]),
}


def upgrade() -> None:
    """No row changes."""
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(name, table)
