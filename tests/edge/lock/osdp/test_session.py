"""The panel's session against a peripheral in memory, healthy and with every fault we could think of."""

import pytest

from edge.errors import LockError
from edge.lock import Card, Contact, Keys, LockEvent
from edge.lock.osdp.commands import Buzzer, Output
from edge.lock.osdp.frame import Frame
from edge.lock.osdp.joining import State
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.order import Request
from edge.lock.osdp.release import Release
from edge.lock.osdp.replies import (
    Ack,
    Busy,
    Function,
    InputStatus,
    Keypad,
    LocalStatus,
    Nak,
    NakReason,
    OutputStatus,
    RawCard,
)
from edge.lock.osdp.rotation import Rotation
from edge.lock.osdp.session import COPIES, PROBE, Session
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.osdp_pair import Pair, clear
from tests.fakes.osdp_peripheral import Peripheral
from wire.kinds import ReleaseResult

KEY = bytes(range(0xA0, 0xB0))
NAME = "osdp-0a0b0c-00000007-0"


def make_pair(
    keys: MemoryKeyStore | None = None, *, installing: bool = False, peripheral: Peripheral | None = None
) -> Pair:
    store = MemoryKeyStore({NAME: KEY}) if keys is None else keys
    session = Session(0, Keyring(store, installing=installing), now=0.0)
    return Pair(session, peripheral or Peripheral(key=KEY))


@pytest.fixture
def pair() -> Pair:
    joined = make_pair()
    joined.join()
    joined.run(1)
    return joined


def release(pair: Pair, seconds: float = 5) -> Release:
    order = Release(0, seconds, pair.now + 3)
    pair.session.order(order)
    return order


def outcome(pair: Pair, order: Release) -> ReleaseResult:
    pair.run_until(lambda: order.is_over)
    return order.result.result(0)


def lost(data: bytes) -> bytes:
    return b""


def says(reply: Nak | Busy | Ack) -> bytes:
    """An unsealed reply with sequence number 0."""
    return Frame(0, 0, reply.code, reply.payload(), is_reply=True).to_bytes()


# Joining.


def test_a_lock_with_our_key_joins() -> None:
    pair = make_pair()

    pair.join()

    assert pair.told == ["online"]
    assert pair.session.identity is not None
    assert pair.session.identity.serial == "00000007"
    assert pair.session.has(Function.BUZZER)


def test_a_lock_with_another_key_does_not_join() -> None:
    pair = make_pair(peripheral=Peripheral(key=bytes(16)))

    pair.run(5)

    assert not pair.session.is_online
    assert pair.told == ["offline"]
    assert "refuses our key" in pair.events[0].detail


def test_a_new_lock_is_not_spoken_to_unless_installing() -> None:
    pair = make_pair(MemoryKeyStore(), peripheral=Peripheral())

    pair.run(5)

    assert pair.peripheral.key is None
    assert "install=yes" in pair.events[0].detail


def test_a_new_lock_gets_its_own_key_while_installing() -> None:
    keys = MemoryKeyStore()
    pair = make_pair(keys, installing=True, peripheral=Peripheral())

    pair.join()

    assert pair.peripheral.key is not None
    assert pair.peripheral.key == keys.keys[NAME]


def test_no_lock_is_opened_with_the_key_everybody_knows() -> None:
    pair = make_pair(MemoryKeyStore(), installing=True, peripheral=Peripheral())
    order = release(pair)

    pair.run_until(lambda: order.is_over)

    assert pair.state is State.JOINED
    assert pair.peripheral.key is not None


def test_a_lock_without_a_secure_channel_is_not_used() -> None:
    pair = make_pair(peripheral=Peripheral(has_channel=False))

    pair.run(5)

    assert "no secure channel" in pair.events[0].detail


@pytest.mark.parametrize("exchange", range(1, 14))
def test_power_lost_at_any_moment_of_the_installation_loses_no_lock(exchange: int) -> None:
    keys = MemoryKeyStore()
    peripheral = Peripheral()
    interrupted = make_pair(keys, installing=True, peripheral=peripheral)
    for _ in range(exchange):
        interrupted.turn()

    peripheral.restart()
    again = make_pair(keys, installing=True, peripheral=peripheral)
    again.join()

    assert peripheral.key == keys.keys[NAME]


@pytest.mark.parametrize("put", [1, 2])
def test_a_key_that_can_not_be_stored_loses_no_lock(put: int) -> None:
    keys = MemoryKeyStore(fails_at=put)
    peripheral = Peripheral()
    make_pair(keys, installing=True, peripheral=peripheral).run(5)

    peripheral.restart()
    again = make_pair(MemoryKeyStore(keys.keys), installing=True, peripheral=peripheral)

    assert again.join() < 2


