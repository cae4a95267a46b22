from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document import Document, DocumentType, Sex, Way
from edge.document.icao import check_digit
from edge.document.mrz import parse
from edge.errors import DocumentError
from tests.edge.document.documents import TODAY

UPPER = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LOWER = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen of ICAO 9303-4."""
LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)


def read(upper: str, lower: str, today: date = TODAY) -> Document:
    return parse(f"{upper}\n{lower}", way=Way.PRINTED, today=today)


def a_lower_line(number: str, birth: str, expiry: str, optional: str = "") -> str:
    number, optional = number.ljust(9, "<"), optional.ljust(14, "<")
    head = number + check_digit(number)
    dates = birth + check_digit(birth) + "F" + expiry + check_digit(expiry)
    tail = optional + check_digit(optional)
    return head + "UTO" + dates + tail + check_digit(head + dates.replace("F", "") + tail)


def test_the_specimen_is_read() -> None:
    assert read(UPPER, LOWER) == Document(
        type=DocumentType.PASSPORT,
        way=Way.PRINTED,
        name="ERIKSSON, ANNA MARIA",
        latin_name="ERIKSSON, ANNA MARIA",
        sex=Sex.FEMALE,
        birth=date(1974, 8, 12),
        number="L898902C3",
        nationality="UTO",
        authority="UTO",
        valid_until=date(2012, 4, 15),
    )


def test_blanks_small_letters_and_lines_before_it_do_not_matter() -> None:
    spoken = f"PASSPORT\n\n {UPPER.lower()} \n{LOWER[:10]} {LOWER[10:]}\n"

    assert parse(spoken, way=Way.PRINTED, today=TODAY).number == "L898902C3"


@given(st.integers(0, 43), st.integers(1, 9))
def test_a_wrong_digit_always_shows(at: int, more: int) -> None:
    if LOWER[at].isdigit():
        wrong = LOWER[:at] + str((int(LOWER[at]) + more) % 10) + LOWER[at + 1 :]
        with pytest.raises(DocumentError):
            read(UPPER, wrong)


@pytest.mark.parametrize(("birth", "born"), [("261123", date(2026, 11, 23)), ("261124", date(1926, 11, 24))])
def test_a_birth_date_is_the_latest_that_is_not_to_come(birth: str, born: date) -> None:
    assert read(UPPER, a_lower_line("L898902C3", birth, "300101")).birth == born


def test_a_name_without_given_names_is_read() -> None:
    assert read("P<UTOARKFREITH".ljust(44, "<"), LOWER).name == "ARKFREITH"


def test_absent_optional_data_may_have_a_filler_for_their_digit() -> None:
    with_zero = a_lower_line("L898902C3", "740812", "300101")
    with_filler = with_zero[:42] + "<" + with_zero[43:]

    assert read(UPPER, with_filler) == read(UPPER, with_zero)


@pytest.mark.parametrize(
    ("upper", "lower", "sentence"),
    [
        ("", "", "two lines of 44 characters"),
        (UPPER[:-1], LOWER, "two lines of 44 characters"),
        (UPPER.replace("A", "Ä"), LOWER, "two lines of 44 characters"),
        (UPPER.replace("P<", "I<"), LOWER, "no passport"),
        (UPPER, LOWER.replace("L8", "L9"), "check digit of the passport's number"),
        (UPPER, LOWER.replace("740812", "740813"), "check digit of the passport's birth date"),
        (UPPER, LOWER.replace("120415", "120416"), "check digit of the passport's date of expiry"),
        (UPPER, LOWER.replace("ZE1", "ZF1"), "check digit of the passport's optional data"),
        (UPPER, LOWER[:-1] + "1", "last check digit"),
        (UPPER, a_lower_line("L898902C3", "741312", "300101"), "birth date is not a date"),
        (UPPER, a_lower_line("L898902C3", "74<<<<", "300101"), "birth date is not a date"),
        (UPPER, a_lower_line("L898902C3", "740812", "300230"), "date of expiry is not a date"),
        ("P<UTO".ljust(44, "<"), LOWER, "no name"),
    ],
)
def test_a_zone_that_is_none_says_why(upper: str, lower: str, sentence: str) -> None:
    with pytest.raises(DocumentError, match=sentence):
        read(upper, lower)


@given(LETTERS, LETTERS, st.dates(date(1927, 1, 1), TODAY), st.text("ABCDEFGH0123456789", min_size=1, max_size=9))
def test_what_was_printed_is_read(surname: str, given_name: str, birth: date, number: str) -> None:
    upper = f"P<UTO{surname}<<{given_name}".ljust(44, "<")

    passport = read(upper, a_lower_line(number, f"{birth:%y%m%d}", "300101"))

    assert (passport.name, passport.birth, passport.number) == (f"{surname}, {given_name}", birth, number)


@given(st.text() | st.text("P<0123456789ABC\n", min_size=80))
def test_any_text_is_a_passport_or_a_document_error(text: str) -> None:
    try:
        assert parse(text, way=Way.PRINTED, today=TODAY).type is DocumentType.PASSPORT
    except DocumentError:
        return
