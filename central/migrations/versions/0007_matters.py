"""Matters for staff, what an order is about, and who changed a person's right last."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_ABOUT = {
    "grant": ("right", "person"),
    "suspend": ("right", "person"),
    "revoke": ("right", "person"),
    "erase-face": ("face", "person"),
    "erase": ("person", "person"),
    "invite": ("invitation", "stay"),
    "uninvite": ("invitation", "stay"),
    "prepare": ("preparation", "preparation"),
    "unprepare": ("preparation", "preparation"),
}
"""Kind of order → what it settles, and the field that says of whom."""


def upgrade() -> None:
    """Make the table of matters, and the columns; orders that are there are told what they are about."""
    _matter()
    for name, kind in (("allowed_at", sa.BigInteger()), ("allowed_way", sa.Text()), ("allowed_by", sa.Text())):
        op.add_column("door", sa.Column(name, kind))
    op.add_column("registration", sa.Column("changed_by", sa.Text()))
    op.add_column("box_order", sa.Column("subject", sa.Text()))
    op.create_index("ix_box_order_box_id_subject_id", "box_order", ["box_id", "subject", "id"])
    _name_subjects()


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_box_order_box_id_subject_id", "box_order")
    for table, columns in (
        ("box_order", ["subject"]),
        ("registration", ["changed_by"]),
        ("door", ["allowed_by", "allowed_way", "allowed_at"]),
    ):
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)
    op.drop_table("matter")


def _matter() -> None:
    op.create_table(
        "matter",
        sa.Column("id", BigId, nullable=False),
        sa.Column("box_id", BigId, nullable=False),
        sa.Column("door_id", BigId),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.Column("settled_by", sa.Text()),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name="fk_matter_box_id"),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name="fk_matter_door_id"),
        sa.PrimaryKeyConstraint("id", name="pk_matter"),
    )
    op.create_index("ix_matter_settled_at_box_id", "matter", ["settled_at", "box_id"])


def _name_subjects() -> None:
    order = sa.table("box_order", *(sa.column(name) for name in ("box_id", "id", "kind", "body", "subject")))
    connection = op.get_bind()
    for box_id, number, kind, body in connection.execute(
        sa.select(order.c.box_id, order.c.id, order.c.kind, order.c.body)
    ).all():
        subject = "sealing-key" if kind == "sealing-key" else _subject(kind, bytes(body))
        of_order = order.c.box_id == box_id, order.c.id == number
        connection.execute(sa.update(order).where(*of_order).values(subject=subject))


def _subject(kind: str, body: bytes) -> str | None:
    if kind not in _ABOUT:
        return None
    what, field = _ABOUT[kind]
    return f"{what}:{json.loads(body)[field]}"
