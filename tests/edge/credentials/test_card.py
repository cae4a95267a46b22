from hypothesis import given
from hypothesis import strategies as st

from edge.credentials.card import digest_of
from edge.lock import Card

cards = st.builds(Card, st.integers(0, 256), st.integers(0, 1024), st.binary(max_size=128))


def digest(message: bytes, context: str) -> bytes:
    return context.encode() + message


@given(cards, cards)
def test_different_cards_have_different_digests(one: Card, other: Card) -> None:
    assert (digest_of(one, digest) == digest_of(other, digest)) == (one == other)


def test_a_card_is_never_printed() -> None:
    assert repr(Card(0, 26, b"\x12\x34\x56\x40")) == "Card()"
