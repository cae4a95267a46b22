"""Which rows need which key: sealed words and fingerprints begin with its number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from central.sealed.columns import protected_columns, sealed_tables
from central.sealed.tables import column_key
from central.tables import metadata

TABLES = sealed_tables(metadata)
"""Those that have sealed columns."""


def sealed_by(table: Table, number: int) -> ColumnElement[bool]:
    """Whether anything in a row is sealed by this key."""
    return or_(*(text.like(f"k{number}.%") for text in _texts(table)))


def sealed_by_others(table: Table, number: int) -> ColumnElement[bool]:
    """Whether anything in a row is sealed by another. What a box has sealed, and central not yet, does not count."""
    return or_(*(and_(text.like("k%.%"), text.not_like(f"k{number}.%")) for text in _texts(table)))


def count(session: Session, number: int) -> int:
    """How many rows need a key."""
    counted = (select(func.count()).select_from(table).where(sealed_by(table, number)) for table in TABLES)
    return sum(session.execute(query).scalar_one() for query in counted)


@dataclass(frozen=True)
class KeyRow:
    """A key as the database knows it. state: seals, opens or retired. rows: how many need it. made_at: Unix ms."""

    id: int
    made_at: int
    state: str
    rows: int


def listed(session: Session) -> list[KeyRow]:
    """Every key there was, the oldest first."""
    kept = session.execute(select(column_key).order_by(column_key.c.id)).all()
    return [KeyRow(row.id, row.made_at, _state(row), count(session, row.id)) for row in kept]


def _state(row: Any) -> str:
    if row.retired_at is not None:
        return "retired"
    return "seals" if row.replaced_at is None else "opens"


def _texts(table: Table) -> Iterable[ColumnElement[str]]:
    # As plain text: their own types would refuse a pattern.
    return [type_coerce(column, Text) for column in protected_columns(table)]
