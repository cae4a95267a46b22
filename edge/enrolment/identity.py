"""What a document says of a person, sealed word by word for central; and what of it the screen shows. Pure."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from edge.document import Document, Reading
from wire.kinds import Identity
from wire.sealed import LONGEST, seal

SHOWN = 4
"""How many of the number's last characters the screen shows."""


def sealed(person: str, reading: Reading | None, phone: str, key: X25519PublicKey) -> Identity | None:
    """The words for central, each bound to its field and the person; None where there are none."""

    def words(field: str, text: str) -> list[str]:
        return [seal(piece, key, f"{field}:{person}") for piece in pieces(text)]

    def word(field: str, text: str) -> str:
        return words(field, text)[0] if text else ""

    if reading is None:
        return Identity("", "", phone=word("phone", phone)) if phone else None
    document = reading.document
    return Identity(
        word("name", document.name or document.latin_name),
        word("number", document.number),
        word("birth", document.birth.isoformat()),
        word("sex", document.sex),
        word("nationality", document.nationality),
        words("address", reading.newest_address or document.address),
        word("phone", phone),
    )


def pieces(text: str) -> list[str]:
    """`text` cut into pieces that can be sealed, no character in two of them."""
    cut = [""]
    for character in text:
        if len((cut[-1] + character).encode()) > LONGEST:
            cut.append("")
        cut[-1] += character
    return cut if text else []


def masked_name(document: Document) -> str:
    """The name's first character; the others as asterisks, at most two."""
    name = document.name or document.latin_name
    return name[:1] + "*" * min(len(name) - 1, 2)


def masked_number(document: Document) -> str:
    """The number's last four characters."""
    return "*" * 4 + document.number[-SHOWN:]
