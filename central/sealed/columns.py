"""How a subject says in its tables.py that a column is sealed.

    person = Table("person", metadata, Column("id", BigId, primary_key=True), *sealed("name"),
                   *sealed("number", found_as=numbers.document))

A sealed column takes nothing but sealed words, so nobody can write one in the clear by mistake; "" is no word at all.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Column, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

from central.sealed.words import is_fingerprint, is_sealed

INDEX = "_index"
"""What the name of the column of fingerprints ends with."""
_BOX = re.compile(r"[A-Za-z0-9_-]{64,160}( [A-Za-z0-9_-]{64,160})*", re.ASCII)
"""As a box seals for central (`wire.sealed`), until central seals it itself; long words come in pieces."""


def is_sealed_by_box(text: str) -> bool:
    """Whether `text` has the form of what a box seals."""
    return _BOX.fullmatch(text) is not None


class Sealed(TypeDecorator[str]):
    """Text that nobody reads without a key. found_as: how a word is written before its fingerprint is made."""

    impl = Text
    cache_ok = True

    def __init__(self, found_as: Callable[[str], str] | None = None) -> None:
        super().__init__()
        self.found_as = found_as

    def process_bind_param(self, value: str | None, _: Any) -> str | None:
        """Refuse what is not sealed. The value itself is not told: it may be what must not be known."""
        if not value or is_sealed(value) or is_sealed_by_box(value):
            return value
        raise ValueError("a sealed column takes sealed words only (central.sealed)")


class Fingerprint(TypeDecorator[str]):
    """What a sealed word is found by."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Any) -> str | None:
        """Refuse what is none."""
        if value is None or is_fingerprint(value):
            return value
        raise ValueError("a column of fingerprints takes fingerprints only (central.sealed)")


def sealed(name: str, found_as: Callable[[str], str] | None = None) -> list[Column[Any]]:
    """A sealed column; with `found_as` also NAME_index, by which its words are found."""
    column: Column[Any] = Column(name, Sealed(found_as), nullable=False)
    return [column, Column(f"{name}{INDEX}", Fingerprint, index=True)] if found_as else [column]


def sealed_columns(table: Table) -> list[Column[Any]]:
    """The sealed columns of a table."""
    return [column for column in table.columns if isinstance(column.type, Sealed)]


def protected_columns(table: Table) -> list[Column[Any]]:
    """Those, and the columns of fingerprints beside them."""
    return [column for column in table.columns if isinstance(column.type, Sealed | Fingerprint)]


def sealed_tables(metadata: MetaData) -> Iterable[Table]:
    """The tables that have any."""
    return [table for table in metadata.sorted_tables if sealed_columns(table)]


def row_number(table: Table) -> Column[Any]:
    """The one number that names a row, which what is sealed in it is bound to."""
    (key,) = table.primary_key.columns
    return key


def index_of(column: Column[Any]) -> Column[Any]:
    """The column of fingerprints beside a sealed one that words are found in."""
    return column.table.c[f"{column.name}{INDEX}"]
