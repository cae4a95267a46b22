"""The tables of the two files, as ordered steps. A step that has been released is never changed: add another.

Each step runs once, in a transaction together with the note that it ran (table `_sqlite_migrations`).
"""

import secrets

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

outbox = Migrations("outbox")
roster = Migrations("roster")


@outbox()
def records(database: Database) -> None:
    """Chains of records. The file is made with its first chain; `acknowledged` is what central said last."""
    database.executescript("""
        CREATE TABLE chains (
            number INTEGER PRIMARY KEY,
            outbox TEXT NOT NULL UNIQUE,
            acknowledged INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE records (
            chain INTEGER NOT NULL REFERENCES chains (number),
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body BLOB NOT NULL,
            prev TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (chain, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE failures (
            door TEXT PRIMARY KEY,
            count INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    """)
    begin_chain(database)


@outbox()
def clock(database: Database) -> None:
    """One row: the time that was settled by someone who knows it, and up to which record that holds."""
    database.executescript("""
        CREATE TABLE clock (
            settled INTEGER NOT NULL,
            chain INTEGER NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT;
        INSERT INTO clock VALUES (0, 0, 0);
    """)


@outbox()
def tries(database: Database) -> None:
    """Failures are counted for each way of opening, and for a room by PIN and phone; a phone's code is taken once."""
    database.executescript("""
        CREATE TABLE tries (
            door TEXT NOT NULL,
            method TEXT NOT NULL,
            room TEXT NOT NULL,
            count INTEGER NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (door, method, room)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO tries SELECT door, 'face', '', count, last FROM failures;
        DROP TABLE failures;
        CREATE TABLE phone_steps (
            person TEXT PRIMARY KEY,
            step INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    """)


@roster()
def people(database: Database) -> None:
    """People, their sealed names and references, settings, and a version that changes with every write."""
    database.executescript("""
        CREATE TABLE people (
            person TEXT PRIMARY KEY,
            name BLOB NOT NULL,
            standing TEXT NOT NULL,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE TABLE face_references (
            number INTEGER PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (person) ON DELETE CASCADE,
            model TEXT NOT NULL,
            transform INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX face_references_of_person ON face_references (person);
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT;
        CREATE TABLE version (token TEXT NOT NULL) STRICT;
    """)
    database.execute("INSERT INTO version VALUES (?)", [secrets.token_hex(8)])


@roster()
def ways_to_open(database: Database) -> None:
    """A person's room and weekly hours, and what they open with besides the face: keyed or sealed, never plain."""
    database.executescript("""
        ALTER TABLE people ADD COLUMN room TEXT NOT NULL DEFAULT '';
        ALTER TABLE people ADD COLUMN hours TEXT NOT NULL DEFAULT '[]';
        CREATE TABLE pins (
            person TEXT PRIMARY KEY REFERENCES people (person) ON DELETE CASCADE,
            digest TEXT NOT NULL
        ) STRICT;
        CREATE TABLE cards (
            card BLOB PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (person) ON DELETE CASCADE
        ) STRICT;
        CREATE TABLE phones (
            person TEXT PRIMARY KEY REFERENCES people (person) ON DELETE CASCADE,
            sealed BLOB NOT NULL
        ) STRICT;
    """)


@roster()
def orders(database: Database) -> None:
    """What central orders: invitations, whose stay a person is of, and what is still to be told of what was done."""
    database.executescript("""
        ALTER TABLE people ADD COLUMN stay TEXT NOT NULL DEFAULT '';
        CREATE TABLE invitations (
            stay TEXT PRIMARY KEY,
            code TEXT NOT NULL,
            room TEXT NOT NULL,
            valid_from INTEGER NOT NULL,
            valid_until INTEGER NOT NULL,
            places INTEGER NOT NULL,
            minors INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE untold (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
    """)


@roster()
def agreements(database: Database) -> None:
    """To which words about the use of their face people said yes. Until this step there was one version of them, so
    that is what everybody with a face had agreed to; in which language is not known.
    """
    database.executescript("""
        CREATE TABLE agreements (
            person TEXT NOT NULL REFERENCES people (person) ON DELETE CASCADE,
            version TEXT NOT NULL,
            digest TEXT NOT NULL,
            language TEXT NOT NULL,
            guardian INTEGER NOT NULL,
            PRIMARY KEY (person, version)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO agreements SELECT DISTINCT person, '2026-11-23', '', '', 0 FROM face_references;
    """)


@roster()
def preparations(database: Database) -> None:
    """What people of a stay have answered on their phones before they come, each with a code of their own."""
    database.executescript("""
        CREATE TABLE preparations (
            preparation TEXT PRIMARY KEY,
            stay TEXT NOT NULL,
            code TEXT NOT NULL,
            language TEXT NOT NULL,
            version TEXT NOT NULL,
            face INTEGER NOT NULL
        ) STRICT;
    """)


def begin_chain(database: Database, outbox_id: str | None = None) -> str:
    """A new chain after all others; its outbox id, by chance where none is given."""
    outbox_id = outbox_id or secrets.token_hex(16)
    database.execute("INSERT INTO chains (outbox) VALUES (?)", [outbox_id])
    return outbox_id
