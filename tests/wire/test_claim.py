import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.claim import ALPHABET, LENGTH, normalised


@pytest.mark.parametrize("typed", ["K7QM2RXD94", "k7qm-2rxd-94", " K7QM 2RXD 94\n", "k7qm\u00a02rxd94"])
def test_a_code_is_compared_without_what_makes_it_readable(typed: str) -> None:
    assert normalised(typed) == "K7QM2RXD94"


@given(code=st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_its_own_normal_form(code: str) -> None:
    assert normalised(code) == code


def test_no_letter_of_a_code_is_taken_for_another() -> None:
    assert not set(ALPHABET) & set("IO01")
    assert len(set(ALPHABET)) == 32