def test_an_acknowledgement_of_the_new_key_may_be_lost() -> None:
    keys = MemoryKeyStore()
    pair = make_pair(keys, installing=True, peripheral=Peripheral())
    pair.run_until(lambda: pair.state is State.INSTALLING)
    pair.up = lost
    pair.turn()
    pair.up = clear

    pair.join()

    assert pair.peripheral.key == keys.keys[NAME]


# Another key.


def test_a_lock_gets_another_key_and_is_never_away(pair: Pair) -> None:
    pair.join()
    before = pair.peripheral.key
    rotation = Rotation(pair.now + 10)

    pair.session.rotate(rotation)
    pair.run_until(lambda: rotation.is_over)

    assert rotation.result.result() is None
    assert pair.peripheral.key not in (None, before)
    pair.run(5)
    assert pair.told == ["online"]
    order = release(pair)
    pair.run_until(lambda: order.is_over)
    assert order.result.result() is ReleaseResult.DONE


@pytest.mark.parametrize("exchange", range(1, 14))
@pytest.mark.parametrize("way", ["down", "up"])
def test_a_line_that_is_cut_at_any_moment_of_the_change_loses_no_lock(exchange: int, way: str) -> None:
    keys = MemoryKeyStore({NAME: KEY})
    pair = make_pair(keys, peripheral=Peripheral(key=KEY))
    pair.join()
    rotation = Rotation(pair.now + 10)
    pair.session.rotate(rotation)
    for _ in range(exchange):
        pair.turn()
    setattr(pair, way, lost)
    pair.run(2)
    setattr(pair, way, clear)

    pair.run_until(lambda: rotation.is_over)

    assert rotation.result.result() is None
    assert pair.peripheral.key == keys.keys[NAME] != KEY


@pytest.mark.parametrize("exchange", range(1, 14))
def test_power_lost_on_both_sides_at_any_moment_of_the_change_loses_no_lock(exchange: int) -> None:
    keys = MemoryKeyStore({NAME: KEY})
    peripheral = Peripheral(key=KEY)
    interrupted = make_pair(keys, peripheral=peripheral)
    interrupted.join()
    interrupted.session.rotate(Rotation(interrupted.now + 10))
    for _ in range(exchange):
        interrupted.turn()

    peripheral.restart()
    again = make_pair(MemoryKeyStore(keys.keys), peripheral=peripheral)

    assert again.join() < 2


def test_a_lock_that_takes_no_new_key_keeps_its_own(pair: Pair) -> None:
    pair.join()
    before = pair.peripheral.key
    pair.peripheral.takes_keys = False
    rotation = Rotation(pair.now + 10)

    pair.session.rotate(rotation)
    pair.run_until(lambda: rotation.is_over)

    with pytest.raises(LockError, match="does not take a new key"):
        rotation.result.result()
    pair.run(3)
    assert pair.told == ["online"]
    assert pair.peripheral.key == before


def test_a_key_that_can_not_be_stored_is_not_offered() -> None:
    pair = make_pair(MemoryKeyStore({NAME: KEY}, fails_at=1), peripheral=Peripheral(key=KEY))
    pair.join()
    rotation = Rotation(pair.now + 10)

    pair.session.rotate(rotation)
    pair.run(3)

    with pytest.raises(LockError, match="the disk took no key"):
        rotation.result.result()
    assert pair.peripheral.key == KEY


def test_a_lock_that_is_away_gets_no_new_key(pair: Pair) -> None:
    pair.up = lost
    pair.run(3)
    rotation = Rotation(pair.now + 10)

    pair.session.rotate(rotation)

    with pytest.raises(LockError, match="is away"):
        rotation.result.result()


# Releasing.


def test_a_release_is_done(pair: Pair) -> None:
    order = release(pair)

    assert outcome(pair, order) is ReleaseResult.DONE
    assert pair.peripheral.executed == [Output(0, 5, 50)]


def test_a_refused_release_is_refused(pair: Pair) -> None:
    pair.peripheral.refuses = NakReason.WRONG_RECORD

    assert outcome(pair, release(pair)) is ReleaseResult.REFUSED


def test_a_release_whose_command_was_lost_is_sent_again(pair: Pair) -> None:
    order = release(pair)
    pair.down = lost
    pair.turn()
    pair.down = clear

    assert outcome(pair, order) is ReleaseResult.DONE
    assert len(pair.peripheral.executed) == 1


