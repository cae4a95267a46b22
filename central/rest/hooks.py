"""Webhooks: who is told of what, where, and how it goes. Times are Unix ms."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.events import service as events
from central.events.service import Kind
from central.rest.tables import webhook, webhook_delivery
from central.web.grants import Reach

BY_ITSELF: Final = "central"
"""Who ends a webhook whose receiver has failed for too long."""
URL_LENGTH: Final = 500


@dataclass(frozen=True)
class WebhookRow:
    """A webhook. failing_since: None while it works. waiting: deliveries that have not arrived yet."""

    id: int
    url: str
    kinds: frozenset[str]
    place_id: int
    made_at: int
    made_by: str
    ended_at: int | None
    ended_by: str | None
    failures: int
    failing_since: int | None
    waiting: int

    @property
    def reach(self) -> Reach:
        """Whose events it is told of."""
        return Reach(places=frozenset({self.place_id}))


def is_possible(url: str, *, plain: bool) -> bool:
    """Whether this may be a receiver's address. plain: http is taken, too."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port or 443) > 0
    except ValueError:
        return False
    schemes = ("https", "http") if plain else ("https",)
    clean = url.isascii() and url.isprintable() and " " not in url and len(url) <= URL_LENGTH
    return named and clean and parts.scheme in schemes and not (parts.username or parts.password or parts.fragment)


def add(session: Session, url: str, kinds: Collection[Kind], place_id: int, *, by: str, now: int) -> int:
    """Begin to tell of these; the webhook's number."""
    row = {"url": url, "kinds": " ".join(sorted(kinds)), "place_id": place_id, "made_at": now, "made_by": by}
    made = int(session.execute(insert(webhook).values(row).returning(webhook.c.id)).scalar_one())
    host = urlsplit(url).hostname or ""
    audit.note(session, act="webhook.make", of=f"webhook:{made}", detail={"host": host, "place": place_id})
    return made


def end(session: Session, webhook_id: int, *, by: str, now: int) -> bool:
    """Tell no more, or say that it is known that it was ended by itself; False when somebody has done so already."""
    open_yet = or_(webhook.c.ended_at.is_(None), webhook.c.ended_by == BY_ITSELF)
    mine = update(webhook).where(webhook.c.id == webhook_id, open_yet)
    if session.connection().execute(mine.values(ended_at=now, ended_by=by)).rowcount == 0:
        return False
    audit.note(session, act="webhook.end", of=f"webhook:{webhook_id}")
    return True


def try_now(session: Session, webhook_id: int) -> None:
    """Wait no longer for a receiver that failed."""
    mine = webhook.c.id == webhook_id, webhook.c.failing_since.is_not(None)
    session.execute(update(webhook).where(*mine).values(next_at=0))
    audit.note(session, act="webhook.try", of=f"webhook:{webhook_id}")
    events.ring_when_kept(session)


def webhooks(session: Session, *, failing: bool = False) -> list[WebhookRow]:
    """Every webhook, or every one that fails; those that are told first, the newest first."""
    chosen = _webhooks().where(_is_failing() if failing else true())
    newest = chosen.order_by(webhook.c.ended_at.is_not(None), webhook.c.id.desc())
    return [_row(row) for row in session.execute(newest)]


def count_failing(session: Session) -> int:
    """How many fail."""
    return session.scalar(select(func.count()).select_from(webhook).where(_is_failing())) or 0


def webhook_of(session: Session, webhook_id: int) -> WebhookRow | None:
    """One webhook; None where there is none."""
    row = session.execute(_webhooks().where(webhook.c.id == webhook_id)).one_or_none()
    return None if row is None else _row(row)


def _is_failing() -> ColumnElement[bool]:
    """It fails now, or was ended for that and nobody has said that they know."""
    not_known = or_(webhook.c.ended_at.is_(None), webhook.c.ended_by == BY_ITSELF)
    return and_(webhook.c.failing_since.is_not(None), not_known)


def _webhooks() -> Any:
    waits = webhook_delivery.c.webhook_id == webhook.c.id, webhook_delivery.c.state == "waiting"
    waiting = select(func.count()).select_from(webhook_delivery).where(*waits).scalar_subquery()
    columns = (webhook.c[name] for name in WebhookRow.__dataclass_fields__ if name != "waiting")
    return select(*columns, waiting.label("waiting"))


def _row(row: Any) -> WebhookRow:
    return WebhookRow(**{**row._mapping, "kinds": frozenset(row.kinds.split())})
