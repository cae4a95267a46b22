"""A new key, and everything sealed anew by it, a few rows at a time while central works.

1. A key is made in the file, unless a newer one than the database knows lies there already.
2. The database puts it in force: whoever seals from now on seals by it, and whoever reads it finds it in the file.
3. Row by row, what is sealed by others is opened and sealed anew; a row has one key before and one after, never half.

It may be killed at any time: the next run goes on. Readers and searches know both keys until the old one is retired.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.errors import KeyMissing
from central.keys.needs import TABLES, sealed_by_others
from central.sealed import keyfile, opening
from central.sealed.columns import protected_columns, row_number, sealed_columns
from central.sealed.ring import Ring, Sealing
from central.sealed.tables import column_key
from central.sealed.words import is_sealed
from wire.sealed import NotSealed

AT_ONCE = 100
"""Rows in one transaction: on SQLite everybody else waits to write meanwhile."""

_ROW = "row_that_is_sealed_anew"
_IN_FORCE = select(column_key.c.id).where(column_key.c.replaced_at.is_(None))


@dataclass
class Rotation:
    """What was done. key: that everything is sealed by now. rows: how many were sealed anew.

    damaged: rows that hold what does not open, as TABLE:NUMBER; they stay as they are, and keep their key from being
    retired.
    """

    key: int
    rows: int = 0
    damaged: list[str] = field(default_factory=list)


def rotate(database: Database, ring: Ring, *, by: str, now: int, progress: Callable[[int, int], None]) -> Rotation:
    """Seal everything by a new key, or finish what was cut short. progress: rows done, and of how many (about).

    Raises ConfigError when the file can't be changed.
    """
    with database.reading() as session:
        before = session.execute(_IN_FORCE).scalar_one()
    finished = _seal_all(database, ring, before, progress)
    if finished.rows:
        return finished
    return _seal_all(database, ring, _put_in_force(database, ring, before, by, now), progress)


def _seal_all(database: Database, ring: Ring, key: int, progress: Callable[[int, int], None]) -> Rotation:
    done = Rotation(key)
    with database.reading() as session:
        waiting = _count(session, key)
    for table in TABLES if waiting else ():
        after: int | None = 0
        while after is not None:
            began = time.monotonic()
            after = _step(database, ring, table, after, done)
            progress(done.rows, max(waiting, done.rows))
            # Others have their turn: SQLite's do not queue up, they look again now and then. A sleep will do: this is a
            # command, and ^C ends it here as anywhere.
            time.sleep(time.monotonic() - began)
    return done


def _count(session: Session, key: int) -> int:
    """How many rows are not sealed by this key."""
    counted = (select(func.count()).select_from(table).where(sealed_by_others(table, key)) for table in TABLES)
    return sum(session.execute(query).scalar_one() for query in counted)


def _put_in_force(database: Database, ring: Ring, before: int, by: str, now: int) -> int:
    """A newer key than `before`; another process's, where one was quicker."""
    kept = keyfile.read(ring.file)
    newest = kept[max(kept)] if max(kept) > before else keyfile.add(ring.file, now=now)
    with suppress(IntegrityError), database.writing() as session:
        if session.execute(_IN_FORCE).scalar_one() == before:
            opening.put_in_force(session, newest, now=now)
            audit.note(session, by=by, act="keys.rotate", of=f"column-key:{newest.id}")
    with database.reading() as session:
        return int(session.execute(_IN_FORCE).scalar_one())


def _step(database: Database, ring: Ring, table: Table, after: int, done: Rotation) -> int | None:
    """Seal some rows behind `after` anew; the last of them, None when there are no more."""
    number = row_number(table)
    with database.writing() as session:
        chosen = select(table).where(number > after, sealed_by_others(table, done.key))
        rows = session.execute(chosen.order_by(number).limit(AT_ONCE).with_for_update()).all()
        if not rows:
            return None
        anew = list(_sealed_anew(ring.sealing(session), ring, table, rows, done))
        if anew:
            session.connection().execute(update(table).where(number == bindparam(_ROW)), anew)
        done.rows += len(anew)
    return int(getattr(rows[-1], number.name))


def _sealed_anew(
    sealing: Sealing, ring: Ring, table: Table, rows: Iterable[Any], done: Rotation
) -> Iterator[dict[str, Any]]:
    """The values of each row that opens; all with the same columns, so that they are written in one go."""
    number, columns = row_number(table).name, [column.name for column in protected_columns(table)]
    for row in rows:
        place = getattr(row, number)
        try:
            values = sealing.row(table, place, _words(ring, table, row))
        except (NotSealed, KeyMissing):
            done.damaged.append(f"{table.name}:{place}")
        else:
            yield {_ROW: place, **{name: getattr(row, name) for name in columns}, **values}


def _words(ring: Ring, table: Table, row: Any) -> dict[str, str]:
    """Column → word, of what central has sealed in a row. Raises NotSealed."""
    sealed = {column: getattr(row, column.name) for column in sealed_columns(table)}
    number = getattr(row, row_number(table).name)
    return {column.name: ring.unseal(column, number, text) for column, text in sealed.items() if is_sealed(text)}
