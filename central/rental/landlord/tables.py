"""Boxes that landlords have asked a code for. Times are Unix ms."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table

from central.db import BigId, metadata

coming_box = Table(
    "coming_box",
    metadata,
    # The code is a row of its own and says when it was used, and by which box.
    Column("claim_code_id", BigId, ForeignKey("claim_code.id"), primary_key=True, autoincrement=False),
    Column("building_id", BigId, ForeignKey("building.id"), nullable=False, index=True),
    Column("landlord_id", BigId, ForeignKey("staff.id"), nullable=False, index=True),
    # When its rooms were said; None until then.
    Column("settled_at", BigInteger),
)
