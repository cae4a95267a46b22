"""What an open entries page does not show yet, for the live stream and for asking again and again.

A granted entry is shown at once, with its lock's answer still open; when the answer comes, the same row comes again.
The page puts a row it already has in the place of the old one, so sending one twice does no harm.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import get_template_attribute
from flask_babel import get_locale
from sqlalchemy.orm import Session

from central import keyset
from central.db import Database
from central.edges import figures, service
from central.edges.choice import Choice
from central.live import Bell
from central.web import streams
from central.web.grants import EVERYWHERE, Reach
from central.web.shared import Shared

PAGE = keyset.SIZE
"""Entries on one page."""
AT_ONCE = 200
"""New entries in one message; a page that was away for long shows only the newest anyway."""
LIFE = 1.0
"""How long pages share what was read, s."""
SETTLES_WITHIN = 60_000
"""How long an open answer of a lock is waited for, ms; by then the box has reported it as unknown."""


@dataclass(frozen=True)
class Seen:
    """What one open page has seen: entries up to `after`, those in `unsettled` without their lock's answer.

    reach: how far its reader sees. unsettled: None at first, when it is not known which answers the page lacks.
    """

    choice: Choice
    after: int
    reach: Reach = EVERYWHERE
    unsettled: frozenset[int] | None = None


@dataclass(frozen=True)
class News:
    """Entries, oldest first, and what a page has seen that shows them."""

    rows: list[service.EntryRow]
    seen: Seen


def read(session: Session, seen: Seen, now: int) -> News:
    """What is new for a page."""
    settled, fresh = _settled(session, seen, now), _fresh(session, seen)
    waiting = (seen.unsettled or frozenset()) | {row.id for row in settled + fresh if _is_unsettled(row, now)}
    unsettled = waiting - {row.id for row in settled if not _is_unsettled(row, now)}
    after = fresh[-1].id if fresh else seen.after
    return News(settled + fresh, replace(seen, after=after, unsettled=unsettled))


def _settled(session: Session, seen: Seen, now: int) -> list[service.EntryRow]:
    """Rows the page has whose lock may have answered since."""
    if seen.unsettled is not None:
        rows = service.entries_of(session, sorted(seen.unsettled)) if seen.unsettled else []
        return [row for row in rows if not _is_unsettled(row, now)]
    shown = service.recent_entries(session, **_chosen(seen), limit=PAGE)
    return [row for row in reversed(shown) if row.id <= seen.after and row.granted and _is_young(row, now)]


def _fresh(session: Session, seen: Seen) -> list[service.EntryRow]:
    fresh = service.entries_after(session, seen.after, **_chosen(seen), limit=AT_ONCE)
    if len(fresh) < AT_ONCE:
        return fresh
    return service.recent_entries(session, **_chosen(seen), limit=PAGE)[::-1]


def _chosen(seen: Seen) -> dict[str, Any]:
    return {"door_id": seen.choice.door_id, "granted": seen.choice.granted, "reach": seen.reach}


class Newsroom:
    """Reads for all pages that are open: those that have seen the same share one reading, until the bell rings."""

    def __init__(self) -> None:
        self._read: Shared[tuple[Seen, int], News] = Shared(LIFE)
        self._counted: Shared[Reach, dict[str, int]] = Shared(LIFE)

    def news(self, database: Database, seen: Seen, rung: int) -> News:
        """What is new for a page; `rung`: how often the bell has rung."""

        def make() -> News:
            with database.reading() as session:
                return read(session, seen, _now())

        return self._read.get((seen, rung), make)

    def figures(self, database: Database, reach: Reach) -> dict[str, int]:
        """The numbers above the list, at most LIFE old: counting a town's day takes longer than reading what is new."""

        def make() -> dict[str, int]:
            with database.reading() as session:
                return figures.count(session, _now(), reach)

        return self._counted.get(reach, make)


class OpenPage:
    """A page that is open: looks for news, and remembers what it has told."""

    def __init__(self, database: Database, newsroom: Newsroom, bell: Bell, seen: Seen) -> None:
        self._database, self._newsroom, self._bell, self._seen = database, newsroom, bell, seen
        self._told: Mapping[str, int] = {}

    def look(self, must_speak: bool) -> str | None:
        """The event that tells the news; without any, None unless something must be said."""
        news = self._newsroom.news(self._database, self._seen, self._bell.count)
        numbers = self._newsroom.figures(self._database, self._seen.reach)
        self._seen = news.seen
        if not news.rows and numbers == self._told and not must_speak:
            return None
        self._told = numbers
        return streams.event("news", message(news.rows, figures.shown(numbers), news.seen.after), news.seen.after)


def message(rows: list[service.EntryRow], figures: Mapping[str, str], after: int) -> dict[str, Any]:
    """What travels: rows as HTML, the figures above the list, and where to ask from next."""
    language = str(get_locale())
    return {"after": after, "rows": [_as_html(language, row) for row in rows], "figures": figures}


@lru_cache(maxsize=4 * AT_ONCE)
def _as_html(_language: str, row: service.EntryRow) -> str:
    """A row in the reader's language: made once for all pages that are open."""
    return str(get_template_attribute("edges/entry_row.html", "entry_row")(row))


def _is_unsettled(row: service.EntryRow, now: int) -> bool:
    return row.granted and row.release is None and _is_young(row, now)


def _is_young(row: service.EntryRow, now: int) -> bool:
    return now - row.received_at < SETTLES_WITHIN


def _now() -> int:
    return time.time_ns() // 1_000_000
