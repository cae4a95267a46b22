"""One way of writing a number, so that the same number is found however somebody has typed it. Pure."""

import re
import unicodedata
from datetime import date
from itertools import starmap
from operator import mul

_BETWEEN = re.compile(r"[\s\-‐-―./·()]+")
_LONGEST = 200
"""Signs that are looked at, with all that may stand between: to put marks in order takes the square of their number."""
_OLD_RESIDENT = re.compile(r"[0-9]{15}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, 5.2: of the 17 digits before the check digit, from the left."""
_CHECK_DIGITS = "10X98765432"
_BEFORE_1900 = {"996", "997", "998", "999"}
"""GB 11643-1989: numbers in the order of one day that are for people over a hundred; their century is not 19."""


def document(number: str) -> str:
    """A document's number in capital letters without spaces; a resident's of 15 digits with the 18 it became.

    Only where that is certain: its date is one of the 1900s. GB 11643-1999 put the century in, and a check digit after.
    """
    plain = _plain(number)
    return _with_century(plain) if _OLD_RESIDENT.fullmatch(plain) and _is_certain(plain) else plain


def phone(number: str) -> str:
    """A phone number as it is dialled within the country: digits, +COUNTRY before those of another."""
    plain = _plain(number)
    abroad = f"+{plain[2:]}" if plain.startswith("00") else plain
    if not abroad.startswith("+86"):
        return abroad
    national = abroad.removeprefix("+86")
    return national if national.startswith(("1", "0")) or not national else f"0{national}"


def check_digit(digits: str) -> str:
    """What follows 17 digits in a resident's number (GB 11643-1999, 5.2: MOD 11-2 of ISO 7064)."""
    return _CHECK_DIGITS[sum(starmap(mul, zip(map(int, digits), _WEIGHTS, strict=True))) % 11]


def _plain(number: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", number[:_LONGEST])).upper()


def _with_century(number: str) -> str:
    longer = f"{number[:6]}19{number[6:]}"
    return longer + check_digit(longer)


def _is_certain(number: str) -> bool:
    try:
        date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return False
    return number[12:] not in _BEFORE_1900
