"""Sealed words: who can read them, and where."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from wire.faceless import looks_like_face
from wire.sealed import LONGEST, NotSealed, public_key_of, seal, text_of, unseal

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
SEALED = seal("黄湾", KEY.public_key(), "name:3f9c")


@given(st.text().filter(lambda word: len(word.encode()) <= LONGEST))
def test_a_word_comes_back_and_passes_for_no_face(word: str) -> None:
    sealed = seal(word, KEY.public_key(), "name:3f9c")

    assert unseal(sealed, KEY, "name:3f9c") == word
    assert not looks_like_face({"name": sealed})


def test_the_same_word_is_sealed_differently_each_time() -> None:
    assert seal("黄湾", KEY.public_key(), "name:3f9c") != SEALED


@pytest.mark.parametrize(
    ("sealed", "key", "context"),
    [
        (SEALED, KEY, "name:another"),
        (SEALED, KEY, "number:3f9c"),
        (SEALED, X25519PrivateKey.generate(), "name:3f9c"),
        (SEALED[:-4], KEY, "name:3f9c"),
        (SEALED[::-1], KEY, "name:3f9c"),
        ("", KEY, "name:3f9c"),
        ("é", KEY, "name:3f9c"),
    ],
    ids=["another's name", "another field", "another key", "cut", "reversed", "empty", "no base64"],
)
def test_elsewhere_altered_or_for_another_it_does_not_open(sealed: str, key: X25519PrivateKey, context: str) -> None:
    with pytest.raises(NotSealed):
        unseal(sealed, key, context)


def test_what_is_too_long_to_pass_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="at most 72"):
        seal("号" * 25, KEY.public_key(), "address:3f9c")


def test_a_key_travels_as_text() -> None:
    assert public_key_of(text_of(KEY.public_key())) == KEY.public_key()
