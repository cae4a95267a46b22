"""The tree of places. Times are Unix milliseconds."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, UniqueConstraint

from central.db import BigId, metadata

place = Table(
    "place",
    metadata,
    # 1 is the town itself (`central.web.grants.TOWN`), made with the table.
    Column("id", BigId, primary_key=True),
    # One of central.place.rules.Kind.
    Column("kind", Text, nullable=False),
    # "" of the town until somebody names it.
    Column("name", Text, nullable=False),
    Column("parent_id", BigId, ForeignKey("place.id")),
    # The numbers from the town down to this place, as /1/5/9/: what is below begins with it.
    Column("path", Text, nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    UniqueConstraint("parent_id", "name"),
)

place_outline = Table(
    "place_outline",
    metadata,
    # Apart from the place: most who ask for places need no outline.
    Column("place_id", BigId, ForeignKey("place.id"), primary_key=True, autoincrement=False),
    # GeoJSON (RFC 7946), as central.place.geometry writes it.
    Column("geometry", Text, nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    Column("noted_by", Text, nullable=False),
)
