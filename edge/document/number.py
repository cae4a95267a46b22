"""What a document's number says by itself: its check digit, a birth date, a sex.

    citizens, permits       6 place | 8 birth | 3 order | check      GB 11643-1999; permits begin with 81, 82 or 83
    foreigners since 2023   9 | 2 place | 3 country | 8 birth | 3 order | check, the same rule
    foreigners 2017         3 country | 4 place | 6 birth | 1 order | check      the check digit as in passports

The order number is odd for men and even for women. The code of a place is not checked: which were in force in which
year is no reason to turn a person away.
"""

import re
from datetime import date

from edge.document import Document, DocumentType, Sex
from edge.document.icao import check_digit as icao_check_digit

LONG = re.compile(r"[1-9][0-9]{16}[0-9X]")
SHORT = re.compile(r"[A-Z]{3}[0-9]{12}")
PASSPORT = re.compile(r"[A-Z0-9]{1,20}")

FORMS: dict[DocumentType, tuple[re.Pattern[str], ...]] = {
    DocumentType.RESIDENT: (re.compile(r"[1-7][0-9]{16}[0-9X]"),),
    DocumentType.PERMIT: (re.compile(r"8[123][0-9]{15}[0-9X]"),),
    DocumentType.FOREIGNER: (re.compile(r"9[0-9]{16}[0-9X]"), SHORT),
    DocumentType.PASSPORT: (PASSPORT,),
}
"""How a number of each type looks."""

_REMAINDERS = "10X98765432"


def check_digit(first: str) -> str:
    """The 18th character that belongs to the first 17 (ISO 7064 MOD 11-2)."""
    return _REMAINDERS[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first)) % 11]


def fits_type(document: Document) -> bool:
    """Whether the number looks like one of its document's type."""
    return any(form.fullmatch(document.number) for form in FORMS[document.type])


def has_right_check_digit(document: Document) -> bool:
    """Whether the number's last character belongs to those before it; a passport's number alone has none."""
    number = document.number
    if document.type is DocumentType.PASSPORT:
        return True
    if SHORT.fullmatch(number):
        return icao_check_digit(number[:-1]) == number[-1]
    return bool(LONG.fullmatch(number)) and check_digit(number[:17]) == number[17]


def names_birth(document: Document, birth: date) -> bool:
    """Whether the number could be of a person born on `birth`."""
    if document.type is DocumentType.PASSPORT:
        return True
    if SHORT.fullmatch(document.number):
        return document.number[7:13] == f"{birth:%y%m%d}"
    return document.number[6:14] == f"{birth:%Y%m%d}"


def sex_of(document: Document) -> Sex:
    """What the number says; UNSTATED for those that say nothing certain."""
    if document.type is DocumentType.PASSPORT or not LONG.fullmatch(document.number):
        return Sex.UNSTATED
    return Sex.MALE if int(document.number[16]) % 2 else Sex.FEMALE
