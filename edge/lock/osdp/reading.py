"""What a peripheral's reader reports, as the door understands it: cards and keys (SIA OSDP 2.2, 7.10 to 7.12)."""

from edge.lock import Card, Keys, LockNews
from edge.lock.osdp.replies import FormattedCard, Keypad, RawCard, Reply

CHARACTERS = 0x100
"""Format of a card that is told in characters; those of bits have one byte."""
_REVERSED = 1
_KEYS = {0x7F: "*", 0x0D: "#", **{ord(key): key for key in "0123456789*#"}}
"""The standard sends the clear key as DELETE and the enter key as RETURN; some keypads send what is printed."""


def news_of(reply: Reply) -> list[LockNews]:
    """The card that was held to the reader, or the keys that were pressed; nothing where a report is cut short."""
    match reply:
        case RawCard(report):
            card = _card_of_bits(report)
        case FormattedCard(report):
            card = _card_of_characters(report)
        case Keypad(report):
            keys = "".join(_KEYS.get(key, "") for key in report[2 : 2 + report[1]]) if len(report) > 2 else ""
            return [Keys(keys)] if keys else []
        case _:
            return []
    return [card] if card else []


def _card_of_bits(report: bytes) -> Card | None:
    """Reader, format, length in bits (2 bytes), bits."""
    bits = int.from_bytes(report[2:4], "little")
    data = report[4 : 4 + (bits + 7) // 8]
    if not bits or len(data) * 8 < bits:
        return None
    # What fills the last byte up is not the card's, and readers fill it as they like.
    spare = len(data) * 8 - bits
    whole = int.from_bytes(data, "big") >> spare << spare
    return Card(report[1], bits, whole.to_bytes(len(data), "big"))


def _card_of_characters(report: bytes) -> Card | None:
    """Reader, direction, number of characters, characters; a stripe that was drawn backwards is turned round."""
    data = report[3 : 3 + report[2]] if len(report) > 3 else b""
    if not data or len(data) < report[2]:
        return None
    return Card(CHARACTERS, len(data), data[::-1] if report[1] == _REVERSED else data)
