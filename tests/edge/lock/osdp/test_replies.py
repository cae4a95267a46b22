"""Each reply beside its literal bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lock.osdp import replies
from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.replies import Capabilities, Capability, Function, Nak, NakReason, Other, Reply
from tests.edge.lock.osdp import recorded

BYTES = {
    "40": replies.Ack(),
    "41 09": Nak(NakReason.WRONG_RECORD),
    "41 03 6b": Nak(NakReason.UNKNOWN_COMMAND, b"\x6b"),
    "45 0c0b0a 02 01 04030201 01 02 03": replies.DeviceId(b"\x0c\x0b\x0a", 2, 1, 0x01020304, 1, 2, 3),
    "46 02 01 01 04 01 01": Capabilities((Capability(Function.OUTPUTS, 1, 1), Capability(Function.LED, 1, 1))),
    "48 01 00": replies.LocalStatus(tamper=1, power=0),
    "49 00 01": replies.InputStatus(b"\x00\x01"),
    "4a 01": replies.OutputStatus(b"\x01"),
    "76 0001020304050607 08090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f": replies.ClientCryptogram(
        bytes(range(8)), bytes(range(8, 16)), bytes(range(16, 32))
    ),
    "78 000102030405060708090a0b0c0d0e0f": replies.InitialMac(bytes(range(16))),
    "79": replies.Busy(),
    "50 00 01 0800 ff": replies.RawCard(bytes.fromhex("00010800ff")),
    "51 00 00 02 3132": replies.FormattedCard(bytes.fromhex("0000023132")),
    "53 00 01 31": replies.Keypad(bytes.fromhex("000131")),
    "90 01": Other(0x90, b"\x01"),
}


@pytest.mark.parametrize(("text", "reply"), BYTES.items())
def test_these_bytes_are_a_reply(text: str, reply: Reply) -> None:
    said = bytes.fromhex(text)

    assert replies.decode(said[0], said[1:]) == reply


@pytest.mark.parametrize("reply", [reply for reply in BYTES.values() if not isinstance(reply, Other)], ids=str)
def test_reading_undoes_writing(reply: replies.Message) -> None:
    assert replies.decode(reply.code, reply.payload()) == reply


@given(st.integers(0, 255), st.binary(max_size=48))
def test_any_payload_is_a_reply_or_refused(code: int, payload: bytes) -> None:
    try:
        reply = replies.decode(code, payload)
    except ProtocolError:
        return
    said = reply.data if isinstance(reply, Other) else reply.payload()
    assert (reply.code, said) == (code, payload)


def test_a_function_that_is_not_driven_does_not_count() -> None:
    capabilities = Capabilities((Capability(Function.LED, 0, 3), Capability(Function.OUTPUTS, 1, 2)))

    assert (capabilities.count(Function.LED), capabilities.count(Function.OUTPUTS)) == (0, 2)


def test_libosdp_says_what_it_can_do() -> None:
    said = bytes.fromhex(recorded.CAPABILITIES)

    reply = replies.decode(said[5], said[6:-2])

    assert isinstance(reply, Capabilities)
    assert reply.count(Function.OUTPUTS) == 1
