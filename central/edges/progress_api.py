"""`POST /api/v1/progress`: how an enrolment stands that a phone steers (`wire.steering`); 204 once it is kept.

The boxes' own part only checks who speaks; whose preparation it is, the subject knows that takes it.
404 for a preparation that is not, or no more, of the box that asks: it need not send more about it.
"""

from typing import Protocol, cast

import msgspec
from flask import Flask, Response, current_app
from sqlalchemy.orm import Session

from central.db import database
from central.edges.api import blueprint
from central.edges.inbound import body_of, now, sender_of
from central.edges.requests import Sender, admit
from central.live import bell
from central.problems import refusal
from wire.problem import ProblemType
from wire.steering import Progress

MAX_PROGRESS = 4096
"""Bytes."""
MAX_TOKEN = 64
"""Characters of a preparation's id."""

_DECODER = msgspec.json.Decoder(Progress)
_TAKE = "menlu-progress"


class Take(Protocol):
    """Takes what a box has said; whether it was about a preparation at that box. now: Unix ms. Raises ValueError."""

    def __call__(self, session: Session, box_id: int, progress: Progress, *, now: int) -> bool: ...


def init_app(app: Flask, take: Take) -> None:
    """Hand all that comes to `take`, each in a transaction."""
    app.extensions[_TAKE] = take


@blueprint.post("/progress")
def progress() -> Response:
    """Take what a box says, and wake the page that waits for it."""
    body = body_of(MAX_PROGRESS, encoding=None)
    sender = sender_of(body)
    told = _read(body)
    if not _taken(sender, told):
        detail = "there is no such preparation at this box"
        raise refusal(ProblemType.BAD_REQUEST, "Not a preparation here", 404, detail)
    bell().ring()
    return Response(status=204)


def _taken(sender: Sender, told: Progress) -> bool:
    """Whether there was somebody to take it. Raises Refusal for what nobody can take."""
    at, take = now(), cast(Take, current_app.extensions[_TAKE])
    try:
        with database().writing() as session:
            admit(session, sender, now=at)
            return take(session, sender.box_id, told, now=at)
    except ValueError as error:
        raise refusal(ProblemType.BAD_REQUEST, "Not a progress", 400, str(error)) from error


def _read(body: bytes) -> Progress:
    """The Progress in a body. Raises Refusal."""
    try:
        told = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(ProblemType.BAD_REQUEST, "Not a progress", 400, str(error)) from error
    if not 0 < len(told.preparation) <= MAX_TOKEN or not told.preparation.isprintable():
        detail = f"a preparation is named by 1 to {MAX_TOKEN} printable characters"
        raise refusal(ProblemType.BAD_REQUEST, "Not a progress", 400, detail)
    return told
