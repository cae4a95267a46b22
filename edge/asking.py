"""Counts for how long the box has asked whether faces may still be used, and tells central how many did not answer."""

import logging
from collections.abc import Callable
from contextlib import suppress

from edge.agreement import Asked
from edge.clock import boot_ms
from edge.errors import StorageError
from edge.notices import Notices
from edge.store.agreements import Agreements
from edge.store.roster import Roster
from wire import notice
from wire.kinds import Alarm, Level

log = logging.getLogger(__name__)

_DAY = 24 * 60 * 60 * 1000
"""ms."""


class Asking:
    """Works once in a while; a power cut loses the time since it last did, to the good of those who are asked."""

    def __init__(self, roster: Roster, notices: Notices, door: str, since_boot: Callable[[], int] = boot_ms) -> None:
        """since_boot: ms since the kernel started, which nobody sets."""
        self._agreements, self._notices, self._door = Agreements(roster), notices, door
        self._since_boot, self._counted = since_boot, since_boot()
        self._told = Asked()

    def count(self) -> None:
        """Add the time since the last call. Trouble with storage is the journal's to tell."""
        now = self._since_boot()
        with suppress(StorageError):
            asked = self._agreements.spend(notice.current(), now - self._counted)
            self._counted = now
            self._tell(asked)

    def _tell(self, asked: Asked) -> None:
        """Tell a number, and no names, whenever it or what follows from it has changed."""
        news, before = ((len(each.people), bool(each.resting)) for each in (asked, self._told))
        if news != before:
            self._notices.put(_alarm(asked, self._door))
        self._told = asked


def _alarm(asked: Asked, door: str) -> Alarm:
    level = Level.WARNING if asked.resting else Level.INFO
    return Alarm("faces-unanswered", level, door, _detail(asked))


def _detail(asked: Asked) -> str:
    days = -(-asked.left // _DAY)
    then = "they rest now" if asked.resting else f"they rest after {days} more days"
    return f"faces without an answer to the text of {notice.current()}: {len(asked.people)}" + (
        f"; {then}" if asked.people else ""
    )
