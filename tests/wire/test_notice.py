"""The texts people agree to: the same in every language, and never changed once shown."""

import pytest

from tests.wire.golden import golden
from wire.notice import Purpose, current, languages, notice, versions

EVERY = [
    (version, purpose, language) for version in versions() for purpose in Purpose for language in languages(version)
]


@pytest.mark.parametrize(("version", "purpose", "language"), EVERY)
def test_a_text_that_was_shown_is_unchanged(version: str, purpose: Purpose, language: str) -> None:
    assert notice(version, purpose, language).digest == golden("notices")[f"{version}.{purpose}.{language}"]


@pytest.mark.parametrize(("version", "purpose", "language"), EVERY)
def test_a_translation_says_as_much_as_the_chinese_text(version: str, purpose: Purpose, language: str) -> None:
    translated, chinese = notice(version, purpose, language), notice(version, purpose, "zh")

    assert len(translated.points) == len(chinese.points)
    assert bool(translated.decline) == bool(chinese.decline)


def test_only_the_face_can_be_declined() -> None:
    assert notice(current(), Purpose.FACE, "zh").decline
    assert not notice(current(), Purpose.REGISTRATION, "zh").decline


def test_chinese_and_english_are_always_there() -> None:
    for version in versions():
        assert languages(version)[0] == "zh"
        assert "en" in languages(version)


@pytest.mark.parametrize(("version", "language"), [("2026-01-01", "zh"), (current(), "xx"), ("../batch", "zh")])
def test_what_there_is_not_is_a_key_error(version: str, language: str) -> None:
    with pytest.raises(KeyError):
        notice(version, Purpose.FACE, language)
