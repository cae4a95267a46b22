"""One enrolment at a time: what a person does comes in, what their page shows goes out."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar

from edge.camera import Frame, Image
from edge.document import Mishap, Reading
from edge.document.flaws import flaws
from edge.enroller import inviting
from edge.enroller.choosing import Choosing
from edge.enroller.eye import Found
from edge.enroller.looking import CodeLooking
from edge.enroller.parts import Parts
from edge.enroller.photographing import NotReadable, Photographing, Side
from edge.enroller.steps import Steps
from edge.enroller.view import TAKEN_OVER, Complaint, Said, View
from edge.enrolment import events
from edge.enrolment.consent import KIOSK, PHONE
from edge.enrolment.events import Event, OtherWays
from edge.enrolment.machine import Patience, patience
from edge.enrolment.outcome import Outcome
from edge.enrolment.states import State, face_agreed
from edge.errors import StorageError
from edge.face.probe import Prober
from edge.presented import FaceSeen, PinTyped, Presented
from edge.store.roster import Roster

log = logging.getLogger(__name__)

TICK = 0.1
"""How often readers and patience are looked at, s."""
DIGITS = (6, 15)
"""Of a phone number; 15 at most (ITU-T E.164)."""
Invited = TypeVar("Invited", bound=Event)
_ENTERED: dict[type[Event], Said] = {events.Prepared: TAKEN_OVER, events.AskedAnew: Complaint.NOTICE_CHANGED}
"""What is said of the answers that somebody had given before they came."""


class Enroller:
    """The enrolment at one door. Safe to share between threads; no method raises for what a person does."""

    def __init__(self, parts: Parts, now: Callable[[], float] = time.monotonic) -> None:
        """now: monotonic seconds, the same clock that frames are stamped by."""
        self._parts, self._now = parts, now
        self._steps = Steps(parts, now)
        self._lock = threading.RLock()

    @property
    def busy(self) -> bool:
        """Whether somebody enrols."""
        return self._steps.enrolment.state is not State.IDLE

    def is_of(self, token: str | None) -> bool:
        """Whether `token` is that of the enrolment going on."""
        held = self._steps.token
        return bool(held and token) and secrets.compare_digest(str(held).encode(), str(token).encode())

    def view(self) -> View:
        """What the page shows now."""
        with self._lock:
            eye, choosing, held_up = self._steps.eye, self._steps.choosing, self._steps.eye.photographing
            return View(
                self._steps.enrolment,
                patience(self._steps.touched, self._now()),
                self._steps.said,
                eye.progress,
                eye.scanning,
                eye.blind,
                choosing.waits_for_card,
                choosing.address,
                self._parts.documents.fault if self._steps.enrolment.state is State.DOCUMENT else None,
                self._steps.opened,
                self._parts.printed is not None,
                held_up.side if held_up else None,
                held_up.done if held_up and held_up.busy else None,
                choosing.waits_for_pin,
            )

    @property
    def picture(self) -> Image | None:
        """The newest frame, while one is looked at for this enrolment."""
        return self._steps.eye.picture

    def touch(self) -> None:
        """Somebody is there."""
        self._steps.touch()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While the block lasts, nobody else takes a step: what was seen holds for what is done."""
        with self._lock:
            yield

    # What a person does

    def begin(self, language: str, way: str = KIOSK) -> str | Complaint:
        """Begin an enrolment; the token of whoever steers it, by `way`."""
        with self._lock:
            if self.busy:
                return Complaint.BUSY
            if self._steps.sealing_key() is None:
                return Complaint.NO_KEY
            self._steps.token = secrets.token_urlsafe(32)
            self.take(events.Begun(secrets.token_hex(8), language, way, self._parts.residents.now.uses_faces))
            return self._steps.token

    def begin_prepared(self, preparation: str) -> str | Complaint:
        """Begin the enrolment of somebody who has answered on their phone and steers by it; the token."""
        with self._lock:
            event = self._invited(inviting.by_preparation, preparation)
            if isinstance(event, Complaint):
                return event
            begun = self.begin(event.language, PHONE)
            if isinstance(begun, Complaint):
                return begun
            self._enter(event)
            if self._steps.enrolment.state is State.DOCUMENT:
                return begun
            # What they said is not on the disk: there is no page for that on their phone.
            self.take(events.Cancelled())
            return Complaint.NOT_STORED

    def take(self, event: Event) -> None:
        """One step of the enrolment."""
        with self._lock:
            self._steps.take(event)

    def answer(self, event: Event, digests: tuple[str, ...]) -> None:
        """A step that answers notices; digests: of the words that the page showed."""
        with self._lock:
            if digests == self._steps.shown(event):
                self.take(event)
            else:
                self._steps.said = Complaint.NOTICE_CHANGED

    def invite(self, code: str) -> None:
        """A code was typed or shown."""
        with self._lock:
            self.touch()
            event = self._invited(inviting.by_code, code)
            if isinstance(event, Complaint):
                self._steps.said = event
                return
            self._enter(event)

    def scan(self) -> None:
        """Look for the code of an invitation with the camera."""
        with self._lock:
            self.touch()
            if self._steps.enrolment.state is State.INVITATION:
                self._steps.eye.look(CodeLooking())

    def photograph(self, side: Side) -> None:
        """Hold a printed document before the camera, beginning with that side."""
        with self._lock:
            self.touch()
            if self._steps.enrolment.state is State.DOCUMENT and self._parts.printed:
                portrait = face_agreed(self._steps.enrolment)
                self._steps.eye.look(Photographing(self._parts.printed, side, self._today(), portrait=portrait))

    def snap(self) -> None:
        """Photograph what is held there."""
        with self._lock:
            self.touch()
            if self._steps.eye.photographing:
                self._steps.eye.photographing.take()
                self._steps.said = None

    def choose(self, choose: Callable[[Choosing], OtherWays | Said | None]) -> None:
        """One step of choosing another way than the face: a way that is complete, or what is to be said."""
        with self._lock:
            self.touch()
            if self._steps.enrolment.state is State.OTHER_WAY:
                self._take_choice(choose(self._steps.choosing))

    def contact(self, number: str) -> None:
        """The phone number, or nothing, was typed: the last step."""
        with self._lock:
            if self._faces_have_come_to_rest():
                return
            digits = "".join(character for character in number if character not in " -")
            plain = digits.removeprefix("+")
            if digits and not (plain.isascii() and plain.isdigit() and DIGITS[0] <= len(plain) <= DIGITS[1]):
                self.touch()
                self._steps.said = Complaint.PHONE_NUMBER
                return
            self.take(events.Contacted(digits))

    def open(self) -> None:
        """Open the door to who has just been let in, once."""
        with self._lock:
            self.touch()
            told = self._steps.enrolment.registration
            if told is None or told.outcome == Outcome.REVIEW or self._steps.opened:
                return
            self._steps.opened = True
            self._steps.said = self._parts.portal.present(self._presented()).words

    # What readers and the camera bring

    def run(self, over: threading.Event) -> None:
        """Look at readers and patience until `over`, then forget whoever was there and let the reader go."""
        try:
            while not over.wait(TICK):
                self.tick()
            self.take(events.Cancelled())
        finally:
            self._parts.documents.close()

    def tick(self) -> None:
        """Take a document that was read, and end an enrolment that nobody touches."""
        with self._lock:
            if not self.busy:
                return
            if self._steps.eye.reading:
                # Who waits for it need not touch anything.
                self.touch()
            if self._faces_have_come_to_rest():
                return
            if patience(self._steps.touched, self._now()) is Patience.LEAVES:
                log.info("an enrolment was left alone: nothing of it is kept")
                self.take(events.Cancelled())
            elif self._steps.enrolment.state is State.DOCUMENT:
                self._take_document(self._parts.documents.poll())
            elif (chosen := self._steps.choosing.card_came()) is not None:
                self._take_choice(chosen)
            elif (chosen := self._steps.choosing.pin_came()) is not None:
                self.touch()
                self._take_choice(chosen)

    def see(self, frame: Frame, prober: Prober) -> bool:
        """Take one more frame, on the thread that has the camera; whether somebody enrols, so that it is not the
        door's."""
        looking, asks_anew, found = self._steps.eye.see(frame, prober)
        with self._lock:
            if looking is not None and looking is self._steps.eye.looking:
                self._follow(found)
                if asks_anew:
                    # Who does what the page asks is there, also without a touch.
                    self.touch()
            return looking is not None or self.busy

    def _follow(self, found: Found) -> None:
        match found:
            case Event():
                self.take(found)
            case NotReadable():
                self.touch()
                self._steps.said = Complaint.NOT_READABLE
            case str():
                self.invite(found)

    def _invited(self, find: Callable[[Roster, str, int], Invited | Complaint], words: str) -> Invited | Complaint:
        """What `find` makes of a code, or of a preparation's id."""
        try:
            return find(self._parts.roster, words, self._parts.clock.read().now)
        except StorageError as error:
            log.warning("%s", error)
            return Complaint.NOT_STORED

    def _faces_have_come_to_rest(self) -> bool:
        """Whether they just have: who was asked for theirs is told, and goes on another way."""
        before = self._steps.enrolment
        if not before.faces or self._parts.residents.now.uses_faces:
            return False
        touched = self._steps.touched
        self.take(events.FacesRest())
        # Nobody has touched anything: who has gone is not waited for.
        self._steps.touched = touched
        if self._steps.enrolment is before:
            return False
        if before.face is not None:
            self._steps.said = Complaint.FACES_REST
        return True

    def _enter(self, event: Event) -> None:
        self.take(event)
        self._steps.said = self._steps.said or _ENTERED.get(type(event))

    def _take_document(self, came: Reading | Mishap | None) -> None:
        if isinstance(came, Mishap):
            self.touch()
            self._steps.said = came
        elif came is not None:
            today = self._today()
            self.take(events.DocumentRead(came, flaws(came.document, today), today))

    def _take_choice(self, chosen: OtherWays | Said | None) -> None:
        if isinstance(chosen, OtherWays):
            self.take(events.WayChosen(chosen))
        else:
            self._steps.said = chosen

    def _today(self) -> date:
        return datetime.fromtimestamp(self._parts.clock.read().now / 1000, self._parts.zone).date()

    def _presented(self) -> Presented:
        samples, invitation = self._steps.enrolment.samples, self._steps.enrolment.invitation
        if samples is not None:
            return FaceSeen(self._steps.enrolment.person, samples.score)
        return PinTyped(invitation.room if invitation else "", self._steps.enrolment.ways.pin)
