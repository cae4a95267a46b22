"""The audit log, and the triggers that let nobody change it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_UNLESS_ARCHIVED = "OLD.seq > coalesce((SELECT archived FROM audit_head), 0)"
_NOT_BEHIND = "NEW.seq <= coalesce((SELECT seq FROM audit_head), 0)"
_BACKWARDS = "NEW.seq < OLD.seq OR NEW.archived < OLD.archived"
_REFUSALS = (
    ("audit_stays", "UPDATE ON audit", "", "rows of the audit log are never changed"),
    ("audit_is_kept", "DELETE ON audit", _UNLESS_ARCHIVED, "rows of the audit log are archived, never deleted"),
    # SQLite's INSERT OR REPLACE would delete without a word.
    ("audit_goes_on", "INSERT ON audit", _NOT_BEHIND, "the audit log only grows at its end"),
    ("audit_head_goes_on", "UPDATE ON audit_head", _BACKWARDS, "the audit log never gets shorter"),
    ("audit_head_is_kept", "DELETE ON audit_head", "", "the end of the audit log is never deleted"),
)
"""Trigger, what it stands before, when it refuses ("" means always), and what it says."""


def upgrade() -> None:
    """Make the tables of central.audit, and what guards them."""
    _audit()
    _audit_head()
    _audit_cursor()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, before, when, says in _REFUSALS:
        _refuse_on_sqlite(name, before, when, says) if on_sqlite else _refuse_on_postgresql(name, before, when, says)
    if not on_sqlite:
        for table in ("audit", "audit_head"):
            _refuse_truncate(table)


def downgrade() -> None:
    """Drop them; their triggers go with them."""
    for table in ("audit_cursor", "audit", "audit_head"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in (*(name for name, *_ in _REFUSALS), "audit_is_not_truncated", "audit_head_is_not_truncated"):
            op.execute(f"DROP FUNCTION {function}")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_at_seq", "audit", ["at", "seq"])
    for column in ("by", "act", "of"):
        op.create_index(f"ix_audit_{column}_at_seq", "audit", [column, "at", "seq"])


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("archived", sa.BigInteger(), nullable=False),
        sa.Column("archived_digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one")),
        sa.CheckConstraint("archived <= seq", name=op.f("ck_audit_head_archived")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )


def _audit_cursor() -> None:
    op.create_table(
        "audit_cursor",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("target", name="pk_audit_cursor"),
    )


def _refuse_on_sqlite(name: str, before: str, when: str, says: str) -> None:
    condition = f"WHEN {when} " if when else ""
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} {condition}BEGIN SELECT RAISE(ABORT, '{says}'); END")


def _refuse_on_postgresql(name: str, before: str, when: str, says: str) -> None:
    # A trigger's own WHEN may not look into a table.
    event = before.partition(" ")[0]
    goes_through = "OLD" if event == "DELETE" else "NEW"
    body = f"IF {when or 'TRUE'} THEN RAISE EXCEPTION '{says}'; END IF; RETURN {goes_through};"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _refuse_truncate(table: str) -> None:
    name = f"{table}_is_not_truncated"
    body = f"RAISE EXCEPTION '{table} is never emptied';"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
