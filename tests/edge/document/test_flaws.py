from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document import DocumentType, Sex
from edge.document.flaws import Flaw, age, flaws
from edge.document.number import check_digit
from tests.edge.document.documents import CHEN, TODAY, a_document


def numbered(birth: date) -> dict[str, Any]:
    """A birth date and a number that names it."""
    first = f"330106{birth:%Y%m%d}002"
    return {"birth": birth, "number": first + check_digit(first)}


def test_a_good_document_has_no_flaw() -> None:
    assert flaws(CHEN, TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"number": "330106199104050021"}, (Flaw.CHECK_DIGIT,)),
        ({"number": "33010619910405002"}, (Flaw.NUMBER_FORM,)),
        ({"birth": date(1991, 5, 4)}, (Flaw.BIRTH_DIFFERS,)),
        ({"sex": Sex.MALE}, (Flaw.SEX_DIFFERS,)),
        ({"sex": Sex.UNSTATED}, ()),
        ({"valid_until": date(2026, 11, 22)}, (Flaw.EXPIRED,)),
        ({"valid_until": date(2026, 11, 23)}, ()),
        ({"valid_until": None}, ()),
        ({"valid_from": date(2026, 11, 24)}, (Flaw.NOT_YET_VALID,)),
        ({"valid_from": date(2026, 11, 23)}, ()),
        ({"valid_from": None}, ()),
        (numbered(date(2026, 11, 24)), (Flaw.BIRTH_IN_FUTURE,)),
        (numbered(date(2099, 1, 1)), (Flaw.BIRTH_IN_FUTURE,)),
        (numbered(date(2012, 11, 24)), (Flaw.UNDER_AGE,)),
        (numbered(date(2012, 11, 23)), ()),
        (
            {"number": "330106199104050021", "sex": Sex.MALE, "valid_until": date(2021, 1, 1)},
            (Flaw.CHECK_DIGIT, Flaw.SEX_DIFFERS, Flaw.EXPIRED),
        ),
    ],
)
def test_each_flaw_is_found_and_no_other(changes: dict[str, Any], found: tuple[Flaw, ...]) -> None:
    assert flaws(a_document(**changes), TODAY) == found


def test_a_passports_number_is_not_judged_as_a_citizens() -> None:
    passport = a_document(type=DocumentType.PASSPORT, number="L898902C3", nationality="UTO")

    assert flaws(passport, TODAY) == ()


def test_who_was_born_on_29_february_is_of_age_on_1_march() -> None:
    child = a_document(birth=date(2012, 2, 29))

    assert age(child, date(2026, 2, 28)) == 13
    assert age(child, date(2026, 3, 1)) == 14


@given(st.dates(date(1900, 1, 1), TODAY))
def test_age_grows_by_one_in_a_year_and_a_day(birth: date) -> None:
    person = a_document(birth=birth)

    assert 0 <= age(person, TODAY) <= 126
    assert age(person, TODAY + timedelta(days=366)) - age(person, TODAY) in (1, 2)


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_is_said_in_both_languages(flaw: Flaw) -> None:
    assert flaw.words.zh.endswith("。")
    assert flaw.words.en.endswith(".")
