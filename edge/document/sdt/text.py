"""The 256 bytes of text in a card's chip: four layouts, UTF-16LE, told apart by the letter at byte 248.

    resident        name 30, sex 2, (4), birth 16, address 70, number 36, authority 30, from 16, until 16
    J  permit       as resident, then pass number 18, issues 4
    I  foreigner    latin name 120, sex 2, number 30, nationality 6, name 30, from 16, until 16, birth 16, … (2017)
    Y  foreigner    name 30, sex 2, …, birth 16, latin name 70, number 36, …, from 16, until 16, latin name 22, … (2023)

A resident's bytes 32 to 35 are the ethnic group. No field names them, so nothing here can read them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from unicodedata import category

from edge.document import Document, DocumentType, Sex, Way
from edge.document.sdt.commands import ADDRESS_LENGTH, TEXT_LENGTH
from edge.errors import DocumentError

TYPE_AT = 248

Layout = Mapping[str, tuple[int, int]]
"""Where each field begins and how long it is, bytes."""

RESIDENT: Layout = MappingProxyType(
    {
        "name": (0, 30),
        "sex": (30, 2),
        "birth": (36, 16),
        "address": (52, 70),
        "number": (122, 36),
        "authority": (158, 30),
        "valid_from": (188, 16),
        "valid_until": (204, 16),
    }
)
FOREIGNER_2017: Layout = MappingProxyType(
    {
        "latin_name": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "nationality": (152, 6),
        "name": (158, 30),
        "valid_from": (188, 16),
        "valid_until": (204, 16),
        "birth": (220, 16),
        "authority": (240, 8),
    }
)
FOREIGNER_2023: Layout = MappingProxyType(
    {
        "name": (0, 30),
        "sex": (30, 2),
        "birth": (36, 16),
        "latin_name": (52, 70),
        "number": (122, 36),
        "valid_from": (188, 16),
        "valid_until": (204, 16),
        "more_latin_name": (220, 22),
        "nationality": (242, 6),
    }
)
LAYOUTS: Mapping[str, tuple[DocumentType, Layout]] = MappingProxyType(
    {
        "": (DocumentType.RESIDENT, RESIDENT),
        "J": (DocumentType.PERMIT, RESIDENT),
        "I": (DocumentType.FOREIGNER, FOREIGNER_2017),
        "Y": (DocumentType.FOREIGNER, FOREIGNER_2023),
    }
)
"""By the letter of the card's type."""

FOR_GOOD = "长期"
_PADDING = " \0\u3000"
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
"""GB/T 2261.1; 0 is unknown and 9 not stated."""


def parse(text: bytes) -> Document:
    """The document that the chip's text is. Raises DocumentError, without the holder's words in it."""
    if len(text) != TEXT_LENGTH:
        raise DocumentError(f"the card's text has {len(text)} bytes instead of {TEXT_LENGTH}: lay the card again")
    letter = _decoded(text[TYPE_AT : TYPE_AT + 2], "type")
    if letter not in LAYOUTS:
        raise DocumentError("the card is of a kind we do not know: use another document, or ask staff")
    kind, layout = LAYOUTS[letter]
    said = {name: _decoded(text[at : at + length], name) for name, (at, length) in layout.items()}
    return _document(kind, said)


def parse_address(data: bytes) -> str:
    """The newest address, as the chip has it. Raises DocumentError."""
    if len(data) != ADDRESS_LENGTH:
        raise DocumentError(f"the card's newest address has {len(data)} bytes: lay the card again")
    return _decoded(data, "newest address")


def _document(kind: DocumentType, said: dict[str, str]) -> Document:
    latin_name = said.get("latin_name", "") + said.get("more_latin_name", "")
    name = said["name"] or latin_name
    if not (said["number"] and name):
        raise DocumentError("the card's text has no name or no number: lay the card again")
    return Document(
        type=kind,
        way=Way.CHIP,
        name=name,
        latin_name=latin_name,
        sex=_SEXES.get(said["sex"], Sex.UNSTATED),
        birth=_day(said["birth"], "birth"),
        number=said["number"].upper(),
        nationality=said.get("nationality", "CHN"),
        address=said.get("address", ""),
        authority=said.get("authority", ""),
        valid_from=_day(said["valid_from"], "valid_from"),
        valid_until=None if said["valid_until"] == FOR_GOOD else _day(said["valid_until"], "valid_until"),
    )


def _decoded(data: bytes, name: str) -> str:
    try:
        words = data.decode("utf-16-le").rstrip(_PADDING)
    except UnicodeDecodeError:
        words = "\0"
    # Rare characters of names stand in Unicode's private area: everything but control characters is text.
    if any(category(character) == "Cc" for character in words):
        raise DocumentError(f"the card's {name} is not text: lay the card again")
    return words


def _day(digits: str, name: str) -> date:
    # strptime would also take fewer digits and blanks.
    try:
        if len(digits) == 8 and digits.isascii() and digits.isdigit():
            return datetime.strptime(digits, "%Y%m%d").date()
    except ValueError:
        pass
    raise DocumentError(f"the card's {name} is not a date: lay the card again")
