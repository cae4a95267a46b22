"""People whose words are sealed, at a house's door."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from central.db import Database
from central.keys.rotation import Rotation, rotate
from central.rental.sealed_words import FIELDS
from central.rental.tables import identity, registration
from central.sealed import opening
from central.sealed.ring import Ring
from tests.central.rental.conftest import NOW, House, door, house
from tests.central.rental.telling import Door

__all__ = ["door", "house"]


def number_of(person: int) -> str:
    return f"E{person:08}"


@dataclass(frozen=True)
class People:
    """The people of a house; their numbers in the table are 1, 2, 3 …"""

    database: Database
    ring: Ring
    box: int

    def add(self, count: int) -> None:
        for person in range(1, count + 1):
            with self.database.writing() as session:
                row = {"box_id": self.box, "person": f"p{person}", "room": "", "state": "granted", "document": "chip"}
                row |= {"way": "", "ways": "", "reasons": "", "registered_at": NOW, "changed_at": NOW}
                session.execute(insert(registration).values(**row, outbox_id=1, seq=person))
                session.execute(insert(identity).values(**self.sealed(session, person, "Ann"), sealed_by="central"))

    def rename(self, person: int, name: str, ring: Ring | None = None) -> None:
        """Write somebody's words anew."""
        with self.database.writing() as session:
            values = self.sealed(session, person, name, ring)
            session.execute(update(identity).where(identity.c.registration_id == person).values(values))

    def sealed(self, session: Any, person: int, name: str, ring: Ring | None = None) -> dict[str, Any]:
        words = dict.fromkeys(FIELDS, "") | {"name": name, "number": number_of(person), "phone": f"1380000{person:04}"}
        return {"registration_id": person, **(ring or self.ring).sealing(session).row(identity, person, words)}

    def rows(self) -> list[Any]:
        with self.database.reading() as session:
            return list(session.execute(select(identity).order_by(identity.c.registration_id)))

    def keys_used(self) -> set[str]:
        """The numbers of the keys that anything is sealed by."""
        texts = [row._mapping[name] for row in self.rows() for name in (*FIELDS, "number_index", "phone_index")]
        return {text.partition(".")[0] for text in texts if text}

    def found(self, person: int, ring: Ring | None = None) -> list[int]:
        """Who is found by the number of this person."""
        with self.database.reading() as session:
            rows = select(identity.c.registration_id)
            ask = (ring or self.ring).find
            return ask(
                session, identity.c.number, number_of(person), lambda here: list(session.scalars(rows.where(here)))
            )

    def rotate(self) -> Rotation:
        return rotate(self.database, self.ring, by="terminal:tests", now=NOW + 1, progress=lambda done, of: None)


@pytest.fixture
def people(house: House, door: Door, tmp_path: Path) -> People:
    ring = opening.open_ring(house.database, tmp_path / "column-keys", now=NOW)
    return People(house.database, ring, house.box)