def test_a_release_whose_reply_was_lost_is_not_carried_out_twice(pair: Pair) -> None:
    order = release(pair)
    pair.up = lost
    pair.turn()
    pair.up = clear

    assert outcome(pair, order) is ReleaseResult.DONE
    assert len(pair.peripheral.executed) == 1


def test_a_release_carried_out_before_the_line_was_cut_is_settled_by_asking(pair: Pair) -> None:
    order = release(pair)
    pair.up = lost
    pair.run_until(lambda: pair.state is State.ABSENT)
    pair.up = clear

    assert outcome(pair, order) is ReleaseResult.DONE
    assert len(pair.peripheral.executed) == 1


def test_a_release_that_never_reached_the_lock_is_settled_by_asking(pair: Pair) -> None:
    order = release(pair)
    pair.down = lost
    pair.run_until(lambda: pair.state is State.ABSENT)
    pair.down = clear

    assert outcome(pair, order) is ReleaseResult.REFUSED
    assert pair.peripheral.executed == []


def test_a_release_cut_short_by_a_restart_is_settled_by_asking(pair: Pair) -> None:
    order = release(pair)
    pair.up = lost
    pair.turn()
    pair.up = clear
    pair.peripheral.restart()

    assert outcome(pair, order) is ReleaseResult.REFUSED
    assert len(pair.peripheral.executed) == 1


def test_a_release_stays_unknown_when_the_lock_does_not_tell(pair: Pair) -> None:
    pair.peripheral.tells_outputs = False
    order = release(pair)
    pair.up = lost
    pair.run_until(lambda: pair.state is State.ABSENT)
    pair.up = clear

    assert outcome(pair, order) is ReleaseResult.UNKNOWN
    assert len(pair.peripheral.executed) == 1


def test_a_lock_that_only_reports_settles_it_too(pair: Pair) -> None:
    pair.peripheral.tells_outputs = False
    order = release(pair)
    pair.up = lost
    pair.run_until(lambda: pair.state is State.ABSENT)
    pair.up = clear
    pair.peripheral.reports = [OutputStatus(b"\x01\x00")]

    assert outcome(pair, order) is ReleaseResult.DONE


def test_a_release_that_met_no_session_is_settled_by_asking(pair: Pair) -> None:
    pair.peripheral.restart()

    assert outcome(pair, release(pair)) is ReleaseResult.REFUSED
    assert pair.peripheral.executed == []


def test_a_release_is_not_carried_out_after_its_deadline(pair: Pair) -> None:
    pair.down = lost
    pair.run_until(lambda: pair.state is State.ABSENT)
    order = release(pair)
    assert outcome(pair, order) is ReleaseResult.REFUSED

    pair.down = clear
    pair.run(10)

    assert pair.session.is_online
    assert pair.peripheral.executed == []


def test_a_release_goes_before_what_waits(pair: Pair) -> None:
    for _ in range(3):
        pair.session.order(Request(Buzzer(), pair.now + 5))
    order = release(pair)

    pair.run_until(lambda: order.is_over)

    assert isinstance(pair.peripheral.executed[0], Output)


def test_two_releases_are_done_in_their_order(pair: Pair) -> None:
    first, second = release(pair, 1), release(pair, 2)

    outcome(pair, second)

    assert first.is_over
    assert pair.peripheral.executed == [Output(0, 5, 10), Output(0, 5, 20)]


# Faults of the line and of the peripheral.


def test_a_peripheral_that_goes_away_is_told_and_comes_back(pair: Pair) -> None:
    pair.down = lost
    pair.run(10)
    assert not pair.session.is_online

    pair.down = clear
    away = pair.join()

    assert away < 2
    assert pair.told == ["online", "offline", "online"]


def test_a_moment_of_silence_is_no_news(pair: Pair) -> None:
    pair.peripheral.restart()

    pair.run(5)

    assert pair.told == ["online"]


def test_a_dead_peripheral_is_asked_once_a_probe(pair: Pair) -> None:
    asked: list[bytes] = []
    pair.run_until(lambda: pair.session.is_online)
    pair.down = lambda data: (asked.append(data), b"")[1]

    pair.run(COPIES + 10 * PROBE)

    assert len(asked) < COPIES + 14


def test_a_busy_peripheral_is_waited_for(pair: Pair) -> None:
    answers = [says(Busy())] * 3
    pair.down = lambda data: b"" if answers else data
    pair.up = lambda data: answers.pop() if answers else data

    assert outcome(pair, release(pair)) is ReleaseResult.DONE
    assert len(pair.peripheral.executed) == 1


