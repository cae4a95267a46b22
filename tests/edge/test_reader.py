"""The reader's news: presented in order, or given to who enrols a card; never both."""

import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from edge import reader as readers
from edge.errors import EdgeError
from edge.lock import Card, Keys
from edge.presented import CardHeld, PinTyped, Presented
from edge.reader import Reader
from tests.stage.waiting import wait_until

CARD = Card(1, 26, b"\x12\x34\x56\x40")
OTHER = Card(1, 26, b"\x12\x34\x56\x80")
PATIENCE = 20.0


class Attended:
    """A reader whose thread runs; `shown` are the presentations."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.shown: SimpleQueue[Presented] = SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.reader.run, args=(self._present, self._stop))

    def __enter__(self) -> "Attended":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _present(self, presented: Presented, at: float) -> None:
        assert at <= time.monotonic()
        self.shown.put(presented)


@pytest.fixture
def attended() -> Iterator[Attended]:
    with Attended() as running:
        yield running


def wait_for_waiting(reader: Reader) -> None:
    wait_until(lambda: reader._awaited is not None, "somebody waits for a card")


def test_cards_and_keys_are_presented_in_order(attended: Attended) -> None:
    for news in (CARD, Keys("302*27"), Keys("4916#"), OTHER):
        attended.reader.put(news)

    shown = [attended.shown.get(timeout=PATIENCE) for _ in range(3)]
    assert shown == [CardHeld(CARD), PinTyped("302", "274916"), CardHeld(OTHER)]


def test_an_awaited_card_goes_to_who_waits_and_the_next_one_is_presented(attended: Attended) -> None:
    given: SimpleQueue[Card | None] = SimpleQueue()
    waiting = threading.Thread(target=lambda: given.put(attended.reader.next_card(PATIENCE)))
    waiting.start()
    wait_for_waiting(attended.reader)

    attended.reader.put(CARD)
    attended.reader.put(OTHER)
    waiting.join()

    assert given.get() == CARD
    assert attended.shown.get(timeout=PATIENCE) == CardHeld(OTHER)
    assert attended.shown.empty()


def test_a_card_that_does_not_come_is_not_waited_for_any_more(attended: Attended) -> None:
    assert attended.reader.next_card(0.01) is None

    attended.reader.put(CARD)

    assert attended.shown.get(timeout=PATIENCE) == CardHeld(CARD)


def test_digits_without_a_room_go_to_who_chooses_a_pin_and_residents_go_on_opening(attended: Attended) -> None:
    typed: SimpleQueue[str] = SimpleQueue()
    attended.reader.put(Keys("111111#"))
    attended.reader.put(CARD)
    attended.shown.get(timeout=PATIENCE)

    attended.reader.type_to(typed.put)
    for keys in ("20", "5814#", "302*274916#"):
        attended.reader.put(Keys(keys))

    assert typed.get(timeout=PATIENCE) == "205814"
    assert attended.shown.get(timeout=PATIENCE) == PinTyped("302", "274916")
    attended.reader.type_to(None)
    attended.reader.put(Keys("205814#"))
    attended.reader.put(CARD)
    assert attended.shown.get(timeout=PATIENCE) == CardHeld(CARD)
    assert typed.empty()


def test_two_do_not_wait_for_one_card(attended: Attended) -> None:
    waiting = threading.Thread(target=attended.reader.next_card, args=(PATIENCE,))
    waiting.start()
    wait_for_waiting(attended.reader)

    with pytest.raises(EdgeError, match="another card"):
        attended.reader.next_card(PATIENCE)

    attended.reader.put(CARD)
    waiting.join()


def test_a_card_that_waited_too_long_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "STALE", 0.0)
    with Attended() as attended:
        attended.reader.put(CARD)
        attended.reader.put(Keys("1"))

    assert attended.shown.empty()
