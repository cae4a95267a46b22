"""Preparations as they lie in the roster: what somebody of a stay has answered on their phone before they come.

Each has a code of its own; only its digest is kept. One goes with the invitation to its stay, at the latest.
"""

import hmac
from dataclasses import dataclass

from sqlite_utils import Database

from edge.store import invitations
from edge.store.invitations import Invitation
from wire.claim import normalised
from wire.orders import code_digest

_STORE = (
    "INSERT OR REPLACE INTO preparations (preparation, stay, code, language, version, face) VALUES (?, ?, ?, ?, ?, ?)"
)
_ALL = "SELECT preparation, stay, language, version, face, code FROM preparations"


@dataclass(frozen=True)
class Preparation:
    """The answers of one person who is invited to `stay`. language, version: of the notices they answered; that of the
    registration is acknowledged. face: their yes or no to the use of the face.
    """

    preparation: str
    stay: str
    language: str
    version: str
    face: bool


@dataclass(frozen=True)
class Prepared:
    """A preparation and the invitation it goes with, which is in force."""

    invitation: Invitation
    preparation: Preparation


def store(database: Database, preparation: Preparation, code: str) -> None:
    """Keep a preparation, in the place of what was answered before. code: its own code's digest (`code_digest`)."""
    row = [preparation.preparation, preparation.stay, code, preparation.language, preparation.version, preparation.face]
    database.execute(_STORE, row)


def delete(database: Database, preparation: str) -> None:
    """Forget a preparation, if there is one."""
    database.execute("DELETE FROM preparations WHERE preparation = ?", [preparation])


def delete_uninvited(database: Database) -> None:
    """Forget all whose stay nobody is invited to any more."""
    database.execute("DELETE FROM preparations WHERE stay NOT IN (SELECT stay FROM invitations)")


def of_id(database: Database, preparation: str, now: int) -> Prepared | None:
    """The preparation with that id, if its stay has not ended by `now` (Unix ms)."""
    row = database.execute(f"{_ALL} WHERE preparation = ?", [preparation]).fetchone()
    return _prepared(database, row, now) if row else None


def of_code(database: Database, code: str, now: int) -> Prepared | None:
    """The preparation that `code` (as someone typed it) belongs to, if its stay has not ended by `now` (Unix ms).

    All are compared, each in constant time: how long it takes says nothing about a digest.
    """
    typed = normalised(code)
    rows = database.execute(_ALL).fetchall()
    found = [row for row in rows if hmac.compare_digest(code_digest(typed, row[1]), row[5])]
    return _prepared(database, found[0], now) if found else None


def _prepared(database: Database, row: tuple[str, str, str, str, int, str], now: int) -> Prepared | None:
    preparation, stay, language, version, face, _ = row
    invitation = invitations.of_stay(database, stay, now)
    return Prepared(invitation, Preparation(preparation, stay, language, version, bool(face))) if invitation else None
