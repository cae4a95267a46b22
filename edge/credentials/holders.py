"""Whose a credential is, among all that the door knows: kept in memory, without input or output."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from edge.credentials import Digest, card, phone, pin
from edge.credentials.pin import Kept
from edge.lock import Card


@dataclass(frozen=True)
class Room:
    """What opens for the people of one room. phones: person → secret. Never printed."""

    pins: Sequence[Kept] = field(default=(), repr=False)
    phones: Mapping[str, bytes] = field(default_factory=dict, repr=False)


NO_ROOM = Room()


@dataclass(frozen=True)
class Holders:
    """rooms: by their normal form. cards: digest → person. digest: the vault's."""

    digest: Digest = field(repr=False)
    rooms: Mapping[str, Room] = field(default_factory=dict, repr=False)
    cards: Mapping[bytes, str] = field(default_factory=dict, repr=False)

    def by_card(self, held: Card) -> str | None:
        """The person whose card it is."""
        return self.cards.get(card.digest_of(held, self.digest))

    def by_pin(self, room: str, number: str) -> str | None:
        """The person of `room` (in its normal form) whose PIN it is.

        As slow for a room that is not there as for the fullest one.
        """
        rounds = max((len(each.pins) for each in self.rooms.values()), default=0)
        return pin.holder(self.rooms.get(room, NO_ROOM).pins, number, self.digest, max(rounds, 1))

    def by_code(
        self, room: str, code: str, now: int, last: Callable[[str], int]
    ) -> tuple[str, int] | tuple[None, None]:
        """The person of `room` (in its normal form) whose phone shows `code` at `now` (Unix ms), and the code's step.

        last: the step of the last code that opened for a person.
        """
        phones = self.rooms.get(room, NO_ROOM).phones
        steps = {person: phone.step_of(code, secret, now, last(person)) for person, secret in phones.items()}
        found = [(person, step) for person, step in steps.items() if step is not None]
        return found[0] if len(found) == 1 else (None, None)

    def known(self, room: str) -> str:
        """`room` (in its normal form), if anybody's PIN or code belongs to it; else "".

        What somebody typed where a room was asked for may be anything, such as their PIN, and is kept nowhere.
        """
        return room if room in self.rooms else ""
