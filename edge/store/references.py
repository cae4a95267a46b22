"""Face references as they lie in the roster: turned by the secret transform, then sealed, one row each."""

from contextlib import suppress
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
    probe by the same before comparing. It need not be the one in force: while a renewal is under way, these may be
    turned by the one before. unreadable: references this box's keys do not open (a roster copied from another box).
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
    query = "SELECT person, transform, sealed FROM face_references WHERE model = ? ORDER BY number"
    stored = database.execute(query, [model]).fetchall()
    # As they lie there, since another process may just have forgotten the transform that was in force.
    wanted = max((transform for _, transform, _ in stored), default=keeper.transform_number)
    people: list[str] = []
    rows: list[Templates] = []
    for person, transform, sealed in stored:
        # One row that does not open must not keep everybody else outside.
        with suppress(VaultError):
            rows.append(keeper.renewed(_opened(keeper, person, model, transform, sealed), transform, wanted))
            people.append(person)
    templates = np.vstack(rows) if rows else np.empty((0, 0), np.float32)
    for row in rows:
        row.fill(0)
    return References(people, templates, wanted, len(stored) - len(people))


def renew(database: Database, keeper: Keeper) -> int:
    """Write every reference of an older transform anew under the one in force; how many.

    Those that this box's keys do not open stay as they are. Raises VaultError when an older transform is missing.
    """
    wanted = keeper.transform_number
    query = "SELECT number, person, model, transform, sealed FROM face_references WHERE transform <> ?"
    rows = database.execute(query, [wanted]).fetchall()
    renewed = 0
    for number, person, model, transform, sealed in rows:
        try:
            plain = _opened(keeper, person, model, transform, sealed)
        except VaultError:
            continue
        (turned,) = keeper.renewed(plain, transform, wanted)
        database.execute("DELETE FROM face_references WHERE number = ?", [number])
        _insert(database, keeper, person, model, wanted, turned)
        renewed += 1
    return renewed


def erase(database: Database, person: str) -> None:
    """Delete all references of `person`, of every model."""
    database.execute("DELETE FROM face_references WHERE person = ?", [person])


def digests(database: Database, person: str) -> list[str]:
    """SHA-256 of each sealed reference of `person`: says which ones were erased, and nothing about the face."""
    query = "SELECT sealed FROM face_references WHERE person = ? ORDER BY number"
    return [sha256(sealed).hexdigest() for (sealed,) in database.execute(query, [person])]


def _insert(database: Database, keeper: Keeper, person: str, model: str, transform: int, turned: Templates) -> None:
    sealed = keeper.seal(turned.astype("<f4").data.cast("B"), _context(person, model, transform))
    row = [person, model, transform, sealed]
    database.execute("INSERT INTO face_references (person, model, transform, sealed) VALUES (?, ?, ?, ?)", row)


def _opened(keeper: Keeper, person: str, model: str, transform: int, sealed: bytes) -> Templates:
    """1 × d, as it was turned when it was stored."""
    plain = keeper.unseal(sealed, _context(person, model, transform))
    return np.frombuffer(plain, "<f4").astype(np.float32, copy=False)[None, :]


def _context(person: str, model: str, number: int) -> str:
    """Binds a sealed reference to its place: moved to another person's row, it does not open."""
    return f"reference:{person}:{model}:{number}"
