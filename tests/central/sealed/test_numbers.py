"""The same number is found however it was typed, and two numbers are never taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.sealed import numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("33048219900101123X", "33048219900101123X"),
        ("33048219900101123x", "33048219900101123X"),
        (" 330482 19900101 1234 ", "330482199001011234"),
        ("３３０４８２１９９００１０１１２３４", "330482199001011234"),
        ("e12-345 678", "E12345678"),
        ("H60123456(01)", "H6012345601"),
        ("", ""),
    ],
)
def test_a_documents_number_has_one_way_of_writing(typed: str, kept: str) -> None:
    assert numbers.document(typed) == kept


def test_a_residents_number_of_15_digits_is_that_of_18_which_it_became() -> None:
    # The examples of GB 11643-1999, appendix A, begin with 11010519491231002X.
    assert numbers.document("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize("uncertain", ["110105491331002", "110105491231998", "110105000000002"])
def test_a_number_of_15_digits_stays_as_it_is_where_its_century_is_not_certain(uncertain: str) -> None:
    assert numbers.document(uncertain) == uncertain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800001234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("0086-138-0000-1234", "13800001234"),
        ("(0573) 8700-1234", "057387001234"),
        ("+86 573 87001234", "057387001234"),
        ("+84 90 123 4567", "+84901234567"),
        ("0084901234567", "+84901234567"),
        ("", ""),
    ],
)
def test_a_phone_number_is_what_is_dialled_within_the_country(typed: str, kept: str) -> None:
    assert numbers.phone(typed) == kept


@given(st.text("0123456789xXaZ０９Ｘ -－()", max_size=24))
def test_to_write_a_documents_number_so_again_changes_nothing(typed: str) -> None:
    assert numbers.document(numbers.document(typed)) == numbers.document(typed)


@given(st.integers(10**17, 10**18 - 1), st.integers(10**17, 10**18 - 1))
def test_two_numbers_of_18_digits_stay_two(one: int, other: int) -> None:
    assert (numbers.document(str(one)) == numbers.document(str(other))) is (one == other)
