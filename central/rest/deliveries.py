"""What was delivered to a webhook, for its page. Times are Unix ms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.events import service as events
from central.keyset import Order, Page, Spot, page_of
from central.rest.tables import webhook_delivery


@dataclass(frozen=True)
class DeliveryRow:
    """How it goes with telling one event. state: waiting, done or given-up."""

    id: int
    kind: str
    of: str
    at: int
    state: str
    tries: int
    tried_at: int | None
    outcome: str


def page_of_deliveries(session: Session, webhook_id: int, spot: Spot) -> Page[DeliveryRow]:
    """One page, the newest first."""
    chosen = select(webhook_delivery).where(webhook_delivery.c.webhook_id == webhook_id)

    def read(rows: Iterable[Any]) -> list[DeliveryRow]:
        found = list(rows)
        told = events.events_of(session, [row.event_id for row in found])
        return [_row(row, told[row.event_id]) for row in found]

    return page_of(session, chosen, Order([webhook_delivery.c.id], descending=True), spot, read)


def _row(row: Any, event: events.Event) -> DeliveryRow:
    return DeliveryRow(row.id, event.kind, event.of, event.at, row.state, row.tries, row.tried_at, row.outcome)
