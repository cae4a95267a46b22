"""The four languages of the tenant's pages: those of the notices. Staff's pages speak two of them (`central.web`).

The words have catalogues of their own, so that no other page needs a word in Vietnamese or Uyghur.
"""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import request
from flask_babel import Domain, force_locale, get_domain

if TYPE_CHECKING:
    from collections.abc import Iterator


class Language(NamedTuple):
    """name: the language's in itself. locale: as Babel writes it, tag as HTML does, speech as browsers speak it."""

    name: str
    locale: str
    tag: str
    speech: str
    direction: str = "ltr"


LANGUAGES = {
    "zh": Language("中文", "zh_Hans", "zh-Hans", "zh-CN"),
    "en": Language("English", "en", "en", "en-US"),
    "vi": Language("Tiếng Việt", "vi", "vi", "vi-VN"),
    "ug": Language("ئۇيغۇرچە", "ug", "ug", "ug-CN", "rtl"),
}
"""What is spoken, by the code notices have."""
FIRST = "zh"
FOLDER = Path(__file__).parent / "translations"
WORDS: Any = Domain([str(FOLDER)])


def asked_for() -> str:
    """The language of who has not chosen yet: what the address says, else what the browser asks for, else Chinese."""
    wish = request.args.get("language", "")
    if wish in LANGUAGES:
        return wish
    accepted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((code for code in accepted if code in LANGUAGES), FIRST)


@contextmanager
def spoken(code: str) -> "Iterator[Language]":
    """Speak a language of these pages, with their words, for as long as the block lasts."""
    language, others = LANGUAGES[code], get_domain()
    with force_locale(language.locale):
        WORDS.as_default()
        try:
            yield language
        finally:
            others.as_default()
