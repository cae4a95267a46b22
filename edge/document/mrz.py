"""The machine-readable zone of a passport: two lines of 44 characters (ICAO 9303-4, TD3), checked by its own digits.

P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10
"""

import re
from datetime import date

from edge.document import Document, DocumentType, Sex, Way
from edge.document.icao import check_digit
from edge.errors import DocumentError

LENGTH = 44
_FILLER = "<"
_NAME_AT = 5
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, "<": Sex.UNSTATED, "X": Sex.UNSTATED}
_CHECKED = {
    "number": (slice(0, 9), 9),
    "birth date": (slice(13, 19), 19),
    "date of expiry": (slice(21, 27), 27),
    "optional data": (slice(28, 42), 42),
}
"""What each check digit of the lower line stands for, and where it stands."""
_COMPOSITE = (slice(0, 10), slice(13, 20), slice(21, 43))


def parse(text: str, *, way: Way, today: date) -> Document:
    """The passport whose zone is the last two lines of `text`. Blanks and small letters do not matter.

    today: tells the century of a birth date, which has two digits for its year.
    Raises DocumentError, without the holder's words in it.
    """
    upper, lower = _lines(text)
    _check(lower)
    surname, _, given = upper[_NAME_AT:].partition(_FILLER * 2)
    latin_name = ", ".join(part for part in (_words(surname), _words(given)) if part)
    if not latin_name:
        raise DocumentError("the passport's first line has no name: read it again")
    return Document(
        type=DocumentType.PASSPORT,
        way=way,
        name=latin_name,
        latin_name=latin_name,
        sex=_SEXES.get(lower[20], Sex.UNSTATED),
        birth=_birth(lower[13:19], today),
        number=lower[:9].replace(_FILLER, ""),
        nationality=_words(lower[10:13]),
        authority=_words(upper[2:5]),
        valid_until=_day(lower[21:27], 2000, "date of expiry"),
    )


def _lines(text: str) -> tuple[str, str]:
    lines = [re.sub(r"\s", "", line).upper() for line in text.strip().splitlines()]
    lines = [line for line in lines if line][-2:]
    if len(lines) != 2 or any(not re.fullmatch(rf"[A-Z0-9<]{{{LENGTH}}}", line) for line in lines):
        raise DocumentError(f"a passport's zone is two lines of {LENGTH} characters A-Z, 0-9 and <: read it again")
    if not lines[0].startswith("P"):
        raise DocumentError("this is no passport: its zone does not begin with P")
    return lines[0], lines[1]


def _check(lower: str) -> None:
    for what, (part, at) in _CHECKED.items():
        # Optional data that are left out may have a filler for their digit.
        empty = not lower[part].strip(_FILLER) and what == "optional data" and lower[at] == _FILLER
        if not empty and check_digit(lower[part]) != lower[at]:
            raise DocumentError(f"the check digit of the passport's {what} is wrong: read it again")
    if check_digit("".join(lower[part] for part in _COMPOSITE)) != lower[LENGTH - 1]:
        raise DocumentError("the last check digit of the passport is wrong: read it again")


def _birth(digits: str, today: date) -> date:
    """The latest such day that is not to come."""
    birth = _day(digits, 2000, "birth date")
    return birth if birth <= today else _day(digits, 1900, "birth date")


def _day(digits: str, century: int, what: str) -> date:
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        raise DocumentError(f"the passport's {what} is not a date: read it again, or ask staff") from None


def _words(field: str) -> str:
    return " ".join(field.replace(_FILLER, " ").split())
