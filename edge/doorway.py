"""What is around a door's leaf: its contact, the button inside, the fire input, the hours at which it is open to all.

It keeps the door's table (edge/door.py), writes down each change, and drives the strike where no decision is asked for:
for who goes out, in a fire, and while the door is open to all. A door without a contact changes nothing here; the rest
works all the same.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from edge.door import Door, Event
from edge.lock import Contact, LockEvent
from wire.kinds import Alarm, DoorChange, DoorPosition, Level, ReleaseResult

log = logging.getLogger(__name__)

TURN = 1.0
"""How long the doorway's thread waits for something to happen before it looks at the hours, s."""

_P = DoorPosition
TOLD_OTHERWISE: Final = frozenset(
    {
        *((before, _P.RELEASED) for before in _P),
        (_P.RELEASED, _P.SECURED),
        *((before, _P.UNKNOWN) for before in _P),
    }
)
"""Changes that are no record of their own: a release is one, and so is a lock that goes."""


@dataclass(frozen=True)
class Inputs:
    """Numbers of the lock's inputs; None where there is none. at_rest: those that are active while nothing happens."""

    contact: int | None = None
    exit: int | None = None
    fire: int | None = None
    at_rest: frozenset[int] = frozenset()

    def is_on(self, contact: Contact) -> bool:
        """Whether the leaf is open, the button pressed, or there is fire."""
        return contact.is_active is not (contact.number in self.at_rest)


@dataclass(frozen=True)
class Driven:
    """The strike is released; until: when it falls back, monotonic s."""

    until: float


Happening = Contact | LockEvent | Driven


class Way(Protocol):
    """What the doorway needs of the portal."""

    def let_out(self, asked: float) -> None:
        """Release the strike for who asked inside, monotonic s."""

    def keep_released(self, on: bool) -> ReleaseResult:
        """Release it until told otherwise, or let it fall back."""


class Doorway:
    """The door `name`. write: keeps what happened; is_open_to_all: whether it is, by its hours, at this moment."""

    def __init__(
        self,
        name: str,
        inputs: Inputs,
        held_open_after: float,
        write: Callable[[DoorChange | Alarm], None],
        is_open_to_all: Callable[[], bool],
    ) -> None:
        self.door = Door(held_open_after)
        self._name, self._inputs, self._write, self._is_open_to_all = name, inputs, write, is_open_to_all
        self._happened: queue.SimpleQueue[tuple[Happening, float]] = queue.SimpleQueue()
        self._is_fire = False
        self._held: Event | None = None
        """What the lock was told last, and did; None: nobody knows what it does."""
        self._refused: Event | None = None

    def put(self, happening: Happening) -> None:
        """Something happened just now, on whatever thread. Returns at once."""
        self._happened.put((happening, time.monotonic()))

    def driven(self, seconds: float) -> None:
        """The strike is released for `seconds`, or about to be: told before the lock is, since who stands there may be
        quicker than its answer, and again when it has answered. One that refuses leaves this as it is: that the door
        should have opened is an alarm of its own.
        """
        self.put(Driven(time.monotonic() + seconds))

    def run(self, way: Way, stop: threading.Event) -> None:
        """Follow what happens until `stop`."""
        while not stop.is_set():
            due = self.door.due
            wait = TURN if due is None else min(TURN, max(0.0, due - time.monotonic()))
            try:
                happening, at = self._happened.get(timeout=wait)
            except queue.Empty:
                self._turn(self.door.at(time.monotonic()))
            else:
                # What time changed before this came first.
                self._turn(self.door.at(at))
                self._take(happening, at, way)
            self._hold(way)

    def _take(self, happening: Happening, at: float, way: Way) -> None:
        match happening:
            case Contact(number) if number == self._inputs.contact:
                event = Event.OPENED if self._inputs.is_on(happening) else Event.CLOSED
                self._turn(self.door.after(event, at))
            case Contact(number) if number == self._inputs.exit and self._inputs.is_on(happening):
                way.let_out(at)
            case Contact(number) if number == self._inputs.fire:
                self._hear_of_fire(is_fire=self._inputs.is_on(happening))
            case LockEvent("offline"):
                self._held = None
                self._turn(self.door.after(Event.LOST, at))
            case Driven(until):
                self._turn(self.door.driven(at, until))

    def _hear_of_fire(self, *, is_fire: bool) -> None:
        if is_fire is self._is_fire:
            return
        self._is_fire = is_fire
        code, level = ("fire", Level.CRITICAL) if is_fire else ("fire-over", Level.INFO)
        self._write(Alarm(code, level, self._name))

    def _hold(self, way: Way) -> None:
        """Have the strike held as it should be, again at each turn until the lock has done it."""
        wanted = Event.FREED if self._is_fire else Event.UNLOCKED if self._is_open_to_all() else Event.LOCKED
        # At the start the strike is let fall back, which must not cut off somebody who has just been let in.
        is_in_use = wanted is Event.LOCKED and self.door.position is DoorPosition.RELEASED
        if wanted is self._held or is_in_use:
            return
        result = way.keep_released(wanted is not Event.LOCKED)
        if result is ReleaseResult.DONE:
            self._held, self._refused = wanted, None
            self._turn(self.door.after(wanted, time.monotonic()))
        elif wanted is not Event.LOCKED and wanted is not self._refused:
            self._refused = wanted
            detail = f"{wanted}: the lock's answer: {result}"
            self._write(Alarm("not-released", Level.CRITICAL, self._name, detail))

    def _turn(self, door: Door) -> None:
        before, self.door = self.door.position, door
        if door.position is before or self._inputs.contact is None:
            return
        log.info("%s: %s, was %s", self._name, door.position, before)
        if (before, door.position) not in TOLD_OTHERWISE:
            self._write(DoorChange(self._name, door.position, before, door.level))
