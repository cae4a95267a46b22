"""A row of the register of residents: what it says, and what is wrong with it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from typing import Final, Generic, TypeVar

import msgspec

from central.rental.registers import cells, resident_number
from central.rental.registers.columns import Field, Mapped
from central.sealed import numbers

LONGEST: Final = 120
"""Signs of a cell that is taken over."""
SHORTEST_NUMBER: Final = 5
"""Signs of another document's number, such as a passport's."""
RESIDENT: Final = frozenset({"", "居民身份证", "身份证", "中华人民共和国居民身份证", "二代身份证", "resident"})
"""What stands in the column of documents for the card whose number is a GB 11643 one; that, too, if nothing does."""


@unique
class Wrong(StrEnum):
    """Why a row can't be taken over."""

    MISSING = "missing"
    LONG = "long"
    NUMBER_FORM = resident_number.Wrong.FORM
    NUMBER_BIRTH = resident_number.Wrong.BIRTH
    NUMBER_CHECK = resident_number.Wrong.CHECK
    NUMBER_SHORT = "number-short"
    BIRTH_DIFFERS = "birth-differs"
    SEX_DIFFERS = "sex-differs"
    SEX = "sex"
    DAY = "day"
    FUTURE = "future"
    UNTIL_FIRST = "until-first"
    PHONE = "phone"
    NO_HOUSE = "no-house"
    NO_ROOM = "no-room"
    ROOM_UNSAID = "room-unsaid"
    ROOMS_SEVERAL = "rooms-several"
    TWO_NAMES = "two-names"
    TWICE = "twice"
    OTHER_NAME = "other-name"
    NAME_AT_DOOR = "name-at-door"
    NAME_LONG = "name-long"
    STOREYS = "storeys"
    FLOOR = "floor"
    AREA = "area"
    COUNT = "count"
    USE = "use"
    HOUSE_DIFFERS = "house-differs"
    HOUSES_SEVERAL = "houses-several"
    NO_VILLAGE = "no-village"
    VILLAGES_SEVERAL = "villages-several"
    ROOM_TWICE = "room-twice"
    NOT_A_LANDLORD = "not-a-landlord"
    OTHER_LANDLORD = "other-landlord"


@unique
class Remark(StrEnum):
    """What somebody should look at in a row that can be taken over."""

    TWO_CARDS = "two-cards"
    AT_DOOR = "at-door"
    OVER = "over"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Finding:
    """What is wrong in a field, or to be looked at."""

    field: Field
    what: Wrong | Remark

    def __str__(self) -> str:
        return f"{self.field}:{self.what}"

    @property
    def is_wrong(self) -> bool:
        """Whether the row can't be taken over for it."""
        return isinstance(self.what, Wrong)

    @classmethod
    def read(cls, text: str) -> "Finding":
        """From how it is kept."""
        of, _, what = text.partition(":")
        return cls(Field(of), Wrong(what) if what in set(Wrong) else Remark(what))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says of somebody. since, until, birth: ISO days; sex: M or F; "" for what it does not say."""

    name: str
    number: str
    house: str
    room: str = ""
    since: str = ""
    until: str = ""
    sex: str = ""
    birth: str = ""
    phone: str = ""
    document: str = ""
    home: str = ""
    reason: str = ""
    work: str = ""

    @property
    def who(self) -> str:
        """By what two numbers may be one person's: name, day of birth, phone; "" where one of them is not said."""
        said = (self.name, self.birth, self.phone)
        return "|".join(said) if all(said) else ""


Said = TypeVar("Said")


@dataclass
class Checked(Generic[Said]):
    """A row as it was read. row: as the spreadsheet program numbers it. findings are added to while it is compared."""

    row: int
    entry: Said
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether it can't be taken over."""
        return any(each.is_wrong for each in self.findings)

    def add(self, of: Field, what: Wrong | Remark) -> None:
        """One more finding; the same twice is one."""
        if (found := Finding(of, what)) not in self.findings:
            self.findings.append(found)


