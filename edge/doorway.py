"""What is around a door's leaf: its contact, the button inside, the strike. It keeps the door's table (edge/door.py),
writes down each change, and lets out whoever asks, whatever holds for coming in.

A door without a contact changes nothing here; its exit button works all the same.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from edge.door import Door, Event
from edge.lock import Contact, LockEvent
from wire.kinds import DoorChange, DoorPosition

log = logging.getLogger(__name__)

WAIT = 1.0
"""How long the doorway's thread waits for something to happen before it looks whether to stop, s."""

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
    at_rest: frozenset[int] = frozenset()

    def is_on(self, contact: Contact) -> bool:
        """Whether the leaf is open, or the button pressed."""
        return contact.is_active is not (contact.number in self.at_rest)


@dataclass(frozen=True)
class Driven:
    """The strike is released; until: when it falls back, monotonic s."""

    until: float


Happening = Contact | LockEvent | Driven


class Doorway:
    """The door `name`. write: keeps a change; let_out: releases the strike for who goes out."""

    def __init__(self, name: str, inputs: Inputs, held_open_after: float, write: Callable[[DoorChange], None]) -> None:
        self.door = Door(held_open_after)
        self._name, self._inputs, self._write = name, inputs, write
        self._happened: queue.SimpleQueue[tuple[Happening, float]] = queue.SimpleQueue()

    def put(self, happening: Happening) -> None:
        """Something happened just now, on whatever thread. Returns at once."""
        self._happened.put((happening, time.monotonic()))

    def driven(self, seconds: float) -> None:
        """The strike is released for `seconds`, or about to be: told before the lock is, since who stands there may be
        quicker than its answer, and again when it has answered. One that refuses leaves this as it is: that the door
        should have opened is an alarm of its own.
        """
        self.put(Driven(time.monotonic() + seconds))

    def run(self, let_out: Callable[[float], object], stop: threading.Event) -> None:
        """Follow what happens until `stop`. let_out: takes when somebody asked to go out, monotonic s."""
        while not stop.is_set():
            due = self.door.due
            wait = WAIT if due is None else min(WAIT, max(0.0, due - time.monotonic()))
            try:
                happening, at = self._happened.get(timeout=wait)
            except queue.Empty:
                self._turn(self.door.at(time.monotonic()))
                continue
            # What time changed before this came first.
            self._turn(self.door.at(at))
            if self._asks_to_go_out(happening):
                let_out(at)
            else:
                self._turn(self._after(happening, at))

    def _asks_to_go_out(self, happening: Happening) -> bool:
        return (
            isinstance(happening, Contact) and happening.number == self._inputs.exit and self._inputs.is_on(happening)
        )

    def _after(self, happening: Happening, at: float) -> Door:
        match happening:
            case Contact(number) if number == self._inputs.contact:
                return self.door.after(Event.OPENED if self._inputs.is_on(happening) else Event.CLOSED, at)
            case LockEvent("offline"):
                return self.door.after(Event.LOST, at)
            case Driven(until):
                return self.door.driven(at, until)
            case _:
                return self.door

    def _turn(self, door: Door) -> None:
        before, self.door = self.door.position, door
        if door.position is before or self._inputs.contact is None:
            return
        log.info("%s: %s, was %s", self._name, door.position, before)
        if (before, door.position) not in TOLD_OTHERWISE:
            self._write(DoorChange(self._name, door.position, before, door.level))
