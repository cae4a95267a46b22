"""What every page is given."""

import hashlib
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import segno
from flask import Flask, url_for
from markupsafe import Markup

from edge import answers
from edge.enroller import Enroller
from edge.enroller.view import TAKEN_OVER, Said
from edge.enrolment.identity import masked_name, masked_number
from edge.enrolment.states import STEPS, step_of
from edge.kiosk import language
from edge.spoken import telling, words
from edge.spoken.language import LANGUAGES

GOOD_NEWS = (answers.OPEN, TAKEN_OVER)
FROM_LEFT, APART = "\u2066", "\u2069"
"""Unicode's isolates (UAX #9)."""
STATIC = Path(__file__).parent / "static"


def init_app(app: Flask, enroller: Enroller, zone: tzinfo) -> None:
    """Give the templates what they use."""

    def day(at: int) -> str:
        """2026-11-23, which every language reads; set apart, so that it stays so among words from right to left."""
        return f"{FROM_LEFT}{datetime.fromtimestamp(at / 1000, zone):%Y-%m-%d}{APART}"

    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(told=told, day=day, qr=qr)
    app.jinja_env.tests["good_news"] = lambda said: said in GOOD_NEWS
    app.jinja_env.globals.update(
        asset=asset,
        steps=len(STEPS),
        step_of=step_of,
        masked_name=masked_name,
        masked_number=masked_number,
        languages=LANGUAGES,
        documents=words.DOCUMENTS,
        sides=words.SIDES,
        busy=lambda: enroller.busy,
    )

    @app.context_processor
    def by_request() -> dict[str, Any]:
        code = language.chosen()
        direction = "rtl" if code in language.RIGHT_TO_LEFT else "ltr"
        return {"language": code, "tag": language.TAGS[code], "speech": language.SPEECH[code], "direction": direction}


def told(said: Said | str) -> str:
    """A sentence of any part in the language of this request."""
    return telling.told(said, language.chosen())


def qr(address: str) -> Markup:
    """The address as a picture code, drawn within the page: it goes through no cache and no file."""
    drawn = segno.make(address, error="l").svg_inline(omitsize=True, border=2, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704 - made here of squares


def asset(name: str) -> str:
    """The address of a static file; it changes with the content."""
    return url_for("static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
