"""The register form of floating residents (流动人口居住登记表) of one person, as the police's register has it.

Its fields are what a record of residence may hold (浙江省流动人口居住登记条例, article 29). The ethnic group is not
among them: central never keeps it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.account import service as account
from central.edges import service as edges
from central.rental import days, names
from central.rental.housing.tables import building
from central.rental.registers import words
from central.rental.registers.checking import Entry
from central.rental.registers.columns import HEADINGS, Field, Kind
from central.rental.registers.comparing import entry_of
from central.rental.registers.views import EntryRow
from central.rental.scope import Scope
from central.rental.sealed_words import FIELDS, By, opened_words
from central.rental.service import PersonRow, stay_of
from central.rental.tables import identity, registration, room
from central.rental.words import DOCUMENTS, word
from central.sealed.ring import Ring
from central.web import moments

_IN_REGISTERS: Final = {**dict.fromkeys(("M", "1"), "男"), **dict.fromkeys(("F", "2"), "女")}
"""How sexes stand in registers."""
_SEXES: Final[dict[str, Callable[[], str]]] = {
    **dict.fromkeys(("M", "1", "男"), lambda: _("male")),
    **dict.fromkeys(("F", "2", "女"), lambda: _("female")),
}


@dataclass(frozen=True)
class FormSheet:
    """A form. lines: what each field is called and what stands there, in the order of the form. name: whose it is.

    columns: the same under the headings that offices have in their registers; such a file can be brought again.

    is_confirmed: the person stood at a door with their document; else it is from a register that was brought.
    """

    name: str
    lines: Sequence[tuple[Any, str]]
    columns: Sequence[tuple[str, str]]
    is_confirmed: bool


@dataclass(frozen=True)
class _Home:
    """Where somebody lives."""

    address: str = ""
    landlord: str = ""


def of_entry(session: Session, ring: Ring, row: EntryRow) -> FormSheet:
    """Of somebody who stands in a register that was taken over."""
    entry = entry_of(ring, row.id, row.said) or Entry(name="", number="", house="")
    registered = moments.local(row.taken_at).date().isoformat()
    return _sheet(entry, _home(session, row.room_id), registered, is_confirmed=False)


def of_person(session: Session, scope: Scope, row: PersonRow) -> FormSheet:
    """Of somebody who has registered at a door."""
    stay = stay_of(session, scope, row.stay_id) if row.stay_id is not None else None
    told = _told(session, row)
    zone = moments.zone()
    entry = Entry(
        name=told.get("name", ""),
        number=told.get("number", ""),
        house="",
        since=days.day_of(stay.begin, zone).isoformat() if stay else "",
        until=days.last_day(stay.until, zone).isoformat() if stay else "",
        sex=told.get("sex", ""),
        birth=_day(told.get("birth", "")),
        phone=told.get("phone", ""),
        document=str(word(DOCUMENTS, row.document)),
        home=told.get("address", ""),
    )
    home = _home(session, stay.room_id) if stay else _Home()
    return _sheet(entry, home, days.day_of(row.registered_at, zone).isoformat(), is_confirmed=True)


def _told(session: Session, row: PersonRow) -> Mapping[str, str]:
    """What the document said, as the box or central has sealed it; nothing where it does not open here."""
    chosen = select(identity, registration.c.person).join(registration).where(registration.c.id == row.id)
    sealed = session.execute(chosen).one_or_none()
    if sealed is None:
        return {}
    if sealed.sealed_by != By.CENTRAL:
        return opened_words(edges.sealing_key(), sealed) or {}
    words_of = {field: str(getattr(sealed, field)) for field in FIELDS}
    return {field: names.word(field, said, row.id, row.person) for field, said in words_of.items() if said}


def _sheet(entry: Entry, home: _Home, registered: str, *, is_confirmed: bool) -> FormSheet:
    sex = _SEXES.get(entry.sex)
    lines = [
        (words.FIELDS[Field.NAME], entry.name),
        (words.FIELDS[Field.SEX], sex() if sex else entry.sex),
        (words.FIELDS[Field.BIRTH], entry.birth),
        (words.FIELDS[Field.DOCUMENT], entry.document or str(word(DOCUMENTS, "resident"))),
        (words.FIELDS[Field.NUMBER], entry.number),
        (words.FIELDS[Field.HOME], entry.home),
        (_("Lives at"), home.address),
        (words.FIELDS[Field.SINCE], entry.since),
        (words.FIELDS[Field.UNTIL], entry.until),
        (words.FIELDS[Field.REASON], entry.reason),
        (words.FIELDS[Field.WORK], entry.work),
        (words.FIELDS[Field.PHONE], entry.phone),
        (_("Landlord"), home.landlord),
        (_("Registered on"), registered),
    ]
    return FormSheet(entry.name, lines, _columns(entry, home, registered), is_confirmed)


def _columns(entry: Entry, home: _Home, registered: str) -> list[tuple[str, str]]:
    said = {field: str(getattr(entry, field.value)) for field in HEADINGS[Kind.RESIDENTS]}
    said |= {Field.HOUSE: home.address, Field.SEX: _IN_REGISTERS.get(entry.sex, entry.sex)}
    columns = [(HEADINGS[Kind.RESIDENTS][field][0], text) for field, text in said.items() if field is not Field.ROOM]
    return [*columns, ("房东姓名", home.landlord), ("填表日期", registered)]


def _home(session: Session, room_id: int) -> _Home:
    chosen = select(room.c.name, room.c.landlord_id, building.c.name.label("house"), building.c.address)
    row = session.execute(chosen.outerjoin(building).where(room.c.id == room_id)).one()
    address = " ".join(part for part in (row.address or row.house or "", row.name) if part)
    return _Home(address, next((each.name for each in account.landlords(session, [row.landlord_id])), ""))


def _day(text: str) -> str:
    """Cards have the day of birth as 19900101."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return text
