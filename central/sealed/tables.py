"""Which keys columns are sealed by: numbers, and check values that tell a key from another. Times are Unix ms."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from central.db import metadata

column_key = Table(
    "column_key",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("check_value", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    # Since when a newer one seals; None of the one that does.
    Column("replaced_at", BigInteger),
    # Since when nothing is sealed by it any more, and it is not asked for.
    Column("retired_at", BigInteger),
)
