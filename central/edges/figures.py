"""The numbers above the list of entries, counted at most once a second for all pages that are open."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_decimal
from sqlalchemy.orm import Session

from central.edges import service
from central.edges.presence import is_online
from central.web import moments
from central.web.grants import EVERYWHERE, Reach

LIFE = 1.0
"""How old numbers may be on an open page, s: counting a town's day takes longer than reading what is new."""


def count(session: Session, now: int, reach: Reach = EVERYWHERE) -> dict[str, int]:
    """Within reach: entries of the town's day, how many doors are online, how many records are not counted yet."""
    today = service.counts_since(session, moments.midnight(now), reach)
    doors = service.doors(session, reach)
    online = sum(is_online(door.lock_state, door.last_seen, now) for door in doors)
    numbers = {"granted": today.granted, "denied": today.denied, "online": online, "doors": len(doors)}
    return numbers | {"unshown": service.unshown(session, reach)}


def shown(numbers: Mapping[str, int]) -> dict[str, str]:
    """The numbers in the reader's language."""
    return {name: str(format_decimal(value)) for name, value in numbers.items()}


@dataclass
class _Counted:
    numbers: dict[str, int]
    at: float


class Figures:
    """Counts once for all who reach as far and ask within LIFE."""

    def __init__(self) -> None:
        self._counted: dict[Reach, _Counted] = {}
        self._one_at_a_time = threading.Lock()

    def get(self, session: Session, now: int, reach: Reach) -> dict[str, int]:
        """The numbers, at most LIFE old."""
        with self._one_at_a_time:
            known = self._counted.get(reach)
            if known is None or time.monotonic() - known.at >= LIFE:
                self._counted = {key: each for key, each in self._counted.items() if time.monotonic() - each.at < LIFE}
                known = self._counted[reach] = _Counted(count(session, now, reach), time.monotonic())
            return known.numbers
