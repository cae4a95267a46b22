"""How a door stands, beside the question who may pass: one table of states and what leads from one to the next. Pure.

The contact at the leaf, the strike that is driven, the lock that goes away, and time come in as events; a release that
nobody was granted and that somebody inside asked for is driven like any other, since the way out is always free.
`python -m edge.door` draws the table for docs/doors.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Final

from wire.kinds import DoorPosition, Level

GRACE: Final = 1.0
"""For so long after the strike has fallen back a leaf that is found open counts as opened before, s: the lock is asked
for its contacts in turn, and pulling takes a moment."""


@unique
class Event(StrEnum):
    """What happens to a door. DRIVEN: its strike was released, for a time. FELL_BACK: that time is over."""

    DRIVEN = "driven"
    FELL_BACK = "fell back"
    OPENED = "opened"
    CLOSED = "closed"
    TOO_LONG = "open for too long"
    LOST = "lock lost"


@dataclass(frozen=True)
class Way:
    """Where an event leads. while_released: only as long as the strike is; such a way comes before the one without."""

    on: Event
    to: DoorPosition
    while_released: bool = False


_P = DoorPosition
_CLOSED: Final = Way(Event.CLOSED, _P.SECURED)
_LOST: Final = Way(Event.LOST, _P.UNKNOWN)

TABLE: Final[Mapping[DoorPosition, tuple[Way, ...]]] = {
    # At the start, and while the lock is away: a leaf that is found open then was not forced for all we know.
    _P.UNKNOWN: (Way(Event.DRIVEN, _P.RELEASED), Way(Event.OPENED, _P.OPEN), _CLOSED),
    _P.SECURED: (
        Way(Event.DRIVEN, _P.RELEASED),
        # Who has gone through comes back at once.
        Way(Event.OPENED, _P.OPEN, while_released=True),
        Way(Event.OPENED, _P.FORCED),
        _LOST,
    ),
    _P.RELEASED: (Way(Event.FELL_BACK, _P.SECURED), Way(Event.OPENED, _P.OPEN), _LOST),
    _P.OPEN: (Way(Event.TOO_LONG, _P.HELD_OPEN), _CLOSED, _LOST),
    _P.HELD_OPEN: (_CLOSED, _LOST),
    _P.FORCED: (_CLOSED, _LOST),
}
"""Position → the ways that lead from it; an event without one changes nothing."""

LEVELS: Final[Mapping[DoorPosition, Level]] = {_P.HELD_OPEN: Level.WARNING, _P.FORCED: Level.CRITICAL}
"""How soon a person has to look; what is not here is as it should be."""


@dataclass(frozen=True)
class Door:
    """A door at a moment. Times are monotonic s.

    released_until: when its strike falls back. opened_at: since when it stands open. held_open_after: for how long it
    may, s.
    """

    held_open_after: float
    position: DoorPosition = DoorPosition.UNKNOWN
    released_until: float = 0.0
    opened_at: float = 0.0

    @property
    def level(self) -> Level:
        """How soon a person has to look at it."""
        return LEVELS.get(self.position, Level.INFO)

    def driven(self, now: float, until: float) -> "Door":
        """Its strike is released until then; a later end is not taken back."""
        return replace(self, released_until=max(until, self.released_until)).after(Event.DRIVEN, now)

    def after(self, event: Event, now: float) -> "Door":
        """As an event leaves it."""
        ways = (way for way in TABLE[self.position] if way.on is event)
        is_released = now < self.released_until + GRACE
        found = next((way for way in ways if is_released or not way.while_released), None)
        if found is None:
            return self
        opened_at = now if found.to is DoorPosition.OPEN else self.opened_at
        return replace(self, position=found.to, opened_at=opened_at)

    def at(self, now: float) -> "Door":
        """As time leaves it."""
        due = self.due
        if due is None or now < due:
            return self
        return self.after(Event.TOO_LONG if self.position is DoorPosition.OPEN else Event.FELL_BACK, now)

    @property
    def due(self) -> float | None:
        """When time changes something; None: never."""
        if self.position is DoorPosition.RELEASED:
            return self.released_until + GRACE
        return self.opened_at + self.held_open_after if self.position is DoorPosition.OPEN else None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> unknown"]
    for position, ways in TABLE.items():
        lines += [f"    {_name(position)} --> {_name(way.to)}: {_label(way)}" for way in ways]
    return "\n".join(lines)


def _name(position: DoorPosition) -> str:
    return position.value.replace("-", "_")


def _label(way: Way) -> str:
    return way.on.value + (" [strike still released]" if way.while_released else "")


if __name__ == "__main__":
    print(diagram())  # noqa: T201 - the command prints what it draws
