"""Invitations as they lie in the roster: who holds a code may enrol for a stay. Only a digest of the code is kept."""

import hmac
from dataclasses import dataclass

from sqlite_utils import Database

from wire.claim import normalised
from wire.orders import code_digest

_STORE = (
    "INSERT OR REPLACE INTO invitations (stay, room, valid_from, valid_until, places, minors, code)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_IN_FORCE = "SELECT stay, room, valid_from, valid_until, places, minors, code FROM invitations WHERE valid_until > ?"
_TAKEN = "SELECT person FROM people WHERE stay = ? AND standing <> 'revoked' ORDER BY rowid"


@dataclass(frozen=True)
class Invitation:
    """A stay that people may enrol for, from `begin` until `until` (Unix ms, exclusive).

    minors: there is a guardian, so that people under 14 may. used_by: who is of the stay already, revoked people left
    out: they free their place.
    """

    stay: str
    room: str
    begin: int
    until: int
    places: int
    minors: bool
    used_by: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether all its places are taken."""
        return len(self.used_by) >= self.places


def store(database: Database, invitation: Invitation, code: str) -> None:
    """Keep an invitation, in the place of an older one for the stay. code: the code's digest (`code_digest`)."""
    row = [invitation.stay, invitation.room, invitation.begin, invitation.until, invitation.places, invitation.minors]
    database.execute(_STORE, [*row, code])


def delete(database: Database, stay: str) -> None:
    """Take back the invitation for a stay, if there is one."""
    database.execute("DELETE FROM invitations WHERE stay = ?", [stay])


def delete_ended(database: Database, now: int) -> None:
    """Let go of invitations whose stay has ended by `now` (Unix ms)."""
    database.execute("DELETE FROM invitations WHERE valid_until <= ?", [now])


def of_stay(database: Database, stay: str, now: int) -> Invitation | None:
    """The invitation for a stay that has not ended by `now` (Unix ms)."""
    row = database.execute(_IN_FORCE + " AND stay = ?", [now, stay]).fetchone()
    return _invitation(database, *row) if row else None


def of_code(database: Database, code: str, now: int) -> Invitation | None:
    """The invitation that `code` (as someone typed it) belongs to, if its stay has not ended by `now` (Unix ms).

    All are compared, each in constant time: how long it takes says nothing about a digest.
    """
    rows = database.execute(_IN_FORCE, [now]).fetchall()
    typed = normalised(code)
    found = [row for row in rows if hmac.compare_digest(code_digest(typed, row[0]), row[6])]
    return _invitation(database, *found[0]) if found else None


def _invitation(
    database: Database, stay: str, room: str, begin: int, until: int, places: int, minors: int, _: str
) -> Invitation:
    used_by = tuple(person for (person,) in database.execute(_TAKEN, [stay]))
    return Invitation(stay, room, begin, until, places, bool(minors), used_by)
