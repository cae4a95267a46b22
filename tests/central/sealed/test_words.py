"""A word opens in its place, by its key, unaltered; anything else says so."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from central.sealed import words
from central.sealed.keyfile import Key
from wire.sealed import NotSealed

ONE, TWO = (Key(number, 0, bytes([number]) * 32, bytes([number + 100]) * 32) for number in (1, 2))
KEYS = {1: ONE, 2: TWO}
PLACE = "person.number:17"


def unseal(sealed: str, place: str = PLACE) -> str:
    return words.unseal(KEYS.__getitem__, place, sealed)


@given(st.text(max_size=100))
def test_what_is_sealed_opens_and_has_the_form_of_it(word: str) -> None:
    sealed = words.seal(TWO, PLACE, word)

    assert unseal(sealed) == word
    assert words.is_sealed(sealed)


def test_the_same_word_is_sealed_differently_each_time() -> None:
    assert words.seal(ONE, PLACE, "张三丰") != words.seal(ONE, PLACE, "张三丰")


@pytest.mark.parametrize("place", ["person.number:18", "person.name:17", "other.number:17", "person.number:1"])
def test_it_opens_in_no_other_place(place: str) -> None:
    with pytest.raises(NotSealed):
        unseal(words.seal(ONE, PLACE, "330482199001011234"), place)


@given(st.integers(3, 60), st.sampled_from("AZaz09-_.= \0"))
def test_it_does_not_open_when_a_sign_is_another(at: int, sign: str) -> None:
    sealed = words.seal(ONE, PLACE, "330482199001011234")
    assume(sealed[at] != sign)

    with pytest.raises(NotSealed):
        unseal(sealed[:at] + sign + sealed[at + 1 :])


def test_it_does_not_open_by_a_key_whose_number_was_written_before_it() -> None:
    with pytest.raises(NotSealed):
        unseal(words.seal(ONE, PLACE, "x").replace("k1.", "k2."))


@pytest.mark.parametrize("text", ["", "330482199001011234", "k1.", "k1.short", "k0." + "A" * 40, "k1." + "=" * 40])
def test_what_was_never_sealed_is_refused_and_not_told(text: str) -> None:
    with pytest.raises(NotSealed) as raised:
        unseal(text)

    assert not text or text not in str(raised.value)


def test_a_fingerprint_is_of_one_word_in_one_column_under_one_key() -> None:
    made = {
        words.fingerprint(key, column, word)
        for key in (ONE, TWO)
        for column in ("person.number", "person.phone")
        for word in ("330482199001011234", "330482199001011235")
    }

    assert len(made) == 8
    assert words.fingerprint(ONE, "person.number", "330482199001011234") in made
    assert all(words.is_fingerprint(each) for each in made)


def test_a_column_and_a_word_do_not_run_into_each_other() -> None:
    assert words.fingerprint(ONE, "a.b", "c") != words.fingerprint(ONE, "a.", "bc")


def test_a_key_does_not_show_its_secrets() -> None:
    assert repr(ONE) == str(ONE) == "Key(1)"
