"""The steps of the one enrolment that goes on at a door. Whoever calls holds the enroller's lock.

A step is taken in this order: what it says about consent is on the disk; the enrolment is at its next state; readers
and camera follow. Nothing else is stored before the last step, which admits the person in one transaction.
"""

import logging
from collections.abc import Callable

from edge.enroller.admitting import admit
from edge.enroller.captures import Captures
from edge.enroller.choosing import Choosing
from edge.enroller.eye import Eye
from edge.enroller.looking import FaceLooking
from edge.enroller.parts import Parts
from edge.enroller.view import Complaint, Said
from edge.enrolment import events
from edge.enrolment.consent import consents
from edge.enrolment.events import Event
from edge.enrolment.machine import Enrolment, after
from edge.enrolment.states import State
from edge.errors import StorageError, VaultError

log = logging.getLogger(__name__)


class Steps:
    """enrolment: as it stands. said: to the person, beside the page's own words. token: of whoever steers it.
    touched: when somebody last was there. opened: the door was opened to them.
    """

    def __init__(self, parts: Parts, now: Callable[[], float]) -> None:
        self._parts, self._now = parts, now
        self.enrolment = Enrolment()
        self.said: Said | None = None
        self.token: str | None = None
        self.touched = now()
        self.opened = False
        self.eye = Eye(now)
        self.choosing = Choosing(parts, self.enrolment)
        self._captures = Captures(parts.portal.name, parts.journal, parts.clock)

    def touch(self) -> None:
        """Somebody is there."""
        self.touched = self._now()

    def take(self, event: Event) -> None:
        """One step: what it says about consent first, then the step, then what follows from it."""
        self.touch()
        then = after(self.enrolment, event)
        if then is self.enrolment:
            return
        if not self._recorded(event):
            self.said = Complaint.NOT_STORED
            return
        self.said = None
        self._captures.note(event)
        self._go(then)
        if then.state is State.SETTLING:
            self._settle()

    def _go(self, then: Enrolment) -> None:
        before, self.enrolment = self.enrolment, then
        _overwrite_unneeded(before, then)
        self.choosing.forget()
        self.choosing = Choosing(self._parts, then)
        self.eye.look(None)
        if before.state is State.DOCUMENT:
            self._parts.documents.end()
        if then.state is State.DOCUMENT:
            self._parts.documents.begin()
        elif then.state is State.FACE:
            self._look_at_face(then)
        elif then.state is State.IDLE:
            self.token, self.opened = None, False

    def _look_at_face(self, then: Enrolment) -> None:
        refusal = self._captures.refusal
        if refusal is None:
            self.eye.look(FaceLooking(self._parts.capture, self._parts.comparer, then.reading, then.tries))
        else:
            self.take(events.CaptureRefused())
            self.said = refusal

    def _recorded(self, event: Event) -> bool:
        """Whether what the person says by the step is on the disk: nothing may follow from it before."""
        at = self._parts.clock.read().now
        said = consents(self.enrolment, event)
        return all(self._parts.journal.append(consent, at) is not None for consent in said)

    def shown(self, event: Event) -> tuple[str, ...]:
        """Digests of the notices that the step answers, as they are now."""
        return tuple(consent.digest for consent in consents(self.enrolment, event))

    def _settle(self) -> None:
        try:
            event: Event = events.Settled(admit(self.enrolment, self._parts))
        except (StorageError, VaultError) as error:
            log.warning("an enrolment could not be stored: %s", error)
            event = events.NotSettled()
        self.take(event)
        if isinstance(event, events.NotSettled):
            self.said = Complaint.NOT_STORED

    def sealing_key(self) -> str | None:
        """What words for central are sealed with; None where that is not known."""
        try:
            return self._parts.roster.sealing_key
        except StorageError as error:
            log.warning("%s", error)
            return None


def _overwrite_unneeded(before: Enrolment, then: Enrolment) -> None:
    """Samples are of no more use once the person is on the roster, or when the enrolment has let go of them."""
    if before.samples and (then.registration or then.samples is not before.samples):
        before.samples.forget()
