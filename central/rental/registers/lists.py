"""The lists of registers as pages and files show them. Names are masked on a page, and in no file."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, literal

from central.place.choosing import in_place
from central.place.service import within
from central.rental.housing.tables import building
from central.rental.registers import comparing, shown_words, views, words
from central.rental.registers.checking import Finding, Remark
from central.rental.registers.columns import Field, Kind
from central.rental.registers.comparing import Standing
from central.rental.registers.houses.comparing import house_entry
from central.rental.registers.tables import register_import, register_row
from central.rental.registers.views import EntryRow, ImportRow, SheetRow
from central.rental.scope import Scope
from central.rental.tables import room
from central.rental.words import sign
from central.sealed.ring import ring
from central.web import moments, purposes
from central.web.filters import hidden_number, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Filter, Listing


def _stands(state: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: register_import.c.state == state


def _is_of(kind: Kind) -> Callable[[], ColumnElement[bool]]:
    return lambda: register_import.c.kind == kind.value


def _is(standing: Standing) -> Callable[[], ColumnElement[bool]]:
    return lambda: register_row.c.standing == standing.value


def _has(words: str) -> ColumnElement[bool]:
    return (literal(" ") + register_row.c.findings + literal(" ")).contains(f" {words} ", autoescape=True)


def _at(reach: Reach) -> ColumnElement[bool]:
    return within(reach, register_import.c.place_id)


def findings(row: SheetRow | EntryRow) -> str:
    """All that was found in a row, as a file has it."""
    kind = row.kind if isinstance(row, SheetRow) else Kind.RESIDENTS
    return "; ".join(words.finding(kind, each) for each in row.findings)


def _name(row: SheetRow | EntryRow) -> Any:
    if isinstance(row, SheetRow) and row.kind is Kind.HOUSES:
        house = house_entry(ring(), row.id, row.said)
        return f"{house.house} {house.room}".strip() if house else _("Name not readable here")
    entry = comparing.entry_of(ring(), row.id, row.said)
    return shown_words.masked(Field.NAME, entry.name) or "–" if entry else _("Name not readable here")


def _day(text: str | None) -> Any:
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), moments.zone()) if text else None


def _known_finding(value: str) -> ColumnElement[bool] | None:
    try:
        return _has(str(Finding.read(value)))
    except ValueError:
        return None


IMPORTS: Listing[ImportRow, Scope] = Listing(
    "registers",
    _("Registers"),
    (
        Column("called", _("Name of the register"), lambda row: row.called, register_import.c.called),
        Column("kind", _("Of what"), lambda row: words.KINDS[row.kind]),
        Column("state", _("State"), lambda row: sign(words.STATES, row.state)[2], register_import.c.state),
        Column("rows", _("Rows"), lambda row: row.row_count),
        Column("made", _("Brought"), lambda row: moments.local(row.made_at), register_import.c.id),
        Column("by", _("By whom"), lambda row: row.made_by),
    ),
    register_import.c.id,
    views.imports_chosen,
    views.import_rows,
    "-made",
    (
        words_in("q", _("Name of the register"), register_import.c.called),
        in_place(_at),
        one_of("kind", _("Of what"), {kind: (label, _is_of(kind)) for kind, label in words.KINDS.items()}),
        one_of(
            "state", _("State"), {state: (label, _stands(state)) for state, (*_rest, label) in words.STATES.items()}
        ),
    ),
)

ROWS: Listing[SheetRow, Scope] = Listing(
    "register-rows",
    _("Rows of a register"),
    (
        Column("row", _("Row"), lambda row: row.number, register_row.c.id),
        Column("name", _("Name or house"), _name, in_file=False),
        Column("standing", _("What becomes of it"), lambda row: sign(words.STANDINGS, row.standing)[2]),
        Column("findings", _("To be looked at"), findings),
        Column("room", _("Room"), lambda row: f"{row.house or ''} {row.room or ''}".strip()),
    ),
    register_row.c.id,
    views.rows_chosen,
    views.sheet_rows,
    "row",
    (
        one_of(
            "standing",
            _("What becomes of it"),
            {each.value: (words.STANDINGS[each][2], _is(each)) for each in Standing},
        ),
        Filter("finding", "", _known_finding, kind="hidden"),
        hidden_number("register", register_row.c.import_id),
    ),
    purposes.OF_PEOPLE,
)

_REMARKS: Sequence[tuple[str, Any]] = [(str(Finding(Field.NUMBER, each)), words.FINDINGS[each]) for each in Remark]

ENTRIES: Listing[EntryRow, Scope] = Listing(
    "register-entries",
    _("People of the registers"),
    (
        Column("name", _("Name"), _name, in_file=False),
        Column("house", _("House"), lambda row: row.house, func.coalesce(building.c.name, "")),
        Column("room", _("Room"), lambda row: row.room, room.c.name),
        Column("since", _("Lives there since"), lambda row: _day(row.since), func.coalesce(register_row.c.since, "")),
        Column("until", _("Means to leave on"), lambda row: _day(row.until), func.coalesce(register_row.c.until, "")),
        Column("findings", _("To be looked at"), findings),
        Column("number", _("Entry"), lambda row: row.id, register_row.c.id, on_page=False),
    ),
    register_row.c.id,
    views.entries_chosen,
    views.entry_rows,
    "number",
    (
        words_in("q", _("House or room"), func.coalesce(building.c.name, ""), room.c.name),
        in_place(lambda reach: Scope("", reach).rooms()),
        one_of("look", _("To be looked at"), {code: (label, partial(_has, code)) for code, label in _REMARKS}),
        hidden_number("register", register_row.c.import_id),
    ),
    purposes.OF_PEOPLE,
)
