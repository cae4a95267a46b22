"""Buildings; what happened to their rooms; inspections, hazards, judgements and appeals; what the office has chosen.

Times are Unix ms, days ISO dates. `room_event` and `judgement` are only ever added to.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from central.db import BigId, metadata

building = Table(
    "building",
    metadata,
    Column("id", BigId, primary_key=True),
    # Where it stands in the tree of places: a place of its own, or the grid it lies in.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, server_default="1", index=True),
    # As people say it.
    Column("name", Text, nullable=False),
    # As it stands on the door plate; "" until somebody says.
    Column("address", Text, nullable=False),
    # None where its rooms are several people's.
    Column("landlord_id", BigId, ForeignKey("staff.id"), index=True),
    # The firm that lets it for the landlord; "" where none does.
    Column("agent", Text, nullable=False),
    # Storeys: the ground floor is 1, the one below it -1; there is no 0.
    Column("lowest", Integer, nullable=False, server_default="1"),
    Column("highest", Integer, nullable=False, server_default="1"),
    # What decides which rules of fire and safety hold.
    Column("stairs", Integer, nullable=False, server_default="1"),
    Column("has_shop", Boolean, nullable=False, server_default="0"),
    Column("shares_kitchen", Boolean, nullable=False, server_default="0"),
    Column("is_self_built", Boolean, nullable=False, server_default="0"),
    # The day of its safety appraisal.
    Column("appraised_on", Text),
    # The last judgement's; "" until it was inspected.
    Column("tier", Text, nullable=False, index=True),
    Column("stars", Integer),
    Column("judged_at", BigInteger),
    # When it has to be looked at again.
    Column("look_again_at", BigInteger, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

room_event = Table(
    "room_event",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("room_id", BigId, ForeignKey("room.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    # One of central.rental.housing.room_states.RoomEvent, and the state after it.
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
)

inspection = Table(
    "inspection",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("building_id", BigId, ForeignKey("building.id"), nullable=False),
    # What for: one of central.rental.housing.hazards.Purpose.
    Column("purpose", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "building_id", "at"),
)

hazard = Table(
    "hazard",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("building_id", BigId, ForeignKey("building.id"), nullable=False),
    # None: of the whole building.
    Column("room_id", BigId, ForeignKey("room.id")),
    Column("inspection_id", BigId, ForeignKey("inspection.id"), nullable=False, index=True),
    # One of central.rental.housing.hazards.ITEMS.
    Column("item", Text, nullable=False),
    # What it looks like here.
    Column("words", Text, nullable=False),
    # One of central.rental.housing.hazards.HazardState.
    Column("state", Text, nullable=False),
    Column("found_at", BigInteger, nullable=False),
    Column("found_by", Text, nullable=False),
    Column("mended_at", BigInteger),
    Column("mended_by", Text),
    Column("closed_at", BigInteger),
    Column("closed_by", Text),
    Index(None, "building_id", "state"),
    Index(None, "state", "found_at"),
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("building_id", BigId, ForeignKey("building.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    # Whose act brought it about.
    Column("by", Text, nullable=False),
    # One of central.rental.housing.tiers.SCHEMES, as it was then, and one of its tiers.
    Column("scheme", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("stars", Integer, nullable=False),
    # The rows it follows from, as JSON: hazards that were open, the last inspection.
    Column("because", Text, nullable=False),
)

appeal = Table(
    "appeal",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("building_id", BigId, ForeignKey("building.id"), nullable=False, index=True),
    Column("judgement_id", BigId, ForeignKey("judgement.id"), nullable=False),
    # One of central.rental.housing.appeals.AppealState.
    Column("state", Text, nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", Text),
    Column("why", Text),
)

stay_exception = Table(
    "stay_exception",
    metadata,
    # A stay of more people than a bedroom is meant for, who have a legal duty to care for one another.
    Column("stay_id", BigId, ForeignKey("stay.id"), primary_key=True, autoincrement=False),
    Column("why", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

housing_setting = Table(
    "housing_setting",
    metadata,
    # One of central.rental.housing.settings.NAMES: what the office has chosen in place of what is usual.
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)
