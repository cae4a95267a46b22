"""How a door stands, beside the question who may pass: one table of states and what leads from one to the next. Pure.

The contact at the leaf, the strike that is driven, the lock that goes away, and time come in as events; a release that
nobody was granted and that somebody inside asked for is driven like any other, since the way out is always free.
`python -m edge.door` draws the table for docs/doors.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, unique
from typing import Final

from wire.kinds import DoorPosition, Level

GRACE: Final = 1.0
"""For so long after the strike has fallen back a leaf that is found open counts as opened before, s: the lock is asked
for its contacts in turn, and pulling takes a moment."""


@unique
class Event(StrEnum):
    """What happens to a door. DRIVEN: its strike was released, for a time. FELL_BACK: that time is over.

    FREED, UNLOCKED: it was released for good, until LOCKED.
    """

    DRIVEN = "driven"
    FELL_BACK = "fell back"
    OPENED = "opened"
    CLOSED = "closed"
    TOO_LONG = "open for too long"
    LOST = "lock lost"
    FREED = "fire"
    UNLOCKED = "hours begin"
    LOCKED = "hours or fire over"


@unique
class Guard(Enum):
    """Under what else an event leads there."""

    STILL_RELEASED = "strike still released"
    LEAF_OPEN = "leaf open"
    LEAF_CLOSED = "leaf closed"


@dataclass(frozen=True)
class Way:
    """Where an event leads; the first whose guard holds."""

    on: Event
    to: DoorPosition
    when: Guard | None = None


_P = DoorPosition
_CLOSED: Final = Way(Event.CLOSED, _P.SECURED)
_LOST: Final = Way(Event.LOST, _P.UNKNOWN)
_FREED: Final = Way(Event.FREED, _P.FREE)
_UNLOCKED: Final = Way(Event.UNLOCKED, _P.UNLOCKED)
_HELD: Final = (_FREED, _UNLOCKED)
_LOCKED: Final = (
    Way(Event.LOCKED, _P.OPEN, Guard.LEAF_OPEN),
    Way(Event.LOCKED, _P.SECURED, Guard.LEAF_CLOSED),
    Way(Event.LOCKED, _P.UNKNOWN),
)

TABLE: Final[Mapping[DoorPosition, tuple[Way, ...]]] = {
    # At the start, and while the lock is away: a leaf that is found open then was not forced for all we know.
    _P.UNKNOWN: (Way(Event.DRIVEN, _P.RELEASED), Way(Event.OPENED, _P.OPEN), _CLOSED, *_HELD),
    _P.SECURED: (
        Way(Event.DRIVEN, _P.RELEASED),
        # Who has gone through comes back at once.
        Way(Event.OPENED, _P.OPEN, Guard.STILL_RELEASED),
        Way(Event.OPENED, _P.FORCED),
        _LOST,
        *_HELD,
    ),
    _P.RELEASED: (Way(Event.FELL_BACK, _P.SECURED), Way(Event.OPENED, _P.OPEN), _LOST, *_HELD),
    _P.OPEN: (Way(Event.TOO_LONG, _P.HELD_OPEN), _CLOSED, _LOST, *_HELD),
    _P.HELD_OPEN: (_CLOSED, _LOST, *_HELD),
    _P.FORCED: (_CLOSED, _LOST, *_HELD),
    _P.UNLOCKED: (*_LOCKED, _LOST, _FREED),
    _P.FREE: (*_LOCKED, _LOST, _UNLOCKED),
}
"""Position → the ways that lead from it; an event without one changes nothing."""

LEVELS: Final[Mapping[DoorPosition, Level]] = {
    _P.HELD_OPEN: Level.WARNING,
    _P.FORCED: Level.CRITICAL,
    _P.FREE: Level.CRITICAL,
}
"""How soon a person has to look; what is not here is as it should be."""


@dataclass(frozen=True)
class Door:
    """A door at a moment. Times are monotonic s.

    released_until: when its strike falls back. is_open: whether its leaf is, None where nobody knows; opened_at: since
    when the box minds. held_open_after: for how long it may stand open, s.
    """

    held_open_after: float
    position: DoorPosition = DoorPosition.UNKNOWN
    released_until: float = 0.0
    is_open: bool | None = None
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
        seen = replace(self, is_open=_LEAF.get(event, self.is_open))
        way = next((way for way in TABLE[self.position] if way.on is event and seen._holds(way.when, now)), None)
        if way is None:
            return seen
        opened_at = now if way.to is DoorPosition.OPEN else self.opened_at
        return replace(seen, position=way.to, opened_at=opened_at)

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

    def _holds(self, guard: Guard | None, now: float) -> bool:
        match guard:
            case Guard.STILL_RELEASED:
                return now < self.released_until + GRACE
            case Guard.LEAF_OPEN:
                return self.is_open is True
            case Guard.LEAF_CLOSED:
                return self.is_open is False
            case None:
                return True


_LEAF: Final[Mapping[Event, bool | None]] = {Event.OPENED: True, Event.CLOSED: False, Event.LOST: None}
"""What an event says of the leaf."""


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> unknown"]
    for position, ways in TABLE.items():
        lines += [f"    {_name(position)} --> {_name(way.to)}: {_label(way)}" for way in ways]
    return "\n".join(lines)


def _name(position: DoorPosition) -> str:
    return position.value.replace("-", "_")


def _label(way: Way) -> str:
    return way.on.value + (f" [{way.when.value}]" if way.when else "")


if __name__ == "__main__":
    print(diagram())  # noqa: T201 - the command prints what it draws
