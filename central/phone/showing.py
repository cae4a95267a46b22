"""How these pages are shown: in the visitor's language, to who has come in by a code."""

import time
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from flask import make_response, redirect, render_template, url_for
from werkzeug import Response

from central import db
from central.phone import visit
from central.phone.language import LANGUAGES, asked_for, spoken
from central.phone.own_visit import OwnVisit
from central.phone.visit import Visit
from central.rental import service

QUESTIONS: Final = ("language", "notice", "face", "contact")
"""The pages that ask, in order; how many they are is told on each."""

Page = Callable[[Visit, service.Home], Response]
"""A page for somebody whose code opens something."""


def invited(page: Page) -> Callable[[], Response]:
    """A view of `page` for who has come in by a code; it keeps their cookie young.

    Without one, the page that asks for the code; 410 when the stay is over, or the code void.
    """

    @wraps(page)
    def view() -> Response:
        visitor = visit.present()
        if visitor is None:
            return redirect(url_for("phone.code", again=1), 303)
        home = service.home(db.session(), visitor.opened, now=now())
        if home is None:
            return gone(visitor)
        response = page(visitor, home)
        if "Set-Cookie" not in response.headers:
            visit.remember(response, visitor)
        return response

    return view


def show(
    page: str,
    visitor: Visit | OwnVisit | None,
    *,
    status: int = 200,
    complaint: StrEnum | None = None,
    **values: Any,
) -> Response:
    """A page in the visitor's language."""
    chosen = (visitor.language if visitor else "") or asked_for()
    step = QUESTIONS.index(page) + 1 if page in QUESTIONS else None
    with spoken(chosen) as speech:
        given: dict[str, Any] = {
            "visit": visitor,
            "complaint": complaint,
            "where": {},
            "language": speech,
            "chosen": chosen,
            "step": step,
        }
        return make_response(
            render_template(f"phone/{page}.html", languages=LANGUAGES, steps=QUESTIONS, **(given | values)), status
        )


def go_on(endpoint: str, visitor: Visit) -> Response:
    """To another page, with what is answered now."""
    response = redirect(url_for(endpoint), 303)
    visit.remember(response, visitor)
    return response


def gone(visitor: Visit) -> Response:
    """The stay is over, the code void, or everything taken back: nothing is remembered any more."""
    response = show("gone", visitor, status=410)
    visit.forget(response)
    return response


def now() -> int:
    """Unix ms."""
    return time.time_ns() // 1_000_000
