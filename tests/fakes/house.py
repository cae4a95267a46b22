"""A house with one door, all of it real but the lock, the camera and the clock: people, their ways, the portal."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from edge.clock import BoxClock
from edge.credentials import phone
from edge.lock import Card, Contact, Keys, LockEvent, LockNews
from edge.lock.open import open_lock
from edge.lock.simulated import SimulatedLock
from edge.portal import Answer, Portal
from edge.presented import CardHeld, CodeTyped, PinTyped
from edge.reader import Reader
from edge.residents import Residents
from edge.store.journal import Journal
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.vault import open_vault
from edge.ways import Ways
from tests.fakes.key_store import MemoryKeyStore
from wire.kinds import BODIES, Entry

NOON = 1_795_435_200_000
"""A Monday, 12:00 UTC."""
PIN = "274916"
WRONG = "381027"
CARD = Card(1, 26, bytes.fromhex("12345640"))


class House:
    """`now`: the wall clock, Unix ms, which a test sets. `restart` is what a power cut leaves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOON
        self.heard: Callable[[LockEvent | Contact], None] = lambda _: None
        self.vault = open_vault(folder / "keys")
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.roster = Roster(folder / "roster.sqlite", self.vault)
        self.restart()

    def restart(self) -> None:
        self.outbox.close()
        self.roster.close()
        self.clock = BoxClock(self.outbox.known_time, wall=lambda: self.now, since_boot=lambda: self.now - NOON)
        self.residents = Residents(self.roster, self.vault, "no model")
        self.residents.refresh()
        self.reader = Reader()
        self.journal = Journal(self.outbox, (self.roster,))
        lock = open_lock("simulated:", keys=MemoryKeyStore(), listener=self._hear)
        assert isinstance(lock, SimulatedLock)
        self.lock = lock
        self.portal = Portal("front", 5.0, residents=self.residents, journal=self.journal, lock=lock, clock=self.clock)
        self.ways = Ways(self.roster, self.vault, self.journal.append, self.clock)

    def move_in(self, room: str = "302") -> str:
        """A new person in `room`; their id."""
        person = self.roster.add("Somebody").person
        self.roster.set_room(person, room)
        self.residents.refresh()
        return person

    def give_pin(self, person: str, number: str = PIN) -> None:
        assert self.ways.set_pin(person, number, None) is None
        self.residents.refresh()

    def give_phone(self, person: str) -> bytes:
        """The secret in the person's phone."""
        made = self.ways.make_phone_secret(person)
        self.residents.refresh()
        return made.secret

    def give_card(self, person: str, card: Card = CARD) -> None:
        self.ways.add_card(person, card)
        self.residents.refresh()

    def pin(self, number: str = PIN, room: str = "302") -> Answer:
        return self.portal.present(PinTyped(room, number))

    def code(self, code: str, room: str = "302") -> Answer:
        return self.portal.present(CodeTyped(room, code))

    def code_of(self, secret: bytes) -> str:
        return phone.code_at(secret, self.now // phone.STEP)

    def card(self, card: Card = CARD) -> Answer:
        return self.portal.present(CardHeld(card))

    def wait(self, seconds: float) -> None:
        self.now += round(seconds * 1000)

    def bodies(self) -> list[Any]:
        """What the outbox holds, oldest first."""
        return [msgspec.json.decode(record.body, type=BODIES[record.kind]) for record in self.outbox.after(0, 10_000)]

    def entries(self) -> list[Entry]:
        return [body for body in self.bodies() if isinstance(body, Entry)]

    def close(self) -> None:
        self.outbox.close()
        self.roster.close()

    def _hear(self, news: LockNews) -> None:
        if isinstance(news, Card):
            self.reader.put(news)
        elif not isinstance(news, Keys):
            self.heard(news)


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """A house whose files are in `folder`."""
    with closing(House(folder)) as built:
        yield built
