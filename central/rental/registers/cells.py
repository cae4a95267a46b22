"""What stands in a cell of a register, however somebody has written it. Pure."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", re.ASCII)
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL: Final = re.compile(r"[1-6]\d{4}", re.ASCII)
_FIRST: Final = date(1899, 12, 30)
"""The day 0 of spreadsheet programs, as days since 1 March 1900 count."""
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LINE: Final = re.compile(r"0\d{9,11}", re.ASCII)
_BETWEEN: Final = re.compile(r"[-#号栋幢室房]+")

SEXES: Final = {"男": "M", "女": "F", "m": "M", "f": "F", "male": "M", "female": "F", "1": "M", "2": "F"}


def words(text: str) -> str:
    """On one line, in the usual forms of letters."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def day(text: str) -> date | None:
    """A day as 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123, or the number a cell keeps it as; None for
    what is none, like 29 February of a common year.
    """
    plain = words(text)
    if _SERIAL.fullmatch(plain):
        return _FIRST + timedelta(int(plain))
    matched = _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if matched is None:
        return None
    try:
        return date(*map(int, matched.groups()))
    except ValueError:
        return None


def is_phone(number: str) -> bool:
    """Whether it is dialled in the country, or begins with + and another one's number. As `numbers.phone` writes it."""
    return bool(_MOBILE.fullmatch(number) or _LINE.fullmatch(number)) or (number[:1] == "+" and number[1:].isdigit())


def place_key(text: str) -> str:
    """What a house or a room is found by: 海港路 1号 and 海港路1 are one, 301室 and 301; not 1号12室 and 11号2室."""
    return _BETWEEN.sub("-", "".join(words(text).casefold().split())).strip("-")
