"""The tree of places, where each box stands in it, and what each of the staff was granted."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Who was administrator runs the system and works in the office of the whole town; nobody gives rights yet."""
    _place()
    with op.batch_alter_table("box") as box:
        box.add_column(sa.Column("place_id", BigId, nullable=False, server_default="1"))
        box.create_foreign_key("fk_box_place_id", "place", ["place_id"], ["id"])
    op.create_index("ix_box_place_id", "box", ["place_id"])
    with op.batch_alter_table("claim_code") as claim_code:
        claim_code.add_column(sa.Column("place_id", BigId, nullable=False, server_default="1"))
        claim_code.create_foreign_key("fk_claim_code_place_id", "place", ["place_id"], ["id"])
    _staff_grant()
    for role in ("system-administrator", "town-office"):
        given = sa.text(
            "INSERT INTO staff_grant (staff_id, role, place_id, made_at, made_by)"
            " SELECT id, :role, 1, made_at, 'central' FROM staff WHERE role = 'administrator'"
        )
        op.execute(given.bindparams(role=role))
    op.execute(
        "INSERT INTO staff_grant (staff_id, role, made_at, made_by)"
        " SELECT id, 'landlord', made_at, 'central' FROM staff WHERE role = 'landlord'"
    )
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("disabled_at", sa.BigInteger()))
        staff.add_column(sa.Column("disabled_by", sa.Text()))
        staff.drop_column("role")


def downgrade() -> None:
    """Who runs the system or works in the office of the whole town is administrator again; of the others only landlords
    stay."""
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("role", sa.Text(), nullable=False, server_default="administrator"))
        staff.drop_column("disabled_by")
        staff.drop_column("disabled_at")
    op.execute(
        "UPDATE staff SET role = 'landlord' WHERE id IN (SELECT staff_id FROM staff_grant WHERE role = 'landlord')"
    )
    op.execute(
        "UPDATE staff SET role = 'nobody' WHERE role <> 'landlord' AND id NOT IN (SELECT staff_id FROM staff_grant"
        " WHERE place_id = 1 AND role IN ('system-administrator', 'town-office'))"
    )
    op.execute("DELETE FROM staff_session WHERE staff_id IN (SELECT id FROM staff WHERE role = 'nobody')")
    op.execute("DELETE FROM staff_invitation WHERE staff_id IN (SELECT id FROM staff WHERE role = 'nobody')")
    op.execute("DELETE FROM staff WHERE role = 'nobody'")
    op.drop_table("staff_grant")
    with op.batch_alter_table("claim_code") as claim_code:
        claim_code.drop_constraint("fk_claim_code_place_id", type_="foreignkey")
        claim_code.drop_column("place_id")
    op.drop_index("ix_box_place_id", "box")
    with op.batch_alter_table("box") as box:
        box.drop_constraint("fk_box_place_id", type_="foreignkey")
        box.drop_column("place_id")
    op.drop_table("place")


def _place() -> None:
    place = op.create_table(
        "place",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", BigId),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name="fk_place_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("path", name="uq_place_path"),
        sa.UniqueConstraint("parent_id", "name", name="uq_place_parent_id_name"),
    )
    town = {"kind": "town", "name": "", "parent_id": None, "path": "/1/", "made_at": 0, "made_by": "central"}
    op.bulk_insert(place, [town])


def _staff_grant() -> None:
    op.create_table(
        "staff_grant",
        sa.Column("id", BigId, nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place_id", BigId),
        sa.Column("case_of", sa.Text()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_grant_staff_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_staff_grant_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_grant"),
    )
    op.create_index("ix_staff_grant_staff_id", "staff_grant", ["staff_id"])
    op.create_index("ix_staff_grant_role", "staff_grant", ["role"])
