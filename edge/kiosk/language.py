"""The languages of the door: Chinese unless somebody chooses another."""

import gettext
import logging
from functools import cache
from pathlib import Path

from flask import Flask, request
from werkzeug import Response

from edge.words import Words
from edge.words import Words as DocumentWords

log = logging.getLogger(__name__)

LANGUAGES = {"zh": "中文", "en": "English", "vi": "Tiếng Việt", "ug": "ئۇيغۇرچە"}
"""What is spoken: code → the language's name in itself."""
TAGS = {"zh": "zh-Hans", "en": "en", "vi": "vi", "ug": "ug"}
SPEECH = {"zh": "zh-CN", "en": "en-US", "vi": "vi-VN", "ug": "ug-CN"}
RIGHT_TO_LEFT = frozenset({"ug"})
SOURCE, FIRST = "en", "zh"
COOKIE = "menlu-language"
FOLDER = Path(__file__).parent / "translations"


def init_app(app: Flask) -> None:
    """Let every page speak the language that was chosen."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(said, _plural, newstyle=True)  # type: ignore[attr-defined]
    lacking = [code for code in LANGUAGES if code != SOURCE and _catalogue(code) is None]
    if lacking:
        log.warning("the door's page lacks its words in %s; run: python scripts/assets", ", ".join(lacking))


def chosen() -> str:
    """The language of this request."""
    wish = request.cookies.get(COOKIE, FIRST)
    return wish if wish in LANGUAGES else FIRST


def said(sentence: str) -> str:
    """A sentence of the source in the language of this request."""
    catalogue = _catalogue(chosen())
    return catalogue.gettext(sentence) if catalogue else sentence


def spoken(words: Words | DocumentWords) -> str:
    """What another part says in two languages, in the language of this request."""
    return words.zh if chosen() == FIRST else said(words.en)


def keep(response: Response, language: str | None) -> None:
    """Speak `language` from now on; another than those above changes nothing."""
    if language in LANGUAGES:
        response.set_cookie(COOKIE, str(language), httponly=True, samesite="Strict")


def _plural(one: str, many: str, count: int) -> str:
    return said(one if count == 1 else many)


@cache
def _catalogue(language: str) -> gettext.GNUTranslations | None:
    path = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    if language == SOURCE or not path.exists():
        return None
    with path.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)
