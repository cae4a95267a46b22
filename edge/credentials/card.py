"""A card, known by a keyed digest of what the reader told of it: the number itself is kept nowhere."""

from struct import pack

from edge.credentials import Digest
from edge.lock import Card

CONTEXT = "card"


def digest_of(card: Card, digest: Digest) -> bytes:
    """How the roster knows the card: cards that differ in format or length are different cards."""
    return digest(pack("<HH", card.format, card.length) + card.data, CONTEXT)
