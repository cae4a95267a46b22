"""Rows beside what there is: the room each means, whether an entry says the same, who has registered at a door."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Final

import msgspec
from sqlalchemy import Column, ColumnElement, and_, select
from sqlalchemy.orm import Session

from central.errors import KeyMissing
from central.rental import rules
from central.rental.registers.checking import Checked, Entry, Remark, Wrong
from central.rental.registers.columns import Field, Kind
from central.rental.registers.rooms_known import RoomsKnown
from central.rental.registers.states import State
from central.rental.registers.tables import register_import, register_row
from central.rental.scope import Scope
from central.rental.tables import identity, registration, room
from central.sealed.columns import index_of
from central.sealed.ring import Ring
from wire.sealed import NotSealed

_AT_ONCE: Final = 500
"""Words that are looked for in one question."""


@unique
class Standing(StrEnum):
    """What becomes of a row when its file is taken over."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


BECOME_ENTRIES: Final = (Standing.NEW.value, Standing.CHANGED.value)


@dataclass(frozen=True)
class Compared:
    """A row, and what becomes of it. before_id: the entry that says the same, or is replaced."""

    checked: Checked[Any]
    standing: Standing
    room_id: int | None = None
    before_id: int | None = None


def counts() -> ColumnElement[bool]:
    """The condition that a row is an entry that counts; its file has to be joined."""
    return and_(_is_taken(), register_row.c.standing.in_(BECOME_ENTRIES), register_row.c.replaced_by.is_(None))


def _is_taken() -> ColumnElement[bool]:
    return and_(register_import.c.state == State.TAKEN.value, register_import.c.kind == Kind.RESIDENTS.value)


def said(entry: msgspec.Struct) -> str:
    """What an entry says, as it is kept."""
    return msgspec.json.encode(entry).decode()


def entry_of(ring: Ring, row_id: int, sealed: str) -> Entry | None:
    """What is kept; None where it does not open here."""
    try:
        return msgspec.json.decode(ring.unseal(register_row.c.said, row_id, sealed) or "null", type=Entry | None)
    except (NotSealed, KeyMissing):
        return None


def compare(session: Session, ring: Ring, scope: Scope, rows: Sequence[Checked[Entry]]) -> list[Compared]:
    """What becomes of each row; what is found is added to them. scope: the part of town they are of."""
    rooms = RoomsKnown(session, scope)
    found = {id(each): _room(rooms, each) for each in rows}
    whole = _Beside(session, ring, scope)
    whole.at_doors(rows)
    whole.two_cards(rows)
    before = whole.entries(rows)
    return [_judged(ring, each, found[id(each)], before.get(each.entry.number)) for each in rows]


def _room(rooms: RoomsKnown, row: Checked[Entry]) -> int | None:
    if not row.entry.house:
        return None
    found = rooms.find(row.entry)
    if isinstance(found, int):
        return found
    row.add(Field.HOUSE if found is Wrong.NO_HOUSE else Field.ROOM, found)
    return None


def _judged(ring: Ring, row: Checked[Entry], room_id: int | None, before: Any) -> Compared:
    if row.is_wrong:
        return Compared(row, Standing.WRONG)
    if before is None:
        return Compared(row, Standing.NEW, room_id)
    known = entry_of(ring, before.id, before.said)
    if known is not None and known.name != row.entry.name:
        row.add(Field.NAME, Wrong.OTHER_NAME)
        return Compared(row, Standing.WRONG)
    is_same = known == row.entry and before.room_id == room_id
    return Compared(row, Standing.SAME if is_same else Standing.CHANGED, room_id, before.id)


class _Beside:
    """Looks for the people of many rows among those there are, some hundred at once."""

    def __init__(self, session: Session, ring: Ring, scope: Scope) -> None:
        self._session, self._ring, self._scope = session, ring, scope

    def entries(self, rows: Iterable[Checked[Entry]]) -> dict[str, Any]:
        """Number → the entry that counts now."""
        chosen = select(*(register_row.c[name] for name in ("id", "room_id", "said"))).where(self._within())
        found = self._find(register_row.c.number, {each.entry.number for each in rows}, chosen.add_columns)
        return {number: some[-1] for number, some in found.items()}

    def two_cards(self, rows: Iterable[Checked[Entry]]) -> None:
        """Somebody of the same name, day of birth and phone is in the register by another number."""
        by_person = defaultdict(list)
        for each in rows:
            if each.entry.who:
                by_person[each.entry.who].append(each)
        chosen = select(register_row.c.id, register_row.c.said).where(self._within())
        for who, some in self._find(register_row.c.who, by_person, chosen.add_columns).items():
            known = {entry.number for row in some if (entry := entry_of(self._ring, row.id, row.said))}
            for each in by_person[who]:
                if known - {each.entry.number}:
                    each.add(Field.NUMBER, Remark.TWO_CARDS)

    def at_doors(self, rows: Iterable[Checked[Entry]]) -> None:
        """Somebody has registered at a door by this number: under this name, or another."""
        by_number = defaultdict(list)
        for each in rows:
            if each.entry.number:
                by_number[each.entry.number].append(each)
        is_open = registration.c.state.in_([state.value for state in rules.OPEN])
        chosen = select(identity.c.registration_id.label("id"), identity.c.name).join(registration)
        chosen = chosen.where(is_open, self._scope.registrations())
        for number, some in self._find(identity.c.number, by_number, chosen.add_columns).items():
            names = {self._name(row) for row in some} - {""}
            for each in by_number[number]:
                each.add(Field.NUMBER, Remark.AT_DOOR)
                if names and each.entry.name not in names:
                    each.add(Field.NAME, Wrong.NAME_AT_DOOR)

    def _name(self, row: Any) -> str:
        try:
            return self._ring.unseal(identity.c.name, row.id, row.name)
        except (NotSealed, KeyMissing):
            return ""

    def _within(self) -> ColumnElement[bool]:
        """Entries that count, in rooms of the part of town."""
        taken = select(register_import.c.id).where(_is_taken())
        here = select(room.c.id).where(self._scope.rooms())
        return and_(
            register_row.c.import_id.in_(taken),
            register_row.c.standing.in_(BECOME_ENTRIES),
            register_row.c.replaced_by.is_(None),
            register_row.c.room_id.in_(here),
        )

    def _find(self, column: Column[Any], words: Iterable[str], ask: Callable[..., Any]) -> dict[str, list[Any]]:
        """Word → rows that have it in this column."""
        index: Column[Any] = index_of(column)
        found: dict[str, list[Any]] = defaultdict(list)
        for some in _some(sorted(words)):
            by_mark = self._ring.fingerprints(self._session, column, some)
            for row in self._session.execute(ask(index.label("mark")).where(index.in_(by_mark))):
                found[by_mark[row.mark]].append(row)
        return found


def _some(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(words), _AT_ONCE):
        yield words[first : first + _AT_ONCE]
