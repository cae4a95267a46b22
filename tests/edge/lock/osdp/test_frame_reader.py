from hypothesis import given
from hypothesis import strategies as st

from edge.lock.osdp.frame import MARK, Frame
from edge.lock.osdp.frame_reader import FrameReader
from tests.edge.lock.osdp.strategies import frames

POLL = Frame(address=1, sequence=1, code=0x60)
ACK = Frame(address=1, sequence=1, code=0x40, is_reply=True)


def read(pieces: list[bytes]) -> list[Frame]:
    reader = FrameReader()
    return [frame for piece in pieces for frame in reader.feed(piece)]


def cut(data: bytes, lengths: list[int]) -> list[bytes]:
    pieces = []
    for length in lengths:
        pieces.append(data[:length])
        data = data[length:]
    return [*pieces, data]


@given(st.lists(frames(), max_size=4), st.lists(st.integers(0, 9)))
def test_frames_are_whole_however_the_line_cuts_them(sent: list[Frame], lengths: list[int]) -> None:
    line = b"".join(MARK + frame.to_bytes() for frame in sent)

    assert read(cut(line, lengths)) == sent


def test_a_cut_frame_is_kept_until_it_is_whole() -> None:
    reader = FrameReader()
    data = POLL.to_bytes()

    assert reader.feed(data[:-1]) == []
    assert reader.feed(data[-1:]) == [POLL]


@given(st.binary(max_size=40).filter(lambda noise: b"\x53" not in noise))
def test_noise_before_a_frame_is_skipped(noise: bytes) -> None:
    assert read([noise + POLL.to_bytes()]) == [POLL]


def test_a_false_start_costs_no_frame() -> None:
    assert read([b"\x53\x53\x00\x08\x00\x00" + POLL.to_bytes()]) == [POLL]


def test_a_frame_with_a_wrong_crc_costs_only_itself() -> None:
    broken = bytearray(POLL.to_bytes())
    broken[-1] ^= 1

    assert read([bytes(broken) + ACK.to_bytes()]) == [ACK]


def test_a_frame_inside_a_broken_frame_is_found() -> None:
    broken = bytearray(Frame(address=1, sequence=1, code=0x60, data=ACK.to_bytes()).to_bytes())
    broken[-1] ^= 1

    assert read([bytes(broken)]) == [ACK]


def test_a_frame_that_began_is_forgotten_when_told() -> None:
    reader = FrameReader()
    reader.feed(POLL.to_bytes()[:5])

    reader.clear()

    assert reader.feed(ACK.to_bytes()) == [ACK]


@given(st.lists(st.binary(max_size=60)))
def test_any_noise_is_survived(pieces: list[bytes]) -> None:
    reader = FrameReader()
    for piece in pieces:
        reader.feed(piece)
    reader.clear()

    assert reader.feed(ACK.to_bytes()) == [ACK]
