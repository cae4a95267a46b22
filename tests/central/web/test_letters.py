"""Words of one line: what is too long, and which sign can't be kept, said so that it can be found."""

import pytest
from flask import Flask
from flask_babel import force_locale

from central.web.letters import length_complaint, strange_sign


@pytest.mark.parametrize("text", ["黄", "a" * 60, "حويلى", "O'Neil 3–4", "𠮷田"])
def test_letters_of_any_language_are_taken(text: str) -> None:
    assert length_complaint(text, 1, 60) is None


@pytest.mark.parametrize(
    ("text", "least", "said"),
    [
        ("", 1, "Use 1 to 60 letters."),
        ("a" * 61, 1, "Use 1 to 60 letters."),
        ("a" * 61, 0, "Use at most 60 letters."),
    ],
)
def test_how_many_letters_there_may_be_is_said(app: Flask, text: str, least: int, said: str) -> None:
    with app.test_request_context():
        assert length_complaint(text, least, 60) == said


def test_nothing_is_short_enough_where_nothing_need_be_said() -> None:
    assert length_complaint("", 0, 60) is None


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("张\u202e三", 2, "U+202E"),
        ("张三\0", 3, "U+0000"),
        ("North\nRoad", 6, "U+000A"),
        ("\U000e0041a", 1, "U+E0041"),
        ("\ue000", 1, "U+E000"),
    ],
)
def test_a_sign_that_nobody_sees_is_named_with_its_place(app: Flask, text: str, place: int, code: str) -> None:
    with app.test_request_context():
        said = str(length_complaint(text, 1, 60))
        assert said.startswith(f"Letter {place} is {code},")
        with force_locale("zh_Hans"):
            assert str(strange_sign(text)).startswith(f"第 {place} 个字符是 {code}，")
