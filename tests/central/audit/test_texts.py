"""Nothing that people type makes a row long, invisible or misread, and no number of a person gets in."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.audit import texts

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_every_text_is_one_line_that_is_seen_whole(text: str) -> None:
    kept = texts.bounded(text, 50)

    assert len(kept) <= 50
    assert all(unicodedata.category(character)[0] != "C" or character == "…" for character in kept)
    kept.encode()


def test_a_text_of_ten_megabytes_is_cut() -> None:
    assert texts.bounded("名" * 10_000_000, 120) == "名" * 119 + "…"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\nb", "a\\u{a}b"),
        ("\u202egnp.exe", "\\u{202e}gnp.exe"),
        ("\x1b[2J", "\\u{1b}[2J"),
        ("\ud800", "\\u{d800}"),
        ("张\u0301三", "张\u0301三"),
    ],
)
def test_what_is_not_seen_stands_there_by_its_number(typed: str, kept: str) -> None:
    assert texts.bounded(typed, 50) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("look up 330106199001011234", "look up 330****1234"),
        ("33010619900101123X是谁", "330****123X是谁"),
        ("330106 1990 0101 1234", "330****1234"),
        ("call 13812345678", "call 138****5678"),
        ("+86 138-1234-5678", "+86 138****5678"),
        ("case 2026-11-23-0007", "case 2026-11-23-0007"),
        ("at 1764000000000", "at 1764000000000"),
    ],
)
def test_numbers_of_people_are_masked(typed: str, kept: str) -> None:
    assert texts.purpose(typed) == kept


@given(st.dictionaries(ANY, ANY | st.integers(-(2**60), 2**60) | st.booleans() | st.none() | st.lists(ANY), max_size=9))
def test_a_detail_is_one_bounded_object(detail: dict[str, texts.Value]) -> None:
    kept = texts.written(detail)

    assert isinstance(json.loads(kept), dict)
    assert "\n" not in kept


def test_a_detail_is_kept_in_order_whatever_order_it_came_in() -> None:
    assert texts.written({"b": 1, "a": [2]}) == texts.written({"a": [2], "b": 1}) == '{"a":[2],"b":1}'


def test_a_detail_too_long_says_how_much_is_left_out() -> None:
    kept = json.loads(texts.written({f"{number:04}": "x" * 1000 for number in range(1000)}))

    assert list(kept) == [f"{number:04}" for number in range(12)] + ["…"]
    assert kept["…"] == 988
