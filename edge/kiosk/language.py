"""The language of a page: Chinese unless somebody chooses another; who enrols has the one they began in."""

from flask import Flask, g, request
from werkzeug import Response

from edge.spoken import language as languages
from edge.spoken.language import LANGUAGES

TAGS = {"zh": "zh-Hans", "en": "en", "vi": "vi", "ug": "ug"}
SPEECH = {"zh": "zh-CN", "en": "en-US", "vi": "vi-VN", "ug": "ug-CN"}
RIGHT_TO_LEFT = frozenset({"ug"})
COOKIE = "menlu-language"


def init_app(app: Flask) -> None:
    """Let every page speak the language that was chosen."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(said, _plural, newstyle=True)  # type: ignore[attr-defined]
    languages.warn_of_lacking()


def chosen() -> str:
    """The language of this request."""
    return languages.known(g.get("language") or request.cookies.get(COOKIE))


def speak(language: str) -> None:
    """Answer this request in `language`, whatever was chosen at the screen."""
    g.language = language


def said(sentence: str) -> str:
    """A sentence of the source in the language of this request."""
    return languages.said(sentence, chosen())


def keep(response: Response, language: str | None) -> None:
    """Speak `language` from now on; another than those above changes nothing."""
    if language in LANGUAGES:
        response.set_cookie(COOKIE, str(language), httponly=True, samesite="Strict")


def _plural(one: str, many: str, count: int) -> str:
    return said(one if count == 1 else many)
