"""Identity documents: what the kiosk learns from one, and what it needs of a card reader.

There is no place for an ethnic group here: its bytes on the card are passed over where the card's text is read.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from typing import Protocol

from edge.words import Words


@unique
class DocumentType(StrEnum):
    """Documents a person may register with. PERMIT: residence permit for people of Hong Kong, Macao and Taiwan."""

    RESIDENT = "resident"
    PERMIT = "permit"
    FOREIGNER = "foreigner"
    PASSPORT = "passport"


@unique
class Way(StrEnum):
    """How the document was read."""

    CHIP = "chip"
    PRINTED = "printed"


@unique
class Sex(StrEnum):
    """As the document has it."""

    MALE = "male"
    FEMALE = "female"
    UNSTATED = "unstated"


@dataclass(frozen=True)
class Document:
    """What a document says of its holder. It shows itself without the holder's words, so that no log has them.

    latin_name: in Latin letters, where the document has one. nationality: ISO 3166-1, three letters; ICAO 9303-3 adds
    some. authority: who issued it. valid_from: None where the document does not say. valid_until: the last day; None
    for a card that is valid for good (长期).
    """

    type: DocumentType
    way: Way
    name: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth: date = field(repr=False)
    number: str = field(repr=False)
    nationality: str = field(repr=False)
    latin_name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    authority: str = field(default="", repr=False)
    valid_from: date | None = field(default=None, repr=False)
    valid_until: date | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Reading:
    """A card that was read. photo: the chip's photograph, still in the chip's own format (`edge.document.photo`).

    newest_address: where the person lives now, if that was written to the chip after the card was made.
    """

    document: Document
    photo: bytes | None = field(default=None, repr=False)
    newest_address: str = field(default="", repr=False)


@unique
class Remedy(StrEnum):
    """What the person at the door does next."""

    LAY_AGAIN = "lay-again"
    OTHER_DOCUMENT = "other-document"
    ASK_STAFF = "ask-staff"


@dataclass(frozen=True)
class Mishap:
    """A card was there and was not read. `code` is stable, for logs and for other languages."""

    code: str
    remedy: Remedy
    words: Words


class Reader(Protocol):
    """A card reader. It looks for a card only between `begin` and `end`; all methods return at once, none raises.

    online: whether a reader answers. fault: why none does. sam_number: of the reader's security module, once known.
    """

    @property
    def online(self) -> bool: ...

    @property
    def fault(self) -> Words | None: ...

    @property
    def sam_number(self) -> str | None: ...

    def begin(self) -> None:
        """Look for a card from now on; what was read before is forgotten."""

    def poll(self) -> Reading | Mishap | None:
        """What came since last asked, each thing once. After a Reading it looks for no card until `begin`;
        after a Mishap it goes on looking."""

    def end(self) -> None:
        """Look for a card no longer, and forget what was read."""

    def close(self) -> None: ...
