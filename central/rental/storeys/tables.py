"""Names of storeys, and which of them an inspection has looked at. Times are Unix ms."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from central.db import BigId, metadata

storey = Table(
    "storey",
    metadata,
    Column("building_id", BigId, ForeignKey("building.id"), nullable=False),
    # The ground floor is 1, the one below it -1; there is no 0.
    Column("number", Integer, nullable=False, autoincrement=False),
    # As people say it: the shops, the mezzanine.
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("building_id", "number"),
)

inspected_storey = Table(
    "inspected_storey",
    metadata,
    # Without a row an inspection has looked at the whole house.
    Column("inspection_id", BigId, ForeignKey("inspection.id"), nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    PrimaryKeyConstraint("inspection_id", "number"),
)
