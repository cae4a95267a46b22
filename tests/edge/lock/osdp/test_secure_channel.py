"""Our end of the secure channel against a recorded session between libosdp's two ends, and against our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lock.osdp.commands import Output, OutputControl
from edge.lock.osdp.errors import KeyNotShared, ProtocolError
from edge.lock.osdp.frame import Frame, Scs, SecurityBlock
from edge.lock.osdp.secure_channel import DEFAULT_KEY, Handshake, SecureChannel, SessionKeys
from tests.edge.lock.osdp import recorded
from tests.edge.lock.osdp.strategies import frames

PANEL_NONCE = bytes(range(8))
NONCE = bytes(range(8, 16))


def frame(text: str) -> Frame:
    return Frame.from_bytes(bytes.fromhex(text))


def shake_hands() -> SecureChannel:
    """The recorded handshake, our panel in the place of libosdp's."""
    handshake = Handshake(recorded.KEY, recorded.NONCE)
    answer = frame(recorded.CLIENT_CRYPTOGRAM)
    handshake.prove(answer.data[8:16], answer.data[16:], answer.block)
    return handshake.finish(frame(recorded.INITIAL_MAC).data)


def channels() -> tuple[SecureChannel, SecureChannel]:
    """Both ends of one session."""
    keys = SessionKeys.derive(recorded.KEY, PANEL_NONCE)
    return SecureChannel(keys, bytes(16)), SecureChannel(keys, bytes(16))


def test_the_proof_is_the_recorded_one() -> None:
    answer = frame(recorded.CLIENT_CRYPTOGRAM)

    proof = Handshake(recorded.KEY, recorded.NONCE).prove(answer.data[8:16], answer.data[16:], answer.block)

    assert proof == frame(recorded.SERVER_CRYPTOGRAM).data


def test_a_release_is_sealed_as_recorded() -> None:
    output = Output(0, OutputControl.ON_FOR_A_TIME, 50)

    sealed = shake_hands().seal(Frame(recorded.ADDRESS, 1, output.code, output.payload()))

    assert sealed.to_bytes().hex() == recorded.OUTPUT


def test_the_chain_goes_on_as_recorded() -> None:
    channel = shake_hands()
    channel.seal(Frame(recorded.ADDRESS, 1, 0x68, bytes.fromhex("00053200")))

    acknowledged = channel.open(frame(recorded.OUTPUT_ACK))
    poll = channel.seal(Frame(recorded.ADDRESS, 2, 0x60))
    polled = channel.open(frame(recorded.POLL_ACK))

    assert acknowledged == Frame(recorded.ADDRESS, 1, 0x40, is_reply=True)
    assert poll.to_bytes().hex() == recorded.POLL
    assert polled == Frame(recorded.ADDRESS, 2, 0x40, is_reply=True)


def test_the_default_key_is_the_standards() -> None:
    assert DEFAULT_KEY == b"0123456789:;<=>?"


def test_another_keys_proof_is_refused() -> None:
    answer = frame(recorded.CLIENT_CRYPTOGRAM)

    with pytest.raises(KeyNotShared):
        Handshake(bytes(16), recorded.NONCE).prove(answer.data[8:16], answer.data[16:], answer.block)


def test_a_peripheral_that_falls_back_to_the_default_key_is_refused() -> None:
    answer = frame(recorded.CLIENT_CRYPTOGRAM)
    fallen_back = SecurityBlock(Scs.CLIENT_CRYPTOGRAM, b"\x00")

    with pytest.raises(KeyNotShared):
        Handshake(recorded.KEY, recorded.NONCE).prove(answer.data[8:16], answer.data[16:], fallen_back)


def test_a_first_mac_that_does_not_follow_is_refused() -> None:
    handshake = Handshake(recorded.KEY, recorded.NONCE)
    answer = frame(recorded.CLIENT_CRYPTOGRAM)
    handshake.prove(answer.data[8:16], answer.data[16:], answer.block)

    with pytest.raises(KeyNotShared):
        handshake.finish(bytes(16))


@given(st.lists(st.tuples(st.binary(max_size=64), st.binary(max_size=64))))
def test_what_one_end_seals_the_other_opens(talk: list[tuple[bytes, bytes]]) -> None:
    panel, peripheral = channels()
    for asked, answered in talk:
        command = Frame(1, 1, 0x68, asked)
        reply = Frame(1, 1, 0x4A, answered, is_reply=True)

        assert peripheral.open(panel.seal(command)) == command
        assert panel.open(peripheral.seal(reply)) == reply


@given(st.binary(min_size=1, max_size=64))
def test_data_is_not_readable_on_the_line(data: bytes) -> None:
    panel, _ = channels()

    assert data.ljust(16, b"\0") not in panel.seal(Frame(1, 1, 0x68, data)).to_bytes()


def test_a_repeated_message_is_refused() -> None:
    panel, peripheral = channels()
    command = panel.seal(Frame(1, 1, 0x60))
    peripheral.open(command)
    peripheral.seal(Frame(1, 1, 0x40, is_reply=True))

    with pytest.raises(ProtocolError, match="MAC"):
        peripheral.open(command)


@given(frames())
def test_a_message_from_elsewhere_is_refused(foreign: Frame) -> None:
    panel, _ = channels()

    with pytest.raises(ProtocolError):
        panel.open(foreign)


def test_a_refused_message_does_not_break_the_chain() -> None:
    panel, peripheral = channels()
    peripheral.open(panel.seal(Frame(1, 1, 0x60)))
    reply = peripheral.seal(Frame(1, 1, 0x48, b"\x01\x00", is_reply=True))
    with pytest.raises(ProtocolError):
        panel.open(Frame(1, 1, 0x40, is_reply=True, block=SecurityBlock(Scs.REPLY), mac=bytes(4)))

    assert panel.open(reply).data == b"\x01\x00"


def test_keys_are_never_printed() -> None:
    assert repr(SessionKeys.derive(recorded.KEY, PANEL_NONCE)) == "SessionKeys(…)"
