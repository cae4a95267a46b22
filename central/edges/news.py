"""What an open entries page does not show yet, for the live stream and for asking again and again.

A granted entry is shown at once, with its lock's answer still open; when the answer comes, the same row comes again.
The page puts a row it already has in the place of the old one, so sending one twice does no harm.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import get_template_attribute
from flask_babel import get_locale
from sqlalchemy.orm import Session

from central import keyset
from central.db import Database
from central.edges import service
from central.edges.choice import Choice
from central.edges.figures import Figures, shown
from central.web import streams
from central.web.grants import EVERYWHERE, Reach

PAGE = keyset.SIZE
"""Entries on one page."""
AT_ONCE = 200
"""New entries in one message; a page that was away for long shows only the newest anyway."""
SETTLES_WITHIN = 60_000
"""How long an open answer of a lock is waited for, ms; by then the box has reported it as unknown."""


@dataclass
class Reader:
    """What one open page has seen: entries up to `after`, those in `unsettled` without their lock's answer.

    reach: how far its reader sees. unsettled: None at first, when it is not known which answers the page lacks.
    told: the numbers it shows.
    """

    choice: Choice
    after: int
    reach: Reach = EVERYWHERE
    unsettled: set[int] | None = None
    told: Mapping[str, int] = field(default_factory=dict)

    def read(self, session: Session, now: int) -> list[service.EntryRow]:
        """What is new since the last time, oldest first."""
        settled, fresh = self._settled(session, now), self._fresh(session)
        waiting = (self.unsettled or set()) | {row.id for row in settled + fresh if _is_unsettled(row, now)}
        self.unsettled = waiting - {row.id for row in settled if not _is_unsettled(row, now)}
        if fresh:
            self.after = fresh[-1].id
        return settled + fresh

    def _settled(self, session: Session, now: int) -> list[service.EntryRow]:
        """Rows the page has whose lock may have answered since."""
        if self.unsettled is not None:
            rows = service.entries_of(session, sorted(self.unsettled)) if self.unsettled else []
            return [row for row in rows if not _is_unsettled(row, now)]
        shown = service.recent_entries(session, **self._chosen, limit=PAGE)
        return [row for row in reversed(shown) if row.id <= self.after and row.granted and _is_young(row, now)]

    def _fresh(self, session: Session) -> list[service.EntryRow]:
        fresh = service.entries_after(session, self.after, **self._chosen, limit=AT_ONCE)
        if len(fresh) < AT_ONCE:
            return fresh
        return service.recent_entries(session, **self._chosen, limit=PAGE)[::-1]

    @property
    def _chosen(self) -> dict[str, Any]:
        return {"door_id": self.choice.door_id, "granted": self.choice.granted, "reach": self.reach}


def message(rows: list[service.EntryRow], figures: Mapping[str, str], after: int) -> dict[str, Any]:
    """What travels: rows as HTML, the figures above the list, and where to ask from next."""
    language = str(get_locale())
    return {"after": after, "rows": [_as_html(language, row) for row in rows], "figures": figures}


@lru_cache(maxsize=4 * AT_ONCE)
def _as_html(_language: str, row: service.EntryRow) -> str:
    """A row in the reader's language: made once for all pages that are open."""
    return str(get_template_attribute("edges/entry_row.html", "entry_row")(row))


def look(database: Database, reader: Reader, figures: Figures, *, must_speak: bool) -> str | None:
    """One look for news: the event that tells them; without any, None unless something must be said."""
    at = _now()
    with database.reading() as session:
        rows, numbers = reader.read(session, at), figures.get(session, at, reader.reach)
    if not rows and numbers == reader.told and not must_speak:
        return None
    reader.told = numbers
    return streams.event("news", message(rows, shown(numbers), reader.after), reader.after)


def _is_unsettled(row: service.EntryRow, now: int) -> bool:
    return row.granted and row.release is None and _is_young(row, now)


def _is_young(row: service.EntryRow, now: int) -> bool:
    return now - row.received_at < SETTLES_WITHIN


def _now() -> int:
    return time.time_ns() // 1_000_000
