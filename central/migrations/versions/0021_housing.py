"""Buildings, what happens in them, and what more is known of rooms."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NEW_OF_ROOM = ("building_id", "floor", "area", "bedrooms", "beds", "use", "state")
_HOUSES = """
SELECT box.id, box.name, box.place_id, place.kind, place.name AS place_name,
       min(room.landlord_id) AS first_landlord, max(room.landlord_id) AS last_landlord, min(room.made_at) AS made_at
FROM room JOIN box ON box.id = room.box_id JOIN place ON place.id = box.place_id
GROUP BY box.id, box.name, box.place_id, place.kind, place.name ORDER BY box.id
"""
_BY_STAYS = (
    "UPDATE room SET state = :state"
    " WHERE EXISTS (SELECT 1 FROM stay WHERE stay.room_id = room.id AND stay.state = :stays)"
)


def upgrade() -> None:
    """Each box with rooms stands at a building; boxes at one place that is a building share it."""
    building = _building()
    with op.batch_alter_table("room") as room:
        room.add_column(sa.Column("building_id", BigId))
        for name in ("floor", "area", "bedrooms", "beds"):
            room.add_column(sa.Column(name, sa.Integer()))
        room.add_column(sa.Column("use", sa.Text(), nullable=False, server_default="bedroom"))
        room.add_column(sa.Column("state", sa.Text(), nullable=False, server_default="vacant"))
        room.create_foreign_key("fk_room_building_id", "building", ["building_id"], ["id"])
    op.create_index("ix_room_building_id", "room", ["building_id"])
    for make in (_room_event, _inspection, _hazard, _judgement, _appeal, _stay_exception, _housing_setting):
        make()
    _carry_over(building)


def downgrade() -> None:
    """Drop them, the pointing before the pointed-at."""
    for table in ("housing_setting", "stay_exception", "appeal", "judgement", "hazard", "inspection", "room_event"):
        op.drop_table(table)
    op.drop_index("ix_room_building_id", "room")
    with op.batch_alter_table("room") as room:
        room.drop_constraint("fk_room_building_id", type_="foreignkey")
        for name in _NEW_OF_ROOM:
            room.drop_column(name)
    op.drop_table("building")


def _carry_over(building: sa.Table) -> None:
    """A building for the rooms there are, and each room in the state its stays say."""
    connection = op.get_bind()
    houses: dict[tuple[str, int], list[Any]] = {}
    for row in connection.execute(sa.text(_HOUSES)).all():
        key = ("place", row.place_id) if row.kind == "building" else ("box", row.id)
        houses.setdefault(key, []).append(row)
    put = sa.text("UPDATE room SET building_id = :building WHERE box_id = :box")
    for (kind, _), rows in houses.items():
        landlords = {number for row in rows for number in (row.first_landlord, row.last_landlord)}
        values = {
            "place_id": rows[0].place_id,
            "name": rows[0].place_name if kind == "place" else rows[0].name,
            "landlord_id": landlords.pop() if len(landlords) == 1 else None,
            "address": "",
            "agent": "",
            "tier": "",
            "made_at": min(row.made_at for row in rows),
            "made_by": "central",
        }
        made = connection.execute(sa.insert(building).values(values).returning(building.c.id)).scalar_one()
        connection.execute(put, [{"building": made, "box": row.id} for row in rows])
    for state, stays in (("reserved", "planned"), ("occupied", "running")):
        connection.execute(sa.text(_BY_STAYS), {"state": state, "stays": stays})


def _building() -> sa.Table:
    made = op.create_table(
        "building",
        sa.Column("id", BigId, nullable=False),
        sa.Column("place_id", BigId, nullable=False, server_default="1"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("landlord_id", BigId),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("highest", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("stairs", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("has_shop", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("shares_kitchen", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("is_self_built", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("appraised_on", sa.Text()),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("stars", sa.Integer()),
        sa.Column("judged_at", sa.BigInteger()),
        sa.Column("look_again_at", sa.BigInteger()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["landlord_id"], ["staff.id"], name="fk_building_landlord_id"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_building_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_building"),
    )
    for column in ("landlord_id", "look_again_at", "place_id", "tier"):
        op.create_index(f"ix_building_{column}", "building", [column])
    return made


def _room_event() -> None:
    op.create_table(
        "room_event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_room_event_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_room_event"),
    )
    op.create_index("ix_room_event_room_id", "room_event", ["room_id"])


def _inspection() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", BigId, nullable=False),
        sa.Column("building_id", BigId, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_inspection_building_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inspection"),
    )
    op.create_index("ix_inspection_building_id_at", "inspection", ["building_id", "at"])


def _hazard() -> None:
    op.create_table(
        "hazard",
        sa.Column("id", BigId, nullable=False),
        sa.Column("building_id", BigId, nullable=False),
        sa.Column("room_id", BigId),
        sa.Column("inspection_id", BigId, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("mended_at", sa.BigInteger()),
        sa.Column("mended_by", sa.Text()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("closed_by", sa.Text()),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_hazard_building_id"),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name="fk_hazard_inspection_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_hazard_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hazard"),
    )
    op.create_index("ix_hazard_building_id_state", "hazard", ["building_id", "state"])
    op.create_index("ix_hazard_inspection_id", "hazard", ["inspection_id"])
    op.create_index("ix_hazard_state_found_at", "hazard", ["state", "found_at"])


def _judgement() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", BigId, nullable=False),
        sa.Column("building_id", BigId, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_judgement_building_id"),
        sa.PrimaryKeyConstraint("id", name="pk_judgement"),
    )
    op.create_index("ix_judgement_building_id", "judgement", ["building_id"])


def _appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", BigId, nullable=False),
        sa.Column("building_id", BigId, nullable=False),
        sa.Column("judgement_id", BigId, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_appeal_building_id"),
        sa.ForeignKeyConstraint(["judgement_id"], ["judgement.id"], name="fk_appeal_judgement_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
    )
    op.create_index("ix_appeal_building_id", "appeal", ["building_id"])
    op.create_index("ix_appeal_state", "appeal", ["state"])


def _stay_exception() -> None:
    op.create_table(
        "stay_exception",
        sa.Column("stay_id", BigId, autoincrement=False, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_stay_exception_stay_id"),
        sa.PrimaryKeyConstraint("stay_id", name="pk_stay_exception"),
    )


def _housing_setting() -> None:
    op.create_table(
        "housing_setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_housing_setting"),
    )
