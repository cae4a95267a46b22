"""Puts many rows at once: SQLite takes them in one statement after the other, PostgreSQL by COPY."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

Told = Callable[[int], None]
"""Told how many rows were written since the last time."""


class Rows:
    """Writes in one session, whose transaction is the whole town's."""

    def __init__(self, session: Session, told: Told) -> None:
        self.session, self.told = session, told
        self._connection = session.connection()
        self._driver: Any = self._connection.connection.driver_connection

    def put(self, table: Table, columns: Sequence[str], rows: Collection[tuple[Any, ...]]) -> None:
        """Insert rows: tuples in the order of `columns`, which is that of the table; the others take their default."""
        if isinstance(self._driver, psycopg.Connection):
            names = SQL(", ").join(map(Identifier, columns))
            statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), names)
            with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            compiled = insert(table).inline().compile(dialect=self._connection.dialect, column_keys=list(columns))
            assert compiled.positiontup == list(columns)
            self._driver.executemany(compiled.string, rows)
        self.told(len(rows))

    def drop_indexes(self, table: Table) -> list[str]:
        """Have SQLite put rows without keeping the table's indexes in order; the statements that make them again.

        One that is made of sorted rows in the end takes a quarter of the time.
        """
        if isinstance(self._driver, psycopg.Connection):
            return []
        known = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        indexes = self._driver.execute(known, (table.name,)).fetchall()
        for name, _ in indexes:
            self._driver.execute(f'DROP INDEX "{name}"')
        return [made for _, made in indexes]

    def make_indexes(self, made: Sequence[str], of: int) -> None:
        """Make them again, of a table that holds so many rows."""
        for statement in made:
            self._driver.execute(statement)
            self.told(of)

    def number_on(self, *tables: Table) -> None:
        """Have PostgreSQL give the next row of each a number behind those that were put; SQLite does so by itself."""
        if not isinstance(self._driver, psycopg.Connection):
            return
        for table in tables:
            behind = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, "id")
            self.session.execute(select(func.setval(sequence, behind, False)))