def check(row: int, said: Sequence[str], columns: Mapped, today: date) -> Checked[Entry]:
    """A row, its cells in the order of the sheet."""
    texts = {of: said[column] if column < len(said) else "" for of, column in columns.items()}
    reading = _Reading(texts, today)
    return Checked(row, reading.entry(), reading.findings)


class _Reading:
    """The cells of one row, and what is found in them."""

    def __init__(self, texts: Mapping[Field, str], today: date) -> None:
        self._texts, self._today = texts, today
        self.findings: list[Finding] = []

    def entry(self) -> Entry:
        """What they say."""
        document = self._words(Field.DOCUMENT)
        number = self._number(is_resident=document.casefold() in RESIDENT)
        since, until = self._day(Field.SINCE, is_past=True), self._day(Field.UNTIL)
        if since and until and until < since:
            self._find(Field.UNTIL, Wrong.UNTIL_FIRST)
        elif until and until < self._today.isoformat():
            self._find(Field.UNTIL, Remark.OVER)
        phone = numbers.phone(self._text(Field.PHONE))
        if phone and not cells.is_phone(phone):
            self._find(Field.PHONE, Wrong.PHONE)
        known = number if resident_number.wrong_with(number, self._today) is None else ""
        return Entry(
            name=self._words(Field.NAME, is_needed=True),
            number=number,
            house=self._words(Field.HOUSE, is_needed=True),
            room=self._words(Field.ROOM),
            since=since,
            until=until,
            sex=self._sex(known),
            birth=self._birth(known),
            phone=phone,
            document=document,
            home=self._words(Field.HOME),
            reason=self._words(Field.REASON),
            work=self._words(Field.WORK),
        )

    def _find(self, of: Field, what: Wrong | Remark) -> None:
        self.findings.append(Finding(of, what))

    def _text(self, of: Field) -> str:
        return self._texts.get(of, "")

    def _words(self, of: Field, *, is_needed: bool = False) -> str:
        found = cells.words(self._text(of))
        if is_needed and not found:
            self._find(of, Wrong.MISSING)
        if len(found) > LONGEST or not (found.isprintable() or not found):
            self._find(of, Wrong.LONG)
        return found

    def _number(self, *, is_resident: bool) -> str:
        number = numbers.document(self._text(Field.NUMBER))
        if not number:
            self._find(Field.NUMBER, Wrong.MISSING)
        elif not is_resident:
            if not (SHORTEST_NUMBER <= len(number) <= LONGEST and number.isalnum()):
                self._find(Field.NUMBER, Wrong.NUMBER_SHORT)
        elif wrong := resident_number.wrong_with(number, self._today):
            self._find(Field.NUMBER, Wrong(wrong.value))
        return number

    def _day(self, of: Field, *, is_past: bool = False) -> str:
        text = self._text(of)
        found = cells.day(text)
        if text and found is None:
            self._find(of, Wrong.DAY)
        elif found and is_past and found > self._today:
            self._find(of, Wrong.FUTURE)
        return found.isoformat() if found else ""

    def _sex(self, number: str) -> str:
        text = cells.words(self._text(Field.SEX)).casefold()
        sex = cells.SEXES.get(text, "")
        told = _told(number, lambda known: "M" if resident_number.is_male(known) else "F")
        if text and not sex:
            self._find(Field.SEX, Wrong.SEX)
        elif sex and told and sex != told:
            self._find(Field.SEX, Wrong.SEX_DIFFERS)
        return sex or told

    def _birth(self, number: str) -> str:
        birth = self._day(Field.BIRTH, is_past=True)
        told = _told(number, lambda known: str(resident_number.birth(known)))
        if birth and told and birth != told:
            self._find(Field.BIRTH, Wrong.BIRTH_DIFFERS)
        return birth or told


def _told(number: str, tells: Callable[[str], str]) -> str:
    """What a good number says; "" without one."""
    return tells(number) if number else ""
