"""What the pages read of registers: files that were brought, their rows, entries that count. Times are Unix ms."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from central.place import service as places
from central.rental.housing.tables import building
from central.rental.registers.checking import Finding
from central.rental.registers.columns import Field, Kind
from central.rental.registers.comparing import Standing, counts
from central.rental.registers.states import State
from central.rental.registers.tables import ROWS, register_import, register_row
from central.rental.scope import Scope
from central.rental.tables import room


@dataclass(frozen=True)
class ImportRow:
    """A file that somebody has brought. heads (sealed), columns: of its sheet, once that was read."""

    id: int
    kind: Kind
    place_id: int
    called: str
    state: State
    heads: str
    columns: Mapping[Field, int]
    problem: str
    row_count: int
    done_count: int
    made_at: int
    made_by: str
    taken_at: int | None
    taken_by: str | None
    ended_at: int | None
    ended_by: str | None


@dataclass(frozen=True)
class SheetRow:
    """A row of a file. said, cells: sealed; columns: where in the cells each field is."""

    id: int
    import_id: int
    standing: Standing
    findings: tuple[Finding, ...]
    said: str
    cells: str
    columns: Mapping[Field, int]
    room_id: int | None
    kind: Kind
    room: str | None
    house: str | None

    @property
    def number(self) -> int:
        """Of the row in its sheet."""
        return self.id % ROWS


@dataclass(frozen=True)
class EntryRow:
    """Somebody who stands in a register that was taken over. said: sealed. since, until: ISO days."""

    id: int
    import_id: int
    room_id: int
    room: str
    house: str
    since: str | None
    until: str | None
    findings: tuple[Finding, ...]
    said: str
    taken_at: int


_OF_IMPORT = [
    register_import.c[name]
    for name in (
        *("id", "kind", "place_id", "called", "state", "heads", "columns", "problem", "row_count", "done_count"),
        *("made_at", "made_by", "taken_at", "taken_by", "ended_at", "ended_by"),
    )
]


def imports_chosen(scope: Scope) -> Select[Any]:
    """Every file of a place in scope, for a list."""
    return select(*_OF_IMPORT).where(places.within(scope.reach, register_import.c.place_id))


def import_rows(rows: Iterable[Any]) -> list[ImportRow]:
    """Rows of the database as the pages know them."""
    return [ImportRow(**dict(row._mapping) | _read(row)) for row in rows]


def import_of(session: Session, scope: Scope, import_id: int) -> ImportRow | None:
    """One file; None when there is none in scope."""
    chosen = imports_chosen(scope).where(register_import.c.id == import_id)
    return next(iter(import_rows(session.execute(chosen))), None)


def standings(session: Session, import_id: int) -> dict[Standing, int]:
    """How many rows of a file are new, the same, changed, wrong."""
    chosen = select(register_row.c.standing, func.count()).where(register_row.c.import_id == import_id)
    found = {Standing(name): number for name, number in session.execute(chosen.group_by(register_row.c.standing))}
    return {each: found.get(each, 0) for each in Standing}


def kinds_of_findings(session: Session, import_id: int) -> dict[Finding, int]:
    """How often what was found in a file, the most frequent first."""
    chosen = select(register_row.c.findings, func.count()).where(
        register_row.c.import_id == import_id, register_row.c.findings != ""
    )
    totals: dict[Finding, int] = {}
    for words, number in session.execute(chosen.group_by(register_row.c.findings)):
        for each in map(Finding.read, words.split()):
            totals[each] = totals.get(each, 0) + number
    return dict(sorted(totals.items(), key=lambda pair: -pair[1]))


def rows_chosen(scope: Scope) -> Select[Any]:
    """Every row of files in scope, for a list."""
    names = ("id", "import_id", "standing", "findings", "said", "cells", "room_id")
    of_room = (room.c.name.label("room"), building.c.name.label("house"))
    return (
        select(*(register_row.c[name] for name in names), register_import.c.columns, register_import.c.kind, *of_room)
        .join(register_import, register_import.c.id == register_row.c.import_id)
        .outerjoin(room, room.c.id == register_row.c.room_id)
        .outerjoin(building, building.c.id == room.c.building_id)
        .where(places.within(scope.reach, register_import.c.place_id))
    )


def sheet_rows(rows: Iterable[Any]) -> list[SheetRow]:
    """Rows of the database as the pages know them."""
    return [
        SheetRow(
            **dict(row._mapping)
            | {
                "standing": Standing(row.standing),
                "findings": _findings(row.findings),
                "columns": _columns(row.columns),
                "kind": Kind(row.kind),
            }
        )
        for row in rows
    ]


def entries_chosen(scope: Scope) -> Select[Any]:
    """Every entry that counts in rooms in scope, for a list."""
    return (
        select(
            *(register_row.c[name] for name in ("id", "import_id", "room_id")),
            room.c.name.label("room"),
            func.coalesce(building.c.name, "").label("house"),
            *(register_row.c[name] for name in ("since", "until", "findings", "said")),
            register_import.c.taken_at,
        )
        .join(register_import, register_import.c.id == register_row.c.import_id)
        .join(room, room.c.id == register_row.c.room_id)
        .outerjoin(building, building.c.id == room.c.building_id)
        .where(counts(), scope.rooms())
    )


def entry_rows(rows: Iterable[Any]) -> list[EntryRow]:
    """Rows of the database as the pages know them."""
    return [EntryRow(**dict(row._mapping) | {"findings": _findings(row.findings)}) for row in rows]


def entry_of(session: Session, scope: Scope, entry_id: int) -> EntryRow | None:
    """One entry; None when there is none in scope that counts."""
    chosen = entries_chosen(scope).where(register_row.c.id == entry_id)
    return next(iter(entry_rows(session.execute(chosen))), None)


def _read(row: Any) -> dict[str, Any]:
    return {"kind": Kind(row.kind), "state": State(row.state), "columns": _columns(row.columns)}


def _columns(text: str) -> dict[Field, int]:
    return {Field(name): column for name, column in json.loads(text or "{}").items()}


def _findings(words: str) -> tuple[Finding, ...]:
    return tuple(map(Finding.read, words.split()))
