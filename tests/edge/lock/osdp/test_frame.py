import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lock.osdp.crc import crc16
from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.frame import Frame, Scs, SecurityBlock
from tests.edge.lock.osdp import recorded
from tests.edge.lock.osdp.strategies import frames

POLL = bytes.fromhex("53 00 08 00 06 60 89 cc")
ACK = bytes.fromhex("53 80 08 00 05 40 68 9f")
"""As a reader on the market answers."""


def test_a_poll_is_these_bytes() -> None:
    assert Frame(address=0, sequence=2, code=0x60).to_bytes() == POLL


def test_an_acknowledgement_is_read() -> None:
    assert Frame.from_bytes(ACK) == Frame(address=0, sequence=1, code=0x40, is_reply=True)


def test_a_sealed_frame_is_read() -> None:
    frame = Frame.from_bytes(bytes.fromhex(recorded.OUTPUT))

    assert frame.block == SecurityBlock(Scs.COMMAND_ENCRYPTED)
    assert (frame.code, len(frame.data), frame.mac.hex()) == (0x68, 16, "3a58917d")


@pytest.mark.parametrize(
    "text", [value for name, value in vars(recorded).items() if isinstance(value, str) and value.startswith("53")]
)
def test_what_libosdp_says_is_read_and_said_again(text: str) -> None:
    assert Frame.from_bytes(bytes.fromhex(text)).to_bytes().hex() == text


@given(frames())
def test_reading_undoes_writing(frame: Frame) -> None:
    assert Frame.from_bytes(frame.to_bytes()) == frame


@given(frames(), st.data())
def test_a_flipped_bit_is_noticed(frame: Frame, data: st.DataObject) -> None:
    sent = bytearray(frame.to_bytes())
    at = data.draw(st.integers(0, len(sent) - 1))
    sent[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(ProtocolError):
        Frame.from_bytes(bytes(sent))


@given(st.binary(max_size=64))
def test_any_bytes_are_a_frame_or_refused(noise: bytes) -> None:
    try:
        frame = Frame.from_bytes(noise)
    except ProtocolError:
        return
    assert frame.to_bytes() == noise


@given(st.binary(min_size=5, max_size=40).map(lambda body: b"\x53\x00" + body))
def test_a_right_crc_does_not_make_a_frame(body: bytes) -> None:
    length = (len(body) + 2).to_bytes(2, "little")
    checked = body[:2] + length + body[4:]
    try:
        frame = Frame.from_bytes(checked + crc16(checked).to_bytes(2, "little"))
    except ProtocolError:
        return
    assert frame.signed + frame.mac == checked


def test_a_checksum_instead_of_a_crc_is_refused() -> None:
    with pytest.raises(ProtocolError, match="CRC"):
        Frame.from_bytes(bytes.fromhex("53 00 08 00 02 60 44 00"))
