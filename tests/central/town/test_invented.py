"""What is invented is well formed, and nobody's."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from central.sealed import numbers
from central.town import invented
from edge.document.number import check_digit

_CODES = st.sampled_from([invented.HERE[0], *(code for code, _ in invented.ELSEWHERE)])


@given(_CODES, st.dates(date(1930, 1, 1), date(2026, 12, 31)), st.booleans())
def test_a_number_has_the_check_digit_that_a_door_asks_for(code: str, birth: date, is_male: bool) -> None:
    number = invented.Numbers().next(code, birth, is_male=is_male)

    assert number[-1] == check_digit(number[:-1])
    assert number[6:14] == f"{birth:%Y%m%d}"
    assert int(number[16]) % 2 == is_male
    assert numbers.document(number) == number


def test_two_people_never_have_one_number_though_they_were_born_on_one_day() -> None:
    numbers_of_a_day = invented.Numbers()
    given = [numbers_of_a_day.next("330400", date(1990, 1, 1), is_male=True) for _ in range(100)]

    assert max(Counter(given).values()) == 1


def test_no_code_is_one_that_cards_bear() -> None:
    assert all(code.endswith("00") for code, _ in (invented.HERE, *invented.ELSEWHERE))


def test_names_differ_as_long_as_there_are_others() -> None:
    assert len({invented.name(number) for number in range(invented.NAMES)}) == invented.NAMES


@given(st.integers(0, 10**8 - 1))
def test_a_phone_number_is_one_of_eleven_digits(number: int) -> None:
    phone = invented.phone(number)

    assert len(phone) == 11
    assert phone.startswith("142")
    assert numbers.phone(phone) == phone
