"""A subject with sealed columns that no migration knows, and a file of keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, select

from central.db import BigId, Database
from central.sealed import numbers, opening
from central.sealed.columns import sealed
from central.sealed.ring import Ring

NOW = 1_800_000_000_000

stranger = Table(
    "stranger",
    MetaData(),
    Column("id", BigId, primary_key=True),
    *sealed("name"),
    *sealed("number", found_as=numbers.document),
)


@dataclass(frozen=True)
class Town:
    """A database where strangers are kept, and the keys."""

    database: Database
    file: Path
    ring: Ring

    def keep(self, row: int, **words: str) -> None:
        """Write somebody down."""
        with self.database.writing() as session:
            values = self.ring.sealing(session).row(stranger, row, words)
            session.execute(stranger.insert().values(id=row, **{"name": "", "number": ""} | values))

    def found(self, number: str, ring: Ring | None = None) -> list[int]:
        """Who has that number."""
        with self.database.reading() as session:
            rows = select(stranger.c.id).order_by(stranger.c.id)
            ask = (ring or self.ring).find
            return ask(session, stranger.c.number, number, lambda here: list(session.scalars(rows.where(here))))

    def read(self, row: int, ring: Ring | None = None) -> tuple[str, str]:
        """Name and number of somebody."""
        with self.database.reading() as session:
            kept = session.execute(select(stranger).where(stranger.c.id == row)).one()
        own = ring or self.ring
        return own.unseal(stranger.c.name, row, kept.name), own.unseal(stranger.c.number, row, kept.number)


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[Town]:
    file = tmp_path / "column-keys"
    stranger.create(database.engine)
    yield Town(database, file, opening.open_ring(database, file, now=NOW))
    stranger.drop(database.engine)
