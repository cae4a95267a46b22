"""What an enroller works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from edge.clock import BoxClock
from edge.credentials import Digest
from edge.document import Reader
from edge.enroller.photographing import Printed
from edge.enroller.samples import Comparer
from edge.face.capture import Capture
from edge.face.probe import Prober
from edge.lock import Card
from edge.portal import Portal
from edge.residents import Residents
from edge.store.journal import Journal
from edge.store.roster import Roster
from edge.telling import Teller


class CardReader(Protocol):
    """The reader at the door's lock."""

    def next_card(self, timeout: float) -> Card | None: ...

    def put(self, news: Card) -> None: ...

    def type_to(self, taker: Callable[[str], None] | None) -> None: ...


@dataclass(frozen=True)
class Parts:
    """documents: reads identity cards. cards: the door's reader. capture: begins a capture. model: digest of the
    embedder. central_away: whether central could not be asked for a while. hours: for how long somebody is let in
    meanwhile. town: central's address, for people's phones. printed: reads photographed documents, where that is
    installed.
    """

    roster: Roster
    journal: Journal
    residents: Residents
    portal: Portal
    teller: Teller
    clock: BoxClock
    documents: Reader
    cards: CardReader
    comparer: Comparer
    capture: Callable[[Prober], Capture]
    digest: Digest
    model: str
    central_away: Callable[[], bool]
    hours: int
    zone: tzinfo
    town: str
    printed: Printed | None = None
