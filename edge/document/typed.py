"""A card whose holder types what it says: a name and a number, which carries birth date, sex and kind of card."""

import re
import unicodedata
from datetime import date

from edge.document import Document, DocumentType, Sex, Way
from edge.document.number import LONG
from edge.errors import DocumentError

LONGEST_NAME = 60
"""Characters; the chip of a foreigner's card has room for as many Latin letters."""
_KINDS = {"8": DocumentType.PERMIT, "9": DocumentType.FOREIGNER}


def typed(name: str, number: str, *, nationality: str = "CHN", address: str = "") -> Document:
    """The card with this `name` and 18-character `number`; full-width digits, blanks and a small x do not matter.

    It has no dates of validity: whoever decides on a typed document sees the card. A wrong check digit is no error here
    (`edge.document.flaws`). Raises DocumentError, without the words that were typed.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", number)).upper()
    if not name or len(name) > LONGEST_NAME or any(unicodedata.category(character) == "Cc" for character in name):
        raise DocumentError(f"type the name as it stands on the card, 1 to {LONGEST_NAME} characters")
    if not LONG.fullmatch(number):
        raise DocumentError("type the number as it stands on the card: 18 characters, digits or an X at the end")
    return Document(
        type=_KINDS.get(number[0], DocumentType.RESIDENT),
        way=Way.TYPED,
        name=name,
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
        birth=_birth(number),
        number=number,
        nationality=nationality,
        address=address,
    )


def _birth(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise DocumentError("the number has no date of birth in its middle: type it as it stands on the card") from None
