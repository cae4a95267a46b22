"""Delivers events to webhooks, one after the other. Times are Unix ms.

The table is the queue. Whoever delivers takes the webhook first, by moving the moment of its next try a minute away: so
one process at a time tells each receiver, a slow one holds up nobody else, and where a process is killed another goes
on after that minute. An event may arrive twice, never not at all. Of what waits, the least tried goes first: an event
that a receiver can't take does not hold up those behind it.
"""

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import service as edges
from central.events import service as events
from central.events.service import Event
from central.rest import rules
from central.rest.hooks import BY_ITSELF
from central.rest.sending import Undelivered
from central.rest.shaping import moment
from central.rest.tables import webhook, webhook_delivery
from wire.signature import sign

log = logging.getLogger(__name__)

TAKEN_FOR: Final = 60_000
"""How long a webhook is taken by who delivers, ms; longer than one request may last."""
IN_A_ROW: Final = 50
"""Deliveries before another webhook has its turn."""

Send = Callable[[str, bytes, Mapping[str, str]], int]
"""URL, body and headers → the status of the answer. Raises Undelivered."""


@dataclass(frozen=True)
class Due:
    """The next delivery of a webhook that was taken. failures: of the webhook, in a row."""

    id: int
    webhook_id: int
    url: str
    event: Event
    place_id: int | None
    made_at: int
    failures: int
    failing_since: int | None


def due_webhooks(database: Database, now: int) -> list[int]:
    """Webhooks for which something waits, and which may be tried."""
    waits = webhook_delivery.c.webhook_id == webhook.c.id, webhook_delivery.c.state == "waiting"
    chosen = select(webhook.c.id).where(_may_be_tried(now), select(webhook_delivery.c.id).where(*waits).exists())
    with database.reading() as session:
        return list(session.scalars(chosen.order_by(webhook.c.next_at, webhook.c.id)))


def deliver(database: Database, webhook_id: int, key: Ed25519PrivateKey, send: Send, clock: Callable[[], int]) -> int:
    """Deliver what waits for a webhook until nothing does or it fails; how many arrived."""
    for arrived in range(IN_A_ROW):
        due = _take(database, webhook_id, clock())
        if due is None:
            return arrived
        body = body_of(due.event, due.place_id)
        headers = sign("POST", due.url, body, key, created=clock() // 1000, nonce=secrets.token_urlsafe(18))
        try:
            outcome = _accepted(send(due.url, body, headers | {"Content-Type": "application/json"}))
        except Undelivered as error:
            _note_failure(database, due, str(error), clock())
            return arrived
        _note_success(database, due, outcome, clock())
    return IN_A_ROW


def body_of(event: Event, place_id: int | None) -> bytes:
    """What a receiver is told: that something happened to a thing, by number. What it is now, it asks."""
    kind, _, number = event.of.partition(":")
    told = {
        "id": event.token,
        "kind": event.kind,
        "at": moment(event.at, UTC),
        "of": {"kind": kind, "id": int(number)},
        "box_id": event.box_id,
        "place_id": place_id,
    }
    return json.dumps(told, separators=(",", ":")).encode()


def _accepted(status: int) -> str:
    if not 200 <= status < 300:
        raise Undelivered(f"it answered {status}")
    return str(status)


def _take(database: Database, webhook_id: int, now: int) -> Due | None:
    """The next delivery, if the webhook is free."""
    taken = update(webhook).where(webhook.c.id == webhook_id, _may_be_tried(now)).values(next_at=now + TAKEN_FOR)
    with database.writing() as session:
        if session.connection().execute(taken).rowcount == 0:
            return None
        due = _next(session, webhook_id)
        if due is None:
            session.execute(update(webhook).where(webhook.c.id == webhook_id).values(next_at=0))
        return due


def _next(session: Session, webhook_id: int) -> Due | None:
    waits = webhook_delivery.c.webhook_id == webhook_id, webhook_delivery.c.state == "waiting"
    columns = (
        webhook_delivery.c.id,
        webhook_delivery.c.event_id,
        webhook_delivery.c.made_at,
        webhook.c.url,
        webhook.c.failures,
        webhook.c.failing_since,
    )
    chosen = select(*columns).join(webhook, webhook.c.id == webhook_delivery.c.webhook_id).where(*waits)
    row = session.execute(chosen.order_by(webhook_delivery.c.tries, webhook_delivery.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    event = events.event_of(session, row.event_id)
    box = edges.box_of(session, event.box_id) if event.box_id is not None else None
    place_id = box.place_id if box else None
    return Due(row.id, webhook_id, row.url, event, place_id, row.made_at, row.failures, row.failing_since)


def _note_success(database: Database, due: Due, outcome: str, now: int) -> None:
    with database.writing() as session:
        _note(session, due, state="done", tried_at=now, outcome=outcome)
        works = {"failures": 0, "failing_since": None, "next_at": 0}
        session.execute(update(webhook).where(webhook.c.id == due.webhook_id).values(works))


def _note_failure(database: Database, due: Due, why: str, now: int) -> None:
    since = due.failing_since or now
    failures = due.failures + 1
    fails: dict[str, Any] = {"failures": failures, "failing_since": since, "next_at": now + rules.wait_after(failures)}
    if rules.is_given_up(since, now):
        fails |= {"ended_at": now, "ended_by": BY_ITSELF}
        log.warning("webhook %d is ended: its receiver has failed for too long (%s)", due.webhook_id, why)
    state = "given-up" if rules.is_given_up(due.made_at, now) else "waiting"
    with database.writing() as session:
        _note(session, due, state=state, tried_at=now, outcome=why)
        session.execute(update(webhook).where(webhook.c.id == due.webhook_id).values(fails))


def _note(session: Session, due: Due, **values: Any) -> None:
    mine = update(webhook_delivery).where(webhook_delivery.c.id == due.id)
    session.execute(mine.values(tries=webhook_delivery.c.tries + 1, **values))


def _may_be_tried(now: int) -> Any:
    return (webhook.c.ended_at.is_(None)) & (webhook.c.next_at <= now)
