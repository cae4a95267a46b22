from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document import DocumentType, Sex
from edge.document.number import check_digit, fits_type, has_right_check_digit, names_birth, sex_of
from tests.edge.document.documents import a_document

OFFICIAL = ["11010519491231002X", "932682198501010017", "911124198108030024"]
"""GB 11643-1999's own example, and the samples on which the foreigner's card of 2023 was shown."""


@pytest.mark.parametrize("number", OFFICIAL)
def test_official_samples_have_the_right_check_digit(number: str) -> None:
    assert check_digit(number[:17]) == number[17]


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_always_shows(first: str, at: int, more: int) -> None:
    wrong = first[:at] + str((int(first[at]) + more) % 10) + first[at + 1 :]

    assert check_digit(wrong) != check_digit(first)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 15))
def test_two_neighbours_swapped_always_show(first: str, at: int) -> None:
    swapped = first[:at] + first[at + 1] + first[at] + first[at + 2 :]

    assert (check_digit(swapped) == check_digit(first)) == (swapped == first)


@pytest.mark.parametrize("number", ["CAN110081080310", "KAZ110090123105"])
def test_a_foreigners_number_of_2017_has_a_passports_check_digit(number: str) -> None:
    right = a_document(type=DocumentType.FOREIGNER, number=number)
    wrong = a_document(type=DocumentType.FOREIGNER, number=number[:-1] + str((int(number[-1]) + 1) % 10))

    assert has_right_check_digit(right)
    assert not has_right_check_digit(wrong)


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("resident", "330106199104050020", True),
        ("resident", "500103196001010011", True),  # a place whose code is younger than the person
        ("resident", "810000199001011230", False),
        ("resident", "33010619910405002", False),
        ("resident", "33010619910405002x", False),
        ("resident", "３30106199104050020", False),
        ("permit", "810000199001011230", True),
        ("permit", "830000199001011237", True),
        ("permit", "330106199104050020", False),
        ("foreigner", "911124198108030024", True),
        ("foreigner", "CAN110081080310", True),
        ("foreigner", "CAN11008108031", False),
        ("passport", "L898902C3", True),
        ("passport", "L898902C<", False),
        ("passport", "", False),
    ],
)
def test_each_type_has_its_own_numbers(kind: str, number: str, fits: bool) -> None:
    assert fits_type(a_document(type=DocumentType(kind), number=number)) is fits


def test_a_number_names_the_birth_date() -> None:
    assert names_birth(a_document(number="330106199104050020"), date(1991, 4, 5))
    assert not names_birth(a_document(number="330106199104050020"), date(1991, 4, 6))
    assert names_birth(a_document(type=DocumentType.FOREIGNER, number="CAN110081080310"), date(1981, 8, 3))
    assert names_birth(a_document(type=DocumentType.PASSPORT, number="L898902C3"), date(1974, 8, 12))


def test_the_order_number_is_odd_for_men() -> None:
    assert sex_of(a_document(number="330106199104050020")) is Sex.FEMALE
    assert sex_of(a_document(number="330106199104050039")) is Sex.MALE
    assert sex_of(a_document(type=DocumentType.PASSPORT, number="L898902C3")) is Sex.UNSTATED
