"""How a person on the roster gets, changes and loses a way to open besides their face, after they have enrolled.

Each change is told to central, without what it is. The door knows of it within a second.
"""

from collections.abc import Callable, Collection
from datetime import date

import msgspec

from edge.clock import BoxClock
from edge.credentials import card, phone, pin
from edge.credentials import room as rooms
from edge.credentials.phone import PhoneSecret
from edge.credentials.pin import Flaw, Kept
from edge.errors import EdgeError
from edge.lock import Card
from edge.store.credentials import Credentials
from edge.store.roster import Roster
from edge.vault import Vault
from wire.kinds import Enrolment, Method

Tell = Callable[[msgspec.Struct, int], object]
"""Keeps a record of what happened, and when (Unix ms)."""


class Ways:
    """The ways of people on a roster. Every method may raise StorageError; EdgeError when there is no such person."""

    def __init__(self, roster: Roster, vault: Vault, tell: Tell, clock: BoxClock) -> None:
        self._roster, self._vault = roster, vault
        self._tell, self._clock = tell, clock
        self._credentials = Credentials(roster, vault)

    def of(self, person: str) -> frozenset[Method]:
        """What `person` opens with: face, pin, card, phone."""
        return self._credentials.of(person)

    def set_pin(self, person: str, number: str, birth: date | None, known: Collection[str] = ()) -> Flaw | None:
        """Make `number` the person's PIN, in place of any other, unless it has a flaw; the flaw.

        birth, known: what a PIN must not be made of (see `pin.flaw_of`); neither is kept. Raises EdgeError for a person
        without a room, since a PIN is told with it.
        """
        flaw = pin.flaw_of(number, birth, known) or self._taken(person, number)
        if flaw is None:
            self._credentials.set_pin(person, pin.keep(person, number, self._vault.digest).digest)
            self._record(person, "pin-set")
        return flaw

    def make_phone_secret(self, person: str) -> PhoneSecret:
        """A new secret for the person's phone, in place of any other: show it to them, this once.

        Raises EdgeError for a person without a room, since a code is told with it.
        """
        self.room_of(person)
        made = phone.make_secret()
        self._credentials.set_phone(person, made.secret)
        self._record(person, "phone-set")
        return made

    def add_card(self, person: str, held: Card) -> None:
        """Let a card open for `person`, besides those that do. Raises EdgeError when it is somebody else's."""
        self._credentials.add_card(person, card.digest_of(held, self._vault.digest))
        self._record(person, "card-added")

    def forget(self, person: str, way: Method) -> None:
        """Forget the person's PIN, all their cards, or their phone."""
        self._credentials.clear(person, way)
        self._record(person, f"{way}-forgotten")

    def room_of(self, person: str) -> str:
        """The room that the person's PIN or code is told with. Raises EdgeError for a person without one."""
        resident = self._roster.residents().get(person)
        if resident is None:
            raise EdgeError(f"nobody with the id {person!r} is on the roster: list the people to see who is")
        room = rooms.normal(resident.room)
        if not room:
            raise EdgeError("a PIN and a phone's code are told with the room, and this person has none: give them one")
        return room

    def _record(self, person: str, change: str) -> None:
        self._tell(Enrolment(person, change), self._clock.read().now)

    def _taken(self, person: str, number: str) -> Flaw | None:
        """Two people of one room can't have the same PIN: it tells who came."""
        room, stored = self.room_of(person), self._credentials.load()
        others = [
            Kept(other.person, stored.pins[other.person])
            for other in self._roster.residents().values()
            if other.person in stored.pins and other.person != person and rooms.normal(other.room) == room
        ]
        return Flaw.TAKEN if pin.people_with(number, others, self._vault.digest) else None
