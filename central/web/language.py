"""Chinese or English: what the switch was set to, else what the browser asks for."""

from flask import Blueprint, Flask, abort, current_app, redirect, request
from flask_babel import Babel, get_locale
from werkzeug import Response

from central.web import destination

LANGUAGES = {"en": "English", "zh_Hans": "中文"}
"""What is spoken: the locale's name → the language's name in itself."""
COOKIE = "menlu-language"
KEPT = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def init_app(app: Flask, *, secure: bool) -> None:
    """Let every page speak the reader's language."""
    app.config["MENLU_LANGUAGE_COOKIE_SECURE"] = secure
    Babel(app, default_translation_directories="web/translations", locale_selector=chosen)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(language_tag=tag, other_languages=others)


def chosen() -> str:
    """The locale of this request."""
    wish = request.cookies.get(COOKIE)
    if wish in LANGUAGES:
        return wish
    by_language = {name.partition("_")[0]: name for name in LANGUAGES}
    for accepted in request.accept_languages.values():
        found = by_language.get(accepted.partition("-")[0].lower())
        if found:
            return found
    return "en"


def tag() -> str:
    """The language of this page as HTML writes it: en, zh-Hans."""
    return str(get_locale()).replace("_", "-")


def others() -> dict[str, str]:
    """The languages to switch to."""
    return {name: shown for name, shown in LANGUAGES.items() if name != str(get_locale())}


@blueprint.post("/language")
def switch() -> Response:
    """Speak another language from now on, in this browser."""
    wish = request.form.get("language")
    if wish not in LANGUAGES:
        abort(400)
    response = redirect(destination.local(request.form.get("next"), "/"))
    secure = bool(current_app.config["MENLU_LANGUAGE_COOKIE_SECURE"])
    response.set_cookie(COOKIE, wish, max_age=KEPT, secure=secure, httponly=True, samesite="Lax")
    return response