def test_a_peripheral_that_is_always_busy_is_given_up(pair: Pair) -> None:
    pair.down = lost
    pair.up = lambda data: says(Busy())

    pair.run(10)

    assert not pair.session.is_online


def test_a_command_that_came_broken_is_sent_again(pair: Pair) -> None:
    answers = [says(Nak(NakReason.WRONG_CHECK))]
    pair.down = lambda data: b"" if answers else data
    pair.up = lambda data: answers.pop() if answers else data

    assert outcome(pair, release(pair)) is ReleaseResult.DONE


def test_an_unsealed_acknowledgement_is_not_believed(pair: Pair) -> None:
    pair.down = lost
    pair.up = lambda data: b"".join(Frame(0, sequence, Ack.code, is_reply=True).to_bytes() for sequence in range(4))

    assert outcome(pair, release(pair)) is ReleaseResult.UNKNOWN


def test_an_unsealed_refusal_of_a_release_is_not_believed(pair: Pair) -> None:
    said = [says(Nak(NakReason.WRONG_RECORD))]
    pair.up = lambda data: said.pop() if said else data

    assert outcome(pair, release(pair)) is ReleaseResult.DONE
    assert len(pair.peripheral.executed) == 1


@pytest.mark.parametrize("at", range(5, 30))
def test_a_garbled_release_is_not_carried_out_twice(pair: Pair, at: int) -> None:
    garbled = [True]

    def garble(data: bytes) -> bytes:
        return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :] if garbled and garbled.pop() else data

    pair.down = garble

    assert outcome(pair, release(pair)) is ReleaseResult.DONE
    assert len(pair.peripheral.executed) == 1


def test_a_reply_of_another_address_is_skipped(pair: Pair) -> None:
    foreign = Frame(9, 1, Nak.code, b"\x06", is_reply=True).to_bytes()
    pair.up = lambda data: foreign + data

    assert outcome(pair, release(pair)) is ReleaseResult.DONE


def test_our_own_echo_is_skipped(pair: Pair) -> None:
    heard: list[bytes] = []
    pair.down = lambda data: (heard.append(data), data)[1]
    pair.up = lambda data: heard[-1] + data

    assert outcome(pair, release(pair)) is ReleaseResult.DONE


# What a peripheral reports.


def test_tamper_power_and_their_end_are_told(pair: Pair) -> None:
    pair.peripheral.reports = [LocalStatus(1, 0), LocalStatus(1, 1), LocalStatus(0, 0)]

    pair.run(1)

    assert pair.told == ["online", "tamper", "power-fail", "normal"]


def test_a_status_that_did_not_change_is_not_told(pair: Pair) -> None:
    pair.peripheral.reports = [LocalStatus(1, 0), LocalStatus(1, 0)]

    pair.run(1)

    assert pair.told == ["online", "tamper"]


def test_inputs_and_outputs_are_told(pair: Pair) -> None:
    pair.peripheral.reports = [InputStatus(b"\x00\x01"), OutputStatus(b"\x01\x00"), OutputStatus(b"\x00\x00")]

    pair.run(1)

    assert pair.events[1:] == [
        Contact(0, False),
        Contact(1, False),
        Contact(1, True),
        LockEvent("output", "0 active"),
        LockEvent("output", "0 inactive"),
    ]


def test_cards_and_keys_are_told_and_a_card_cut_short_is_not(pair: Pair) -> None:
    pair.peripheral.reports = [RawCard(b"\0\1\x08\0\xaa"), RawCard(b"\0"), Keypad(b"\0\1\x31")]

    pair.run(1)

    assert [event for event in pair.events[1:] if not isinstance(event, Contact)] == [Card(1, 8, b"\xaa"), Keys("1")]


def test_a_card_in_place_of_a_releases_answer_leaves_the_release_in_doubt_until_the_output_tells(pair: Pair) -> None:
    sealed = pair.peripheral._obey
    pair.peripheral._obey = lambda command: sealed(command) and RawCard(b"\0\1\x08\0\xaa")  # type: ignore[method-assign]
    order = release(pair)
    pair.run_until(lambda: pair.peripheral.executed != [])
    pair.peripheral._obey = sealed  # type: ignore[method-assign]

    assert outcome(pair, order) is ReleaseResult.DONE
    assert pair.peripheral.executed.count(Output(0, 5, 50)) == 1
