"""Puts each event with every webhook that asked for its kind and whose place it happened in. Times are Unix ms."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import service as edges
from central.events import service as events
from central.events.service import Event
from central.rest import hooks, rules
from central.rest.hooks import WebhookRow
from central.rest.tables import webhook_delivery

AT_ONCE = 200
"""Events in one transaction."""


def spread(database: Database, now: int) -> int:
    """Put the events that wait with who asked for them; how many events there were."""
    with database.reading() as session:
        if not events.are_waiting(session):
            return 0
    with database.writing() as session:
        found = events.waiting(session, AT_ONCE)
        listening = [hook for hook in hooks.webhooks(session) if hook.ended_at is None]
        rows = [_delivery(hook, event, now) for event in found for hook in _concerned(session, listening, event)]
        if rows:
            session.execute(insert(webhook_delivery), rows)
        events.mark_spread(session, [event.id for event in found], now=now)
    return len(found)


def forget(database: Database, now: int) -> None:
    """Delete what was told long ago."""
    with database.writing() as session:
        events.forget(session, now - rules.KEPT)


def _concerned(session: Session, listening: Sequence[WebhookRow], event: Event) -> list[WebhookRow]:
    asked = [hook for hook in listening if event.kind in hook.kinds]
    return [hook for hook in asked if _is_within(session, hook, event)]


def _is_within(session: Session, hook: WebhookRow, event: Event) -> bool:
    """What is no house's is the whole town's."""
    if hook.reach.is_town:
        return True
    return event.box_id is not None and edges.box_of(session, event.box_id, hook.reach) is not None


def _delivery(hook: WebhookRow, event: Event, now: int) -> dict[str, object]:
    return {
        "webhook_id": hook.id,
        "event_id": event.id,
        "state": "waiting",
        "made_at": now,
        "tries": 0,
        "outcome": "",
    }
