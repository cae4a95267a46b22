"""What a person chooses to open with besides their face: a PIN, a card or their phone."""

import logging
import queue
import threading
from dataclasses import replace

from edge.credentials import card, phone
from edge.credentials.phone import PhoneSecret
from edge.enroller import pin
from edge.enroller.parts import Parts
from edge.enroller.view import PIN_AGAIN, PIN_AT_KEYPAD, Complaint, Said
from edge.enrolment.events import OtherWays
from edge.enrolment.machine import Enrolment
from edge.errors import EdgeError
from edge.lock import Card
from edge.store import tries

log = logging.getLogger(__name__)

CARD_WITHIN = 20.0
"""How long a person has to hold their card to the door's reader, s."""


class Choosing:
    """The choice at one state of an enrolment. A way that is complete is added to those chosen before."""

    def __init__(self, parts: Parts, enrolment: Enrolment) -> None:
        self._parts, self._enrolment = parts, enrolment
        self._phone: PhoneSecret | None = None
        self._cards: queue.SimpleQueue[Card | None] | None = None
        self._typed: queue.SimpleQueue[str] | None = None
        self._first = ""
        self._over = False

    @property
    def waits_for_card(self) -> bool:
        """Whether the next card held to the door's reader is this person's."""
        return self._cards is not None

    @property
    def waits_for_pin(self) -> bool:
        """Whether digits typed at the door's keypad are this person's."""
        return self._typed is not None

    @property
    def address(self) -> str:
        """What the person's phone opens to show codes; "" until the phone is chosen."""
        if self._phone is None:
            return ""
        invitation = self._enrolment.invitation
        return self._phone.address(self._parts.town, self._parts.portal.name, invitation.room if invitation else "")

    def pin(self, number: str) -> OtherWays | Said:
        """A PIN was typed."""
        flaw = pin.flaw_of(number, self._enrolment, self._parts.residents.now.holders, self._parts.digest)
        return flaw.words if flaw else replace(self._enrolment.ways, pin=number)

    def keypad(self) -> Said:
        """The PIN shall be typed at the door's keypad, twice, since nothing shows there what was typed."""
        if self._typed is None:
            self._typed = queue.SimpleQueue()
            self._parts.cards.type_to(self._typed.put)
        return PIN_AGAIN if self._first else PIN_AT_KEYPAD

    def pin_came(self) -> OtherWays | Said | None:
        """What came of the digits typed there; None while none were."""
        if self._typed is None or self._typed.empty():
            return None
        number, first, self._first = self._typed.get(), self._first, ""
        accepted = self.pin(number)
        if not first and isinstance(accepted, OtherWays):
            self._first = number
            return PIN_AGAIN
        return Complaint.PIN_DIFFERS if first and first != number else accepted

    def phone(self) -> None:
        """Show a secret to the person's phone."""
        self._phone = phone.make_secret()

    def phone_code(self, code: str) -> OtherWays | Said:
        """The code that the phone shows was typed: it has the secret."""
        now = self._parts.clock.read().now
        if self._phone is None or phone.step_of(code, self._phone.secret, now, tries.NO_STEP) is None:
            return Complaint.PHONE_CODE
        return replace(self._enrolment.ways, phone=self._phone.secret)

    def card(self) -> None:
        """The next card held to the door's reader shall be this person's."""
        if self._cards is None:
            self._cards = queue.SimpleQueue()
            threading.Thread(target=self._await, args=(self._cards,), name="card", daemon=True).start()

    def card_came(self) -> OtherWays | Said | None:
        """What came of waiting for a card; None while nothing did."""
        if self._cards is None or self._cards.empty():
            return None
        held = self._cards.get()
        self._cards = None
        if held is None:
            return Complaint.NO_CARD
        digest = card.digest_of(held, self._parts.digest)
        if digest in self._parts.residents.now.holders.cards:
            return Complaint.CARD_TAKEN
        return replace(self._enrolment.ways, card=digest)

    def forget(self) -> None:
        """The choice is made, or somebody went on without: a card that comes now is a resident's, at the door."""
        self._over = True
        if self._typed is not None:
            self._parts.cards.type_to(None)

    def _await(self, cards: "queue.SimpleQueue[Card | None]") -> None:
        try:
            held = self._parts.cards.next_card(CARD_WITHIN)
        except EdgeError as error:
            log.info("%s", error)
            held = None
        if self._over and held is not None:
            self._parts.cards.put(held)
        else:
            cards.put(held)
