"""One door: attends to whoever presents themselves there, by whatever way.

`present` is the main job of the box: look, compare, decide, record, release. What was looked at comes in (a face from
the lookout, a PIN from the pad, a card from the reader); all that follows is the same for all ways, one presentation
after the other. The decision is on disk (or, when the disk fails, in the journal's memory) before the strike is driven;
what the lock then does is a record of its own.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, tzinfo
from functools import partial

from edge import access
from edge.access import Decision, Failures
from edge.answers import words_of
from edge.clock import BoxClock
from edge.credentials import room as rooms
from edge.lock import Lock
from edge.presented import CardHeld, CodeTyped, FaceSeen, PinTyped, Presented, StaffAsked
from edge.residents import Residents
from edge.store.journal import Journal
from edge.words import Words
from wire.kinds import Alarm, Entry, Level, Method, Reason, Release, ReleaseResult, WayAllowed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What comparing gave. room: the one that was named, if the door knows it. step: of the phone's code.

    by, why: who of the staff opens, and their reason.
    """

    person: str | None = None
    score: float | None = None
    room: str = ""
    step: int | None = None
    by: str = ""
    why: str = ""


@dataclass(frozen=True)
class Answer:
    """What became of a presentation. result: the lock's; None where it was not asked. words: for the person."""

    decision: Decision
    entry: Entry
    result: ReleaseResult | None
    words: Words


@dataclass(frozen=True)
class WayState:
    """How a way of opening, or the capture of faces at the screen, is: off, or waiting after failures, or neither."""

    method: str
    failures: int
    is_off: bool
    is_waiting: bool


