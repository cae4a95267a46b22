"""Face references as they lie in the roster: turned by the secret transform, then sealed, one row each."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from sqlite_utils import Database

from edge.errors import VaultError
from edge.store.keeper import Keeper, Templates


@dataclass(frozen=True, eq=False)
class References:
    """All references of one model, for the gallery.

    people: whose each row is. templates: n × d float32, turned by the vault's transform number `transform`: turn a
    probe by the same before comparing. unreadable: references this box's keys do not open (a roster copied from
    another box).
    """

    people: list[str]
    templates: Templates
    transform: int
    unreadable: int


def store(database: Database, keeper: Keeper, person: str, model: str, templates: Templates) -> None:
    """Make `templates` (n × d, as the embedder gave them) the only references of `person` for `model`."""
    database.execute("DELETE FROM face_references WHERE person = ? AND model = ?", [person, model])
    number = keeper.transform_number
    for turned in keeper.transform(templates, number):
        _insert(database, keeper, person, model, number, turned)


def load(database: Database, keeper: Keeper, model: str) -> References:
    """The references made by the model with digest `model`."""
    people: list[str] = []
    rows: list[Templates] = []
    unreadable = 0
    wanted = keeper.transform_number
    query = "SELECT person, transform, sealed FROM face_references WHERE model = ? ORDER BY number"
    for person, number, sealed in database.execute(query, [model]):
        try:
            rows.append(_opened(keeper, person, model, number, wanted, sealed))
            people.append(person)
        except VaultError:
            # One row that does not open must not keep everybody else outside.
            unreadable += 1
    templates = np.vstack(rows) if rows else np.empty((0, 0), np.float32)
    return References(people, templates, wanted, unreadable)


def renew(database: Database, keeper: Keeper) -> int:
    """Write every reference of an older transform anew under the one in force; how many."""
    wanted = keeper.transform_number
    query = "SELECT number, person, model, transform, sealed FROM face_references WHERE transform <> ?"
    rows = database.execute(query, [wanted]).fetchall()
    for number, person, model, transform, sealed in rows:
        turned = _opened(keeper, person, model, transform, wanted, sealed)
        database.execute("DELETE FROM face_references WHERE number = ?", [number])
        _insert(database, keeper, person, model, wanted, turned[0])
    return len(rows)


def digests(database: Database, person: str) -> list[str]:
    """SHA-256 of each sealed reference of `person`: says which ones were erased, and nothing about the face."""
    query = "SELECT sealed FROM face_references WHERE person = ? ORDER BY number"
    return [sha256(sealed).hexdigest() for (sealed,) in database.execute(query, [person])]


def _insert(database: Database, keeper: Keeper, person: str, model: str, transform: int, turned: Templates) -> None:
    sealed = keeper.seal(turned.astype("<f4").tobytes(), _context(person, model, transform))
    row = [person, model, transform, sealed]
    database.execute("INSERT INTO face_references (person, model, transform, sealed) VALUES (?, ?, ?, ?)", row)


def _opened(keeper: Keeper, person: str, model: str, stored: int, wanted: int, sealed: bytes) -> Templates:
    """1 × d, turned by transform `wanted`; it was stored turned by `stored`."""
    plain = keeper.unseal(sealed, _context(person, model, stored))
    return keeper.renewed(np.frombuffer(plain, "<f4").astype(np.float32)[None, :], stored, wanted)


def _context(person: str, model: str, number: int) -> str:
    """Binds a sealed reference to its place: moved to another person's row, it does not open."""
    return f"reference:{person}:{model}:{number}"
