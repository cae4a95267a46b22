"""Refuses every request that looks as if it carried a face, before any view sees it (`likeness`).

A view that takes files, or long encoded words, is named here with its reason; it looks at what it takes itself.
"""

import json
import logging
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Flask, request
from werkzeug.exceptions import UnprocessableEntity

from central.web import likeness
from central.web.likeness import Likeness

log = logging.getLogger(__name__)

NOT_SEARCHED: Final = {
    "factors.confirm_passkey": "what a passkey signs is encoded bytes, read by webauthn alone",
    "factors.passkey": "the same",
    "factors.second_passkey": "the same",
    "outlines.bring": "outlines are long rows of numbers; central.place.geometry keeps nothing else of a file",
    "own.add_passkey": "the same, and its public key",
    "registers.bring": "a spreadsheet; nothing but the words of its cells is kept, cut to 200 signs each",
}
"""Endpoint → why what it takes is not searched here."""
MOST: Final = 500_000
"""Bytes of a body that is searched: searching holds up everybody else. Some 50,000 signs of Chinese, in a form."""
_FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class LooksLikeFace(UnprocessableEntity):
    """The request is refused; its description says what it looks like."""


def limit(app: Flask, *, apart: Iterable[Blueprint]) -> None:
    """Let nobody read more of a body than will be searched. Stand before whatever reads a form. apart: as below."""
    names = frozenset(blueprint.name for blueprint in apart)

    @app.before_request
    def keep_small() -> None:
        if _is_searched(names):
            request.max_content_length = MOST


def init_app(app: Flask, *, apart: Iterable[Blueprint]) -> None:
    """Stand before every view of `app`; after whatever asks who is there.

    apart: blueprints that look at the bodies they take themselves.
    """
    names = frozenset(blueprint.name for blueprint in apart)

    @app.before_request
    def refuse() -> None:
        if not _is_searched(names):
            return
        found = _words(request.args.items(multi=True)) or _in_body()
        if found:
            # Which route, the line of the request says.
            log.warning("a request was refused: it carries what looks like %s", found)
            raise LooksLikeFace(f"this looks like {found}; central keeps no faces and no files, so send the rest alone")


def _is_searched(apart: frozenset[str]) -> bool:
    return request.endpoint not in NOT_SEARCHED and request.blueprint not in apart


def _in_body() -> Likeness | None:
    if request.mimetype in _FORMS:
        return _in_files() or _words(request.form.items(multi=True))
    data = request.get_data()
    if not data:
        return None
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return Likeness.CLOSED
    return likeness.of_bytes(data) or (_in_json(data) if request.is_json else None)


def _in_files() -> Likeness | None:
    """A page's form has no field for a file."""
    return Likeness.FILE if any(file for _, file in request.files.items(multi=True)) else None


def _words(pairs: Iterable[tuple[str, str]]) -> Likeness | None:
    return next((found for pair in pairs for word in pair if (found := likeness.of_text(word))), None)


def _in_json(data: bytes) -> Likeness | None:
    """Not what is no JSON, or nested too deeply: nobody who takes it can read it either."""
    try:
        return likeness.of_value(json.loads(data))
    except (ValueError, RecursionError):
        return None