class Portal:
    """The door `name`, whose strike stays released for `release` s. zone: the town's, for weekly hours."""

    def __init__(
        self,
        name: str,
        release: float,
        *,
        residents: Residents,
        journal: Journal,
        lock: Lock,
        clock: BoxClock,
        zone: tzinfo = UTC,
    ) -> None:
        self.name = name
        self._release_for = release
        self._residents = residents
        self._journal = journal
        self._lock = lock
        self._clock = clock
        self._zone = zone
        self.let_in: Callable[[str], None] = lambda _: None
        """Told who has just been let in, once the door is open."""
        self.driven: Callable[[float], None] = lambda _: None
        """Told for how long the strike is released, s: before the lock is, and when it has answered."""
        self._one_at_a_time = threading.Lock()
        self._one_pin_at_a_time = threading.Lock()
        self._one_release_at_a_time = threading.Lock()

    def present(self, presented: Presented, at: float | None = None) -> Answer:
        """What a presentation leads to; any thread may ask. at: when it was made (monotonic s), now if not said."""
        looked = time.monotonic() if at is None else at
        with self._compared(presented) as found:
            decision = self._decide(presented.method, found)
            entry, seq = self._record(presented.method, found, decision)
            result = self._release(looked, seq) if decision.granted else None
            self._lock.signal(decision.granted)
        if result is ReleaseResult.DONE and found.person is not None:
            self.let_in(found.person)
        return Answer(decision, entry, result, words_of(decision.reason, result))

    def let_out(self, asked: float) -> None:
        """Release the strike for who asked inside (monotonic s): the way out is free, whatever holds for coming in. Who
        it is nobody asks.
        """
        self._release(asked, None)

    def keep_released(self, on: bool) -> ReleaseResult:
        """Have the strike released until told otherwise, or let fall back; a lock that is away refuses at once."""
        with self._one_release_at_a_time:
            return self._lock.keep_released(on) if self._lock.online else ReleaseResult.REFUSED

    def rotate_key(self, by: str) -> None:
        """Give the lock another key, in the name of `by`. Raises LockError."""
        with self._one_release_at_a_time:
            self._lock.rotate_key()
        self._journal.append(Alarm("lock-rekeyed", Level.INFO, self.name, by), self._clock.read().now)
        log.warning("%s: %s gave the lock another key", self.name, by)

    def identify(self, presented: Presented) -> str | Words:
        """Who it is, without opening: asked before people see or erase what is kept of them, also when they may not
        enter. Words where nobody was recognised: that counts as a failure at the door does.
        """
        with self._compared(presented) as found:
            refusal = self._decide(presented.method, Found(room=found.room))
            if refusal.reason is Reason.NOT_RECOGNISED and found.person is not None:
                return found.person
            self._record(presented.method, Found(room=found.room), refusal)
        return words_of(refusal.reason, None)

    def ways(self) -> list[WayState]:
        """How each way that can fail is."""
        clock = self._clock.read()
        return [self._state(method, clock) for method in access.CAN_FAIL]

    def allow(self, method: str, by: str) -> None:
        """Staff looked: the way is on again, and its failures in a row are forgotten."""
        with self._one_at_a_time:
            self._journal.append(WayAllowed(self.name, method, by), self._clock.read().now)
        log.warning("%s: %s allowed %s again", self.name, by, method)

    @contextmanager
    def _compared(self, presented: Presented) -> Iterator[Found]:
        """What comparing gives; while the block lasts, nothing else that was presented is decided.

        A PIN's slow hashes come first, so that they keep nobody else waiting. A phone's code is compared within: of two
        who show the same one, only one is let in.
        """
        if isinstance(presented, PinTyped):
            with self._one_pin_at_a_time:
                found = self._compare(presented)
            with self._one_at_a_time:
                yield found
        else:
            with self._one_at_a_time:
                yield self._compare(presented)

    def _compare(self, presented: Presented) -> Found:
        holders, now = self._residents.now.holders, self._clock.read().now
        match presented:
            case FaceSeen(person, score):
                return Found(person, None if score is None else round(score, 3))
            case CardHeld(card):
                return Found(holders.by_card(card))
            case PinTyped(room, pin):
                named = rooms.normal(room)
                return Found(holders.by_pin(named, pin), room=holders.known(named))
            case CodeTyped(room, code):
                named = rooms.normal(room)
                person, step = holders.by_code(named, code, now, self._journal.phone_step)
                return Found(person, room=holders.known(named), step=step)
            case StaffAsked(by, why):
                return Found(by=by, why=why)

    def _decide(self, method: Method, found: Found) -> Decision:
        known = self._residents.now
        failures = partial(self._journal.failures, self.name, method)
        return access.decide(
            known.residents.get(found.person) if found.person else None,
            self._clock.read(),
            method=method,
            lockdown=known.lockdown,
            failures=failures(),
            room_failures=failures(found.room) if found.room else Failures(),
            zone=self._zone,
        )

    def _record(self, method: Method, found: Found, decision: Decision) -> tuple[Entry, int | None]:
        entry = Entry(self.name, decision.granted, decision.reason, method, **asdict(found))
        at, was_off = self._clock.read().now, self._is_off(method)
        seq = self._journal.append(entry, at)
        log.info("%s: %s by %s", self.name, decision.reason, method)
        if self._is_off(method) and not was_off:
            detail = f"{method} is off after {access.MOST_FAILURES} failures in a row, until staff allow it again"
            self._journal.append(Alarm("way-off", Level.CRITICAL, self.name, detail), at)
        return entry, seq

    def _release(self, looked: float, seq: int | None) -> ReleaseResult:
        with self._one_release_at_a_time:
            struck = time.monotonic()
            self.driven(self._release_for)
            result = self._lock.release(self._release_for)
        answered = time.monotonic()
        if result is not ReleaseResult.REFUSED:
            self.driven(self._release_for)
        at = self._clock.read().now
        waited, took = round((struck - looked) * 1000), round((answered - struck) * 1000)
        self._journal.append(Release(self.name, result, seq, waited, took), at)
        if result is not ReleaseResult.DONE:
            self._journal.append(Alarm("not-released", Level.CRITICAL, self.name, f"the lock's answer: {result}"), at)
        return result

    def _state(self, method: str, clock: access.Clock) -> WayState:
        failures = self._journal.failures(self.name, method)
        waits = access.is_rate_limited(failures, clock)
        return WayState(method, failures.count, access.is_off(failures), waits)

    def _is_off(self, method: Method) -> bool:
        return access.is_off(self._journal.failures(self.name, method))
