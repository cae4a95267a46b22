"""Deletes what is kept of a person from the roster's rows; what is left is a signed proof (docs/keys.md)."""

from sqlite_utils import Database

from edge.store import agreed, references, untold
from edge.store.keeper import Keeper
from wire.erasure import Statement, What, prove
from wire.kinds import Erasure


def erase(database: Database, person: str, what: What, at: int) -> Statement:
    """Delete the person, or only the references of their face; what can be said of it. at: Unix ms."""
    digests = references.digests(database, person)
    references.erase(database, person)
    agreed.forget(database, person)
    if what == "all":
        database.execute("DELETE FROM people WHERE person = ?", [person])
    return Statement(person, what, at, digests)


def tell(database: Database, keeper: Keeper, erased: Statement) -> None:
    """Have the erasure told, with the proof: the record's time is the statement's."""
    proof = prove(erased, keeper.public_key, keeper.sign)
    untold.add(database, Erasure(erased.erased, erased.what, erased.references, proof.signature), erased.at)


def departed(database: Database, now: int) -> list[str]:
    """Whose stay has ended by `now` (Unix ms), or was revoked, and whose face is still kept."""
    query = (
        "SELECT person FROM people WHERE (valid_until <= ? OR standing = 'revoked')"
        " AND person IN (SELECT person FROM face_references) ORDER BY rowid"
    )
    return [person for (person,) in database.execute(query, [now])]
