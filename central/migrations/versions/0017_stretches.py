"""Records are kept in stretches, one row for what came together; a cursor says how far the pages show them."""

import zlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

LONGEST = 500
"""Records in a stretch that is made of rows."""
KINDS = "alarm consent door enrolment entry erasure health order registration release way-allowed"
"""Kinds that were known when this step was written."""
PROVEN = (None, "unknown-kind")

_OUTBOX = sa.table("outbox", *map(sa.column, ("id", "seq")))
_RECORD = sa.table(
    "record", *map(sa.column, ("outbox_id", "seq", "at", "kind", "body", "digest", "received_at", "mark"))
)
_STRETCH = sa.table(
    "stretch",
    *map(sa.column, ("outbox_id", "last", "first", "digest", "is_proven", "received_at", "kinds", "body")),
)
_ENTRY = sa.table("entry", *map(sa.column, ("outbox_id", "seq", "method", "by", "why")))


_NOTHING = msgspec.Raw(b"")


class _Kept(msgspec.Struct, omit_defaults=True):
    """A record in a stretch; its body is the bytes it came in, absent where they were withheld."""

    seq: int
    digest: str
    at: int | None = None
    kind: str | None = None
    mark: str | None = None
    body: msgspec.Raw = _NOTHING


def upgrade() -> None:
    """Fold the records, some at a time; all that was kept is shown already."""
    _make_stretch()
    op.create_table(
        "projected",
        sa.Column("outbox_id", BigId, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_projected_outbox_id"),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_projected"),
    )
    op.execute("INSERT INTO projected (outbox_id, seq) SELECT id, seq FROM outbox")
    for name in ("by", "why"):
        op.add_column("entry", sa.Column(name, sa.Text()))
    for outbox_id in _outboxes():
        for rows in _in_stretches(_records(outbox_id)):
            op.get_bind().execute(sa.insert(_STRETCH), _folded(outbox_id, rows))
            _name_staff(outbox_id, rows)
    op.drop_table("record")


def downgrade() -> None:
    """Unfold them. What central had not shown yet is not shown: an older version has no cursor for it."""
    _make_record()
    connection = op.get_bind()
    for outbox_id in _outboxes():
        place = 0
        while row := _following(outbox_id, place):
            connection.execute(sa.insert(_RECORD), _unfolded(outbox_id, row))
            place = row.last
    with op.batch_alter_table("entry", table_kwargs={"sqlite_autoincrement": True}) as entry:
        for name in ("why", "by"):
            entry.drop_column(name)
    op.drop_table("projected")
    op.drop_table("stretch")


def _make_stretch() -> None:
    op.create_table(
        "stretch",
        sa.Column("outbox_id", BigId, nullable=False),
        sa.Column("last", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_stretch_outbox_id"),
        sa.PrimaryKeyConstraint("outbox_id", "last", name="pk_stretch"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # It is compressed already: trying once more only takes time.
        op.execute("ALTER TABLE stretch ALTER COLUMN body SET STORAGE EXTERNAL")


def _make_record() -> None:
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


def _outboxes() -> list[int]:
    return list(op.get_bind().scalars(sa.select(_OUTBOX.c.id).order_by(_OUTBOX.c.id)))


def _records(outbox_id: int) -> Iterator[Any]:
    place = 0
    while True:
        chosen = sa.select(_RECORD).where(_RECORD.c.outbox_id == outbox_id, _RECORD.c.seq > place)
        rows = op.get_bind().execute(chosen.order_by(_RECORD.c.seq).limit(LONGEST)).all()
        yield from rows
        if len(rows) < LONGEST:
            return
        place = rows[-1].seq


def _in_stretches(records: Iterator[Any]) -> Iterator[list[Any]]:
    """What came together, LONGEST at most."""
    for _, together in groupby(records, key=lambda row: row.received_at):
        rows = list(together)
        for first in range(0, len(rows), LONGEST):
            yield rows[first : first + LONGEST]


def _folded(outbox_id: int, rows: list[Any]) -> dict[str, Any]:
    last = rows[-1]
    readable = {row.kind for row in rows if row.mark is None}
    return {
        "outbox_id": outbox_id,
        "last": last.seq,
        "first": rows[0].seq,
        "digest": last.digest,
        "is_proven": last.mark in PROVEN,
        "received_at": last.received_at,
        "kinds": f" {' '.join(kind for kind in KINDS.split() if kind in readable)} ",
        "body": zlib.compress(msgspec.json.encode([_kept(row) for row in rows]), 1),
    }


def _name_staff(outbox_id: int, rows: list[Any]) -> None:
    """Who of the staff opened stands with the entry from now on."""
    for row in rows:
        if row.kind == "entry" and row.mark is None and b'"by"' in row.body:
            said = msgspec.json.decode(row.body)
            of = _ENTRY.c.outbox_id == outbox_id, _ENTRY.c.seq == row.seq, _ENTRY.c.method == "staff"
            words = {"by": said.get("by") or None, "why": said.get("why") or None}
            op.get_bind().execute(sa.update(_ENTRY).where(*of).values(words))


def _following(outbox_id: int, place: int) -> Any:
    chosen = sa.select(_STRETCH).where(_STRETCH.c.outbox_id == outbox_id, _STRETCH.c.last > place)
    return op.get_bind().execute(chosen.order_by(_STRETCH.c.last).limit(1)).one_or_none()


def _kept(row: Any) -> _Kept:
    body = _NOTHING if row.body is None else msgspec.Raw(row.body)
    return _Kept(row.seq, row.digest.hex(), row.at, row.kind, row.mark, body)


def _unfolded(outbox_id: int, row: Any) -> list[dict[str, Any]]:
    return [
        {
            "outbox_id": outbox_id,
            "seq": kept.seq,
            "at": kept.at,
            "kind": kept.kind,
            "body": bytes(kept.body) or None,
            "digest": bytes.fromhex(kept.digest),
            "received_at": row.received_at,
            "mark": kept.mark,
        }
        for kept in msgspec.json.decode(zlib.decompress(row.body), type=list[_Kept])
    ]
