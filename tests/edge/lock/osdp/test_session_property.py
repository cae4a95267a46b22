"""Whatever a line and a peripheral do to each single exchange, a release is carried out at most once and told truly."""

from collections.abc import Callable
from enum import Enum, auto

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.lock import Card
from edge.lock.osdp.commands import Output
from edge.lock.osdp.frame import Frame
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.release import Release
from edge.lock.osdp.replies import Busy, Nak, NakReason, RawCard
from edge.lock.osdp.session import Session
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.osdp_pair import Pair, clear
from tests.fakes.osdp_peripheral import Peripheral
from wire.kinds import ReleaseResult

KEY = bytes(range(0xA0, 0xB0))


class Fault(Enum):
    """What happens to one exchange."""

    NONE = auto()
    COMMAND_LOST = auto()
    REPLY_LOST = auto()
    COMMAND_GARBLED = auto()
    REPLY_GARBLED = auto()
    REPLY_TWICE = auto()
    OLD_REPLY_FIRST = auto()
    BUSY = auto()
    SESSION_FORGED_AWAY = auto()
    RESTART = auto()


def lost(data: bytes) -> bytes:
    return b""


def garbled(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0x24 for byte in data[middle : middle + 1]) + data[middle + 1 :]


def said(code: int, payload: bytes = b"") -> Callable[[bytes], bytes]:
    return lambda data: Frame(0, 0, code, payload, is_reply=True).to_bytes()


DOWN = {Fault.COMMAND_LOST: lost, Fault.COMMAND_GARBLED: garbled, Fault.BUSY: lost}
UP: dict[Fault, Callable[[bytes], bytes]] = {
    Fault.REPLY_LOST: lost,
    Fault.REPLY_GARBLED: garbled,
    Fault.REPLY_TWICE: lambda data: data + data,
    Fault.BUSY: said(Busy.code),
    Fault.SESSION_FORGED_AWAY: said(Nak.code, bytes((NakReason.SECURE_CHANNEL_NEEDED,))),
}


class FaultyLine:
    """Each exchange meets the next of `faults`, as long as there are any."""

    def __init__(self, pair: Pair, faults: list[Fault]) -> None:
        self.faults = list(faults)
        self._pair, self._old = pair, b""
        self._fault = Fault.NONE
        pair.down, pair.up = self.down, self.up

    def down(self, data: bytes) -> bytes:
        self._fault = self.faults.pop(0) if self.faults else Fault.NONE
        if self._fault is Fault.RESTART:
            self._pair.peripheral.restart()
        return DOWN.get(self._fault, clear)(data)

    def up(self, data: bytes) -> bytes:
        old, self._old = self._old, data
        return old + data if self._fault is Fault.OLD_REPLY_FIRST else UP.get(self._fault, clear)(data)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(Fault), max_size=20), st.integers(0, 6), st.booleans())
def test_a_release_is_carried_out_at_most_once(faults: list[Fault], turns: int, tells_outputs: bool) -> None:
    session = Session(0, Keyring(MemoryKeyStore({"osdp-0a0b0c-00000007-0": KEY}), installing=False), now=0.0)
    pair = Pair(session, Peripheral(key=KEY))
    pair.peripheral.tells_outputs = tells_outputs
    pair.join()
    line = FaultyLine(pair, faults)
    for _ in range(turns):
        pair.turn()

    release = Release(0, 5, pair.now + 3)
    session.order(release)
    pair.run_until(lambda: release.is_over)
    carried_out = pair.peripheral.executed.count(Output(0, 5, 50))

    assert carried_out <= 1
    assert release.result.result(0) is not ReleaseResult.DONE or carried_out == 1
    pair.run_until(lambda: not line.faults)
    pair.run(2)
    assert session.is_online
    assert pair.peripheral.executed.count(Output(0, 5, 50)) == carried_out


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(Fault), max_size=20), st.integers(1, 6))
def test_a_card_is_told_at_most_once_and_in_order_and_always_on_a_good_line(faults: list[Fault], cards: int) -> None:
    session = Session(0, Keyring(MemoryKeyStore({"osdp-0a0b0c-00000007-0": KEY}), installing=False), now=0.0)
    pair = Pair(session, Peripheral(key=KEY))
    pair.join()
    line = FaultyLine(pair, faults)
    pair.peripheral.reports = [RawCard(bytes((0, 1, 8, 0, number))) for number in range(cards)]

    pair.run_until(lambda: not line.faults and not pair.peripheral.reports)
    pair.run(2)

    told = [news.data[0] for news in pair.events if isinstance(news, Card)]
    assert told == sorted(set(told))
    assert faults or told == list(range(cards))
