"""Something done to several rows at once: which were chosen, and the page that asks whether it is meant."""

from collections.abc import Sequence
from typing import Any, Final

from flask import make_response, render_template, request, url_for
from werkzeug import Response

from central.keyset import SIZE
from central.web import destination

MOST: Final = SIZE
"""Rows at once: those of one page."""


def chosen() -> list[int]:
    """The numbers of the rows that were ticked, each once; what is no number is none."""
    given = (text for text in request.form.getlist("row") if text.isascii() and text.isdigit() and len(text) <= 18)
    return sorted({int(text) for text in given})[:MOST]


def is_meant() -> bool:
    """Whether the page that asks was answered."""
    return "meant" in request.form


def back(otherwise: str) -> str:
    """The list to go back to, as it was asked for."""
    return destination.local(request.form.get("next"), url_for(otherwise))


def ask(
    question: Any,
    rows: Sequence[tuple[int, str]],
    label: Any,
    *,
    list_at: str,
    template: str = "bulk.html",
    **values: Any,
) -> Response:
    """The page that names the rows (number, words) and asks. Works without scripts.

    template: one that extends bulk.html and asks for more (`values`).
    """
    named = {"question": question, "rows": rows, "label": label, "back": back(list_at)}
    return make_response(render_template(template, **named, **values))
