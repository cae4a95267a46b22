"""To which words about the use of their face people said yes, as it lies in the roster's rows.

A person may have agreed to several versions, one after the other; when the face goes, all of it goes.
"""

from collections import defaultdict

from sqlite_utils import Database

from edge.agreement import Agreement

_COLUMNS = "version, digest, language, guardian"


def store(database: Database, person: str, agreement: Agreement) -> None:
    """Keep one more yes."""
    row = [person, agreement.version, agreement.digest, agreement.language, agreement.guardian]
    database.execute("INSERT OR REPLACE INTO agreements VALUES (?, ?, ?, ?, ?)", row)


def of(database: Database, person: str) -> list[Agreement]:
    """All that `person` said yes to, the oldest version first."""
    query = f"SELECT {_COLUMNS} FROM agreements WHERE person = ? ORDER BY version"  # noqa: S608 - names of ours
    return [_agreement(*row) for row in database.execute(query, [person])]


def of_all_faces(database: Database) -> dict[str, list[Agreement]]:
    """What everybody said yes to whose face is kept; nothing, where that is not known."""
    found: defaultdict[str, list[Agreement]] = defaultdict(list)
    for (person,) in database.execute("SELECT DISTINCT person FROM face_references").fetchall():
        found[person] += of(database, person)
    return found


def forget(database: Database, person: str) -> None:
    """The face of `person` is erased: no yes is left."""
    database.execute("DELETE FROM agreements WHERE person = ?", [person])


def _agreement(version: str, digest: str, language: str, guardian: int) -> Agreement:
    return Agreement(version, digest, language, bool(guardian))
