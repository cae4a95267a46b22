"""A field of forms by which one of many is chosen, such as a place.

It is a plain choice where there are few. Else a part of the name is typed, and the server finds what is meant: one that
is meant is taken; of several, those are offered. A script offers names while somebody types.

People are offered sparingly, so that nobody reads through them: a few, and only for enough letters.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from flask import g

FEW: Final = 60
"""Rows of a plain choice; a page of more is long to load and to read."""
OFFERED: Final = 20
"""Of several that may be meant."""
OFFERED_PEOPLE: Final = 8
"""The same of people."""
ENOUGH: Final = 2
"""Letters that people are offered for; of Chinese characters one is enough, which is a family's name."""
LONGEST: Final = 200
"""Letters of a name that is looked for."""
UNCLEAR: Final = -1
"""Stands for a number where something was typed that is nobody's name, or several people's."""
APART: Final = " / "


@dataclass(frozen=True)
class Named:
    """One that may be chosen. name: no other's, behind those of what it lies in; label: as a plain choice has it."""

    id: int
    name: str
    label: str = ""


@dataclass(frozen=True)
class Choice:
    """What the field shows: rows of a plain choice, or what is typed and what may be meant by it.

    chosen: the number that holds while nothing else is typed; "" for none. address: where names are offered from.
    """

    field: str
    address: str
    rows: Sequence[Named] = ()
    typed: str = ""
    offered: Sequence[Named] = ()
    chosen: str = ""


@dataclass(frozen=True)
class Choosing:
    """One such field. address: where names are offered from; rows: all that may be chosen; are_people: they are."""

    field: str
    address: Callable[[], str]
    rows: Callable[[], Sequence[Named]]
    are_people: bool = False

    def choice(self, chosen: int | None, rows: Sequence[Named] | None = None) -> Choice:
        """The field with the one that is chosen; as it was sent, where that could not be taken.

        rows: those of a plain choice, where not all are shown.
        """
        rows = self.rows() if rows is None else rows
        if 0 < len(rows) <= FEW:
            return Choice(self.field, self.address(), rows, chosen=str(chosen or ""))
        typed, found = cast(tuple[str, Sequence[Named]], g.get(self._found, ("", ())))
        if typed:
            return Choice(self.field, self.address(), (), typed, found[: self._offered])
        name = next((row.name for row in rows if row.id == chosen), "")
        return Choice(self.field, self.address(), (), name, (), str(chosen or ""))

    def chosen(self, form: Mapping[str, str]) -> int:
        """The number that a form names; 0 where it names none, UNCLEAR where what was typed is not one's name alone."""
        typed, number = form.get(f"{self.field}-typed"), _number(form.get(self.field, ""))
        if typed is None or (number and typed.strip() == form.get(f"{self.field}-was", "").strip()):
            return number if not self.are_people or self._is_theirs(number) else UNCLEAR
        found = self._meant(typed)
        if len(found) == 1:
            return found[0].id
        setattr(g, self._found, (typed.strip(), found))
        return UNCLEAR if typed.strip() else 0

    def names_like(self, typed: str) -> list[str]:
        """Names that may be meant, for who is still typing."""
        return [row.name for row in self._meant(typed[:LONGEST])[: self._offered]]

    def _meant(self, typed: str) -> list[Named]:
        rows = self.rows()
        if self.are_people and not is_enough(typed):
            return [row for row in rows if row.name == typed.strip()]
        return meant(rows, typed)

    def _is_theirs(self, number: int) -> bool:
        """Whether it is among those whom the asker may choose, or none: numbers can be tried one after the other."""
        return not number or any(row.id == number for row in self.rows())

    @property
    def _offered(self) -> int:
        return OFFERED_PEOPLE if self.are_people else OFFERED

    @property
    def _found(self) -> str:
        return f"menlu_meant_{self.field}"


def meant(rows: Sequence[Named], typed: str) -> list[Named]:
    """Those whose name is just that; else those whose own name, behind the last stroke, holds the last part that is
    typed, and whose name the others, large letters or small.
    """
    exact = [row for row in rows if row.name == typed.strip()]
    parts = [part.strip().lower() for part in typed.split("/") if part.strip()]
    if exact or not parts:
        return exact
    *others, last = parts
    return [row for row in rows if last in _own(row.name) and _holds(row.name.lower(), others)]


def is_enough(typed: str) -> bool:
    """Whether people may be offered for what is typed."""
    letters = [sign for sign in typed if sign.isalnum()]
    return len(letters) >= ENOUGH or any(unicodedata.name(sign, "").startswith("CJK") for sign in letters)


def _own(name: str) -> str:
    return name.rpartition(APART)[2].lower()


def _holds(name: str, parts: Sequence[str]) -> bool:
    return all(part in name for part in parts)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
