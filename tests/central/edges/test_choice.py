import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.edges.choice import LARGEST, Choice, number


@given(st.none() | st.integers(0, LARGEST), st.none() | st.booleans())
def test_a_choice_comes_back_from_its_address(door: int | None, granted: bool | None) -> None:
    choice = Choice(door, granted)
    assert Choice.read(choice.as_query()) == choice


@pytest.mark.parametrize("text", ["", None, "-1", "1.5", "x", "١٢", str(LARGEST + 1), "9" * 5000, " 1"])
def test_what_is_no_id_chooses_nothing(text: str | None) -> None:
    assert number(text) is None


@given(st.dictionaries(st.sampled_from(["door", "outcome", "before"]), st.text()))
def test_no_address_is_too_odd_to_be_read(query: dict[str, str]) -> None:
    Choice.read(query)
