"""The keys that this process holds, and what is done by them: seal the words of a row, open one, find one.

    values = ring.sealing(session).row(person, 17, {"name": "张三丰", "number": "330…"})    within a writing transaction
    name = ring.unseal(person.c.name, 17, row.name)
    rows = ring.find(session, person.c.number, typed, lambda here: session.execute(select(…).where(here)).all())

Another process may bring a new key at any time. A number that is not known here is looked for in the file again; and
the database says which key seals, so that nobody goes on with one that is about to be taken away.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import Column, ColumnElement, Table, select
from sqlalchemy.orm import Session

from central.errors import KeyMissing
from central.sealed import keyfile, words
from central.sealed.columns import Sealed, index_of
from central.sealed.keyfile import Key
from central.sealed.tables import column_key

_RING = "menlu-column-keys"
_SEALING = select(column_key.c.id).where(column_key.c.replaced_at.is_(None))
_OPENING = select(column_key.c.id).where(column_key.c.retired_at.is_(None)).order_by(column_key.c.id)

_Found = TypeVar("_Found")


class Ring:
    """The keys of one file."""

    def __init__(self, file: Path) -> None:
        """Raises ConfigError when the file is missing, unsafe or no file of keys."""
        self.file = file
        self._keys = keyfile.read(file)

    def key(self, number: int) -> Key:
        """The key by that number. Raises KeyMissing, ConfigError."""
        if number not in self._keys:
            # One that was taken away stays known here: a word that was read before may still be opened.
            self._keys = self._keys | keyfile.read(self.file)
        if number not in self._keys:
            reason = f"lacks key {number}, which the database names: put the file of the other machines there"
            raise KeyMissing(f"column_keys = '{self.file}' {reason} (docs/keys.md)")
        return self._keys[number]

    def sealing(self, session: Session) -> "Sealing":
        """Seals for one writing transaction, until whose end its key is not taken away. Raises KeyMissing."""
        # PostgreSQL finds none where another process has just put a newer one in force: then that is there now.
        number = _held(session) or _held(session)
        assert number is not None, "open_ring has put a key in force"
        return Sealing(self.key(number))

    def unseal(self, column: Column[Any], row: int, sealed: str) -> str:
        """A word; "" where there is none. Raises NotSealed, KeyMissing."""
        return words.unseal(self.key, place_of(column, row), sealed) if sealed else ""

    def find(
        self, session: Session, column: Column[Any], typed: str, ask: Callable[[ColumnElement[bool]], _Found]
    ) -> _Found:
        """What `ask` answers for rows whose word is the one typed. Raises KeyMissing.

        Rows are found under every key in force. Where one was added while it was asked, it is asked again: rows may
        have been sealed anew meanwhile.
        """
        while True:
            known = session.scalars(_OPENING).all()
            made = [_fingerprint(self.key(number), column, typed) for number in known]
            found = ask(index_of(column).in_([each for each in made if each]))
            if session.scalars(_OPENING).all() == known:
                return found

    def fingerprints(self, session: Session, column: Column[Any], typed: Iterable[str]) -> dict[str, str]:
        """What rows with these words may be found by, whichever key in force they are sealed by → the word.

        For many words at once. Whoever must miss none asks by `find`. Raises KeyMissing.
        """
        known = [self.key(number) for number in session.scalars(_OPENING).all()]
        pairs = ((_fingerprint(key, column, word), word) for word in typed for key in known)
        return {fingerprint: word for fingerprint, word in pairs if fingerprint}


class Sealing:
    """Seals by the newest key."""

    def __init__(self, key: Key) -> None:
        self.key = key

    def row(self, table: Table, row: int, plain: Mapping[str, str]) -> dict[str, str | None]:
        """The values of a row's sealed columns, and of those they are found by. plain: column → word, "" for none."""
        values: dict[str, str | None] = {}
        for name, word in plain.items():
            column = table.c[name]
            values[name] = words.seal(self.key, place_of(column, row), word) if word else ""
            if _found_as(column):
                values[index_of(column).name] = _fingerprint(self.key, column, word)
        return values


def init_app(app: Flask, ring: Ring) -> None:
    """Give `app` its keys."""
    app.extensions[_RING] = ring


def ring() -> Ring:
    """The keys of the current app."""
    found: Ring = current_app.extensions[_RING]
    return found


def place_of(column: Column[Any], row: int) -> str:
    """What a sealed word is bound to."""
    return f"{column.table.name}.{column.name}:{row}"


def _held(session: Session) -> int | None:
    return session.scalar(_SEALING.with_for_update(read=True))


def _fingerprint(key: Key, column: Column[Any], word: str) -> str | None:
    found_as = _found_as(column)
    assert found_as, f"{column} is not declared as one that words are found in"
    plain = found_as(word)
    return words.fingerprint(key, f"{column.table.name}.{column.name}", plain) if plain else None


def _found_as(column: Column[Any]) -> Callable[[str], str] | None:
    assert isinstance(column.type, Sealed), f"{column} is not a sealed column"
    return column.type.found_as
