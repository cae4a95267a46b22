"""The number of a resident's card, as GB 11643-1999 makes it: place, day of birth, order, check digit. Pure."""

import re
from datetime import date
from enum import StrEnum, unique
from typing import Final

from central.sealed import numbers

_NUMBER: Final = re.compile(r"[1-9][0-9]{5}(?P<birth>[0-9]{8})[0-9]{2}[0-9][0-9X]", re.ASCII)
_OLDEST: Final = 1880


@unique
class Wrong(StrEnum):
    """What is wrong with a number."""

    FORM = "number-form"
    BIRTH = "number-birth"
    CHECK = "number-check"


def wrong_with(number: str, today: date) -> Wrong | None:
    """What is wrong; None with a good one. number: as `central.sealed.numbers.document` writes it."""
    matched = _NUMBER.fullmatch(number)
    if matched is None:
        return Wrong.FORM
    born = birth(number)
    if born is None or not born.year >= _OLDEST or born > today:
        return Wrong.BIRTH
    return None if numbers.check_digit(number[:17]) == number[17] else Wrong.CHECK


def birth(number: str) -> date | None:
    """The day of birth that stands in a number of 18 signs; None where there is no such day: 29 February 2023."""
    digits = number[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def is_male(number: str) -> bool:
    """The order of the day is odd for men (GB 11643-1999, 4.4)."""
    return int(number[16]) % 2 == 1
