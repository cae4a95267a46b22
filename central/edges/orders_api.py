"""`GET /api/v1/orders?after=N&wait=S`: what a box has to do, behind the order it has settled last.

While there is nothing, the answer is held for up to S seconds, so that an order is heard as soon as it is made. Held
answers take a thread of the server each, so only so many are held; whoever finds no seat is answered at once and asks
again a little later.
"""

import re
import time
from collections.abc import Callable
from typing import cast

import msgspec
from flask import Flask, Response, current_app, request
from werkzeug.datastructures import MultiDict

from central.db import database
from central.edges import orders, sealing
from central.edges.api import blueprint
from central.edges.inbound import now, sender_of
from central.edges.requests import admit
from central.live import bell, order_bell
from central.problems import refusal
from central.web.streams import Seats
from wire.orders import MAX_WAIT, Orders
from wire.problem import ProblemType

LOOK_AGAIN = 3.0
"""Seconds until a held answer looks by itself, without a ring: a revocation takes 5 s at most, whatever is lost."""

_NUMBER = re.compile(r"[0-9]{1,16}", re.ASCII)
_SEATS = "menlu-order-seats"


def init_app(app: Flask, seats: int) -> None:
    """Let `app` hold up to `seats` answers at once."""
    app.extensions[_SEATS] = Seats(seats, each=1)


@blueprint.get("/orders")
def ask() -> Response:
    """The orders behind `after`; held while there are none."""
    sender = sender_of(b"")
    after, wait = _number(request.args, "after", orders.MAX_ID), _number(request.args, "wait", None)
    with database().writing() as session:
        admit(session, sender, now=now())
        orders.learn(session, sender.box_id, after)
        sealing.offer(session, sender.box_id, sealing.key(), now=now())
    found = _held(sender.thumbprint.encode(), lambda: _look(sender.box_id, after), min(wait, MAX_WAIT))
    return Response(msgspec.json.encode(Orders(found)), mimetype="application/json")


def _held(box: bytes, look: Callable[[], list[msgspec.Raw]], wait: float) -> list[msgspec.Raw]:
    """What `look` finds, at the latest after `wait` s; at once when no seat is free."""
    heard = order_bell().count
    found = look()
    seats = cast(Seats, current_app.extensions[_SEATS])
    if found or not wait or not seats.take(box):
        return found
    until = time.monotonic() + wait
    try:
        while not found and (left := until - time.monotonic()) > 0 and not bell().is_closed:
            heard = order_bell().wait(heard, min(LOOK_AGAIN, left))
            found = look()
    finally:
        seats.leave(box)
    return found


def _look(box_id: int, after: int) -> list[msgspec.Raw]:
    with database().reading() as session:
        return orders.orders_after(session, box_id, after)


def _number(asked: MultiDict[str, str], name: str, most: int | None) -> int:
    given = asked.get(name, "0")
    if not _NUMBER.fullmatch(given) or (most is not None and int(given) > most):
        detail = f"{name} is a whole number from 0 to {most or '10^16'}, not {given[:40]!r}"
        raise refusal(ProblemType.BAD_REQUEST, "Not a number", 400, detail)
    return int(given)
