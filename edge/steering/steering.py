"""Who steers the enrolment by their phone, and what of it is still to be told to them.

Touches come on the thread that takes orders; what is to be told is asked for by the thread that tells it. One person
enrols at a time: another phone that would begin hears that the box is busy. Nothing of this is on any disk: after a
power cut nobody steers, and a phone that touches on hears that nothing goes on.
"""

import logging
import threading
import time
from collections.abc import Callable

import msgspec

from edge.clock import BoxClock
from edge.enroller import Enroller
from edge.enroller.view import Complaint
from edge.enrolment.events import GuardianAgreed
from edge.errors import StorageError
from edge.spoken import language as languages
from edge.spoken.telling import told
from edge.steering import showing
from edge.steering.acts import OTHERWISE, STEPS
from edge.store.roster import Roster
from wire import notice
from wire.notice import Purpose
from wire.orders import Steer
from wire.steering import Act, Progress

log = logging.getLogger(__name__)

HINTS_EVERY = 1 / 3
"""Least time between two Progress that differ only in what the camera asks for, s."""
AGAIN_AFTER = 30.0
"""So long after the last one it is told again, unchanged, s: silence would be taken for an end."""


class Steering:
    """The phone that steers at one door, if one does. Safe to share between threads."""

    def __init__(
        self, enroller: Enroller, roster: Roster, clock: BoxClock, now: Callable[[], float] = time.monotonic
    ) -> None:
        """now: monotonic seconds."""
        self._enroller, self._roster, self._clock, self._now = enroller, roster, clock, now
        # Above all that were told before the box was started, so that an old page's touch never fits a new one.
        self._serial = clock.read().now
        self._preparation = self._token = self._notices = ""
        self._page: object = None
        self._told: Progress | None = None
        self._told_at = now()
        self._ends: dict[str, Progress] = {}
        self._lock = threading.Lock()

    def take(self, touch: Steer) -> None:
        """Do what the phone's holder has touched, if it can be touched on the page that stands now."""
        with self._lock, self._enroller.alone():
            self._see_whether_over()
            if self._token and touch.preparation == self._preparation:
                self._touched(touch)
            elif touch.act == Act.BEGIN:
                self._begin(touch.preparation)
            else:
                self._end(touch.preparation)

    def news(self) -> Progress | None:
        """What is to be told now; None while there is nothing new."""
        with self._lock:
            self._see_whether_over()
            if self._ends:
                return next(iter(self._ends.values()))
            shown = self._shown() if self._token else None
            return None if shown is None or self._can_wait(shown) else shown

    def told(self, progress: Progress) -> None:
        """Central has it."""
        with self._lock:
            if self._ends.get(progress.preparation) == progress:
                del self._ends[progress.preparation]
            elif progress.preparation == self._preparation:
                self._told, self._told_at = progress, self._now()

    def _begin(self, preparation: str) -> None:
        begun = self._enroller.begin_prepared(preparation)
        if isinstance(begun, Complaint):
            self._end(preparation, told(begun, self._language_of(preparation)))
            return
        log.info("a phone steers an enrolment")
        self._preparation, self._token, self._notices = preparation, begun, notice.current()
        self._page = self._told = None
        self._ends.pop(preparation, None)

    def _touched(self, touch: Steer) -> None:
        shown, act = self._shown(), Act(touch.act)
        if act in {Act.BEGIN, Act.ALIVE}:
            self._enroller.touch()
            # Who begins again has lost the page.
            self._told = None if act is Act.BEGIN else self._told
        elif touch.serial == shown.serial and act in shown.acts:
            self._do(act)

    def _do(self, act: Act) -> None:
        step = STEPS.get(act)
        if step is None:
            OTHERWISE[act](self._enroller)
        elif isinstance(step, GuardianAgreed):
            self._enroller.answer(step, self._digests())
        else:
            self._enroller.take(step)

    def _digests(self) -> tuple[str, ...]:
        """Of the notices that the phone has shown."""
        language = self._enroller.view().enrolment.language
        return tuple(notice.notice(self._notices, purpose, language).digest for purpose in Purpose)

    def _shown(self) -> Progress:
        """How the enrolment stands; the serial rises with every other page, but not with what the camera asks for."""
        view, at = self._enroller.view(), self._clock.read().now
        shown = showing.progress(view, self._preparation, self._serial, at)
        page = (view.enrolment.serial, shown.acts, shown.asks, view.said)
        if page == self._page:
            return shown
        self._page = page
        self._serial += 1
        return msgspec.structs.replace(shown, serial=self._serial)

    def _can_wait(self, shown: Progress) -> bool:
        if self._told is None or shown.serial != self._told.serial:
            return False
        since = self._now() - self._told_at
        return since < (AGAIN_AFTER if shown == self._told else HINTS_EVERY)

    def _see_whether_over(self) -> None:
        """The enrolment may have ended otherwise than by the phone: it was finished, or left alone."""
        if self._token and not self._enroller.is_of(self._token):
            self._end(self._preparation)
            self._preparation = self._token = ""

    def _end(self, preparation: str, said: str = "") -> None:
        self._serial += 1
        self._ends[preparation] = showing.ended(preparation, self._serial, said)

    def _language_of(self, preparation: str) -> str:
        try:
            found = self._roster.prepared(preparation, self._clock.read().now)
        except StorageError:
            found = None
        return languages.known(found.preparation.language if found else None)
