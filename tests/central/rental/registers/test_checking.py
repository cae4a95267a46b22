"""What a row says and what is wrong with it: headings, days, numbers, rows beside each other. Pure."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.rental.registers import cells, columns, resident_number
from central.rental.registers.checking import Wrong, check
from central.rental.registers.columns import HEADINGS, Kind
from tests.central.rental.registers import sheets

TODAY = date(2026, 11, 23)
BY_HEADS = columns.mapped(sheets.HEADS)


def wrong(**said: str) -> list[str]:
    """What is wrong with a row that is otherwise good."""
    return [str(each) for each in check(3, sheets.row(**said), BY_HEADS, TODAY).findings if each.is_wrong]


@given(st.sampled_from(Kind), st.randoms(), st.booleans())
def test_headings_are_found_in_any_order_with_what_they_carry_besides(
    kind: Kind, chance: random.Random, is_marked: bool
) -> None:
    heads = [(field, chance.choice(some)) for field, some in HEADINGS[kind].items()]
    chance.shuffle(heads)
    words = [f" {word}*（必填）" if is_marked else word for _, word in heads]

    assert columns.mapped(words, kind) == {field: place for place, (field, _) in enumerate(heads)}


@given(st.dates(date(1950, 1, 1), TODAY))
def test_a_day_is_read_however_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    written = (f"{day}", f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day:%Y年%m月%d日}", f"{day:%Y%m%d}", str(serial))

    assert {cells.day(each) for each in written} == {day}


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_sign_mistyped_is_seen_in_every_number(born: date, order: int, place: int, sign: str) -> None:
    number = sheets.number(order, f"{born:%Y%m%d}")
    typed = number[:place] + sign + number[place + 1 :]

    assert resident_number.wrong_with(number, TODAY) is None
    assert typed == number or resident_number.wrong_with(typed, TODAY) is not None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"name": ""}, ["name:missing"]),
        ({"number": sheets.number(1, "20240229")}, []),
        ({"number": sheets.number(1, "20230229")}, ["number:number-birth"]),
        ({"number": sheets.number(1, f"{TODAY + timedelta(1):%Y%m%d}")}, ["number:number-birth"]),
        ({"number": "34122690010101"}, ["number:number-form"]),
        ({"since": "2023-02-29"}, ["since:day"]),
        ({"since": "2024-02-29", "until": "2024-02-28"}, ["until:until-first"]),
        ({"since": str(TODAY)}, []),
        ({"since": str(TODAY + timedelta(1))}, ["since:future"]),
        ({"sex": "女"}, ["sex:sex-differs"]),
        ({"sex": "男"}, []),
        ({"phone": "021-5888 1234"}, []),
        ({"phone": "5888"}, ["phone:phone"]),
        ({"house": "路" * 121}, ["house:long"]),
    ],
)
def test_what_is_wrong_is_told_by_its_field(said: dict[str, str], found: list[str]) -> None:
    assert wrong(**said) == found


def test_every_way_of_being_wrong_has_words() -> None:
    from central.rental.registers.words import FINDINGS

    assert set(Wrong) <= set(FINDINGS)


@pytest.mark.parametrize(("one", "other"), [("海港路 1号", "海港路1"), ("3幢２０１室", "3-201"), ("301室", "301")])
def test_a_house_is_one_however_it_is_written(one: str, other: str) -> None:
    assert cells.place_key(one) == cells.place_key(other)
    assert cells.place_key("1号12室") != cells.place_key("11号2室")


def test_somebody_is_never_taken_for_a_heading() -> None:
    people = [(order, sheets.row(order)) for order in (1, 2)]

    assert columns.head_of(people) == columns.Head(-1, ("",) * len(sheets.HEADS))
    assert columns.head_of([(1, ["甲", "", "乙"]), *people]).words == ("甲", "", "乙")
