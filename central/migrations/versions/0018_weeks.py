"""Entries by the week on PostgreSQL; what was forgotten of an outbox; each door's last entry with the door."""

import time
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DAY = 24 * 3600 * 1000
WEEK = 7 * DAY
MONDAY = 4 * DAY
"""1970-01-05 was the first Monday there was, ms."""
BEHIND, AHEAD = 60, 5
"""Weeks that get a table of their own; what is older lies with the rest."""

_NAMED = (
    ("uq_entry_outbox_id_seq_received_at", "UNIQUE (outbox_id, seq, received_at)"),
    ("fk_entry_outbox_id", "FOREIGN KEY (outbox_id) REFERENCES outbox (id)"),
    ("fk_entry_door_id", "FOREIGN KEY (door_id) REFERENCES door (id)"),
)
_NUMBERS = {"sqlite_autoincrement": True}
"""SQLite must never give a number again, also when its entry is gone; a table made anew forgets that unless told."""
_INDEXES = (("ix_entry_door_id_id", "door_id, id"), ("ix_entry_at_granted", "at, granted"))
_LAST = """
UPDATE door SET
    last_entry_at = (SELECT e.at FROM entry e WHERE e.door_id = door.id ORDER BY e.id DESC LIMIT 1),
    last_entry_granted = (SELECT e.granted FROM entry e WHERE e.door_id = door.id ORDER BY e.id DESC LIMIT 1)
"""


def upgrade() -> None:
    """Nothing is forgotten yet."""
    op.add_column("outbox", sa.Column("forgotten", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("forgotten_digest", sa.LargeBinary()))
    op.add_column("door", sa.Column("last_entry_at", sa.BigInteger()))
    op.add_column("door", sa.Column("last_entry_granted", sa.Boolean()))
    op.execute(_LAST)
    if _is_postgresql():
        _remake("PARTITION BY RANGE (received_at)", "id, received_at", _make_weeks)
        return
    with op.batch_alter_table("entry", table_kwargs=_NUMBERS) as entry:
        entry.drop_constraint("uq_entry_outbox_id_seq", type_="unique")
        entry.create_unique_constraint("uq_entry_outbox_id_seq_received_at", ["outbox_id", "seq", "received_at"])


def downgrade() -> None:
    """What was forgotten does not come back."""
    if _is_postgresql():
        _remake("", "id", lambda: None)
        op.execute("ALTER TABLE entry DROP CONSTRAINT uq_entry_outbox_id_seq_received_at")
        op.create_unique_constraint("uq_entry_outbox_id_seq", "entry", ["outbox_id", "seq"])
    else:
        with op.batch_alter_table("entry", table_kwargs=_NUMBERS) as entry:
            entry.drop_constraint("uq_entry_outbox_id_seq_received_at", type_="unique")
            entry.create_unique_constraint("uq_entry_outbox_id_seq", ["outbox_id", "seq"])
    for table, columns in (
        ("door", ["last_entry_granted", "last_entry_at"]),
        ("outbox", ["forgotten_digest", "forgotten"]),
    ):
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _remake(how: str, key: str, make_parts: Callable[[], None]) -> None:
    """Copy the entries to a table made in another way, with all that hangs on it, under the same names."""
    # A town's entries of a year take longer than any statement of central's may.
    op.execute("SET LOCAL statement_timeout = 0")
    op.execute("ALTER TABLE entry RENAME TO entry_before")
    op.execute(f"CREATE TABLE entry (LIKE entry_before INCLUDING DEFAULTS) {how}")
    op.execute("ALTER SEQUENCE entry_id_seq OWNED BY entry.id")
    make_parts()
    op.execute("INSERT INTO entry SELECT * FROM entry_before")
    op.execute("DROP TABLE entry_before")
    op.execute(f"ALTER TABLE entry ADD CONSTRAINT pk_entry PRIMARY KEY ({key})")
    for name, what in _NAMED:
        op.execute(f"ALTER TABLE entry ADD CONSTRAINT {name} {what}")
    for name, columns in _INDEXES:
        op.execute(f"CREATE INDEX {name} ON entry ({columns})")


def _make_weeks() -> None:
    """A table for each week that can still come in late, and for those to come; and one for the rest."""
    op.execute("CREATE TABLE entry_rest PARTITION OF entry DEFAULT")
    now = time.time_ns() // 1_000_000
    this = (now - MONDAY) // WEEK * WEEK + MONDAY
    oldest = op.get_bind().scalar(sa.text("SELECT min(received_at) FROM entry_before")) or now
    for start in range(this - BEHIND * WEEK, this + AHEAD * WEEK, WEEK):
        if start + WEEK > oldest:
            name = f"entry_{time.strftime('%Y%m%d', time.gmtime(start / 1000))}"
            op.execute(f"CREATE TABLE {name} PARTITION OF entry FOR VALUES FROM ({start}) TO ({start + WEEK})")
