"""What is counted of presentations, told from their records: a power cut does not reset it.

Failures in a row, for each way at a door, so that one way's failures block no other; and for the room that was named
with a PIN or a phone's code. The last code that opened for a phone. And captures of a face at the door's screen, which
are no record.
"""

import sqlite3
from contextlib import suppress
from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from edge.access import Failures
from wire.kinds import Entry, Reason, WayAllowed

NO_FAILURES = Failures()
NO_STEP = -1


class Row(NamedTuple):
    """What failures in a row are counted for; room "" is the way itself."""

    door: str
    method: str
    room: str = ""


def rows_of(body: msgspec.Struct) -> list[Row]:
    """The rows that a record counts for."""
    if isinstance(body, WayAllowed):
        return [Row(body.door, body.method)]
    if not isinstance(body, Entry):
        return []
    rooms = ["", body.room] if body.room else [""]
    return [Row(body.door, body.method, room) for room in rooms]


def after(failures: Failures, body: Entry | WayAllowed, at: int) -> Failures:
    """The count after a record (at: Unix ms).

    Only what was not recognised counts, and only a granted entry or a member of staff ends the row: a presentation
    that was turned away for waiting must not prolong the wait, and a suspended resident was recognised.
    """
    if isinstance(body, WayAllowed) or body.granted:
        return NO_FAILURES
    if body.reason == Reason.NOT_RECOGNISED:
        return Failures(failures.count + 1, at)
    return failures


def after_capture(failures: Failures, *, failed: bool, at: int) -> Failures:
    """The count after a capture (at: Unix ms)."""
    return Failures(failures.count + 1, at) if failed else NO_FAILURES


def load(database: Database, row: Row) -> Failures:
    """The failures in a row that the file has counted."""
    query = "SELECT count, last FROM tries WHERE (door, method, room) = (?, ?, ?)"
    found = database.conn.execute(query, row).fetchone()
    return Failures(*found) if found else NO_FAILURES


def load_step(database: Database, person: str) -> int:
    """Of which step the last code was that opened for `person`."""
    found = database.execute("SELECT step FROM phone_steps WHERE person = ?", [person]).fetchone()
    return int(found[0]) if found else NO_STEP


def count(database: Database, body: msgspec.Struct, at: int) -> None:
    """Keep the counts in step with a record; most change nothing and cost no write."""
    if not isinstance(body, Entry | WayAllowed):
        return
    for row in rows_of(body):
        before = load(database, row)
        keep(database, row, before, after(before, body, at))
    if isinstance(body, Entry) and body.granted and body.step is not None:
        database.execute("INSERT OR REPLACE INTO phone_steps VALUES (?, ?)", [body.person, body.step])


def keep(database: Database, row: Row, before: Failures, now: Failures) -> None:
    """Have the file hold the count `now` in place of `before`."""
    if now == NO_FAILURES != before:
        database.execute("DELETE FROM tries WHERE (door, method, room) = (?, ?, ?)", row)
    elif now is not before:
        database.execute("INSERT OR REPLACE INTO tries VALUES (?, ?, ?, ?, ?)", [*row, now.count, now.last])


def take_over(source: Database, target: Database) -> None:
    """Copy the counts from a broken file as far as they can be read: breaking the file gives nobody new tries."""
    with suppress(sqlite3.Error):
        for row in source.execute("SELECT door, method, room, count, last FROM tries").fetchall():
            target.execute("INSERT INTO tries VALUES (?, ?, ?, ?, ?)", row)
    with suppress(sqlite3.Error):
        for row in source.execute("SELECT person, step FROM phone_steps").fetchall():
            target.execute("INSERT INTO phone_steps VALUES (?, ?)", row)
