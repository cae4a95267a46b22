from hypothesis import given
from hypothesis import strategies as st

from edge.document.sdt.frame import PREAMBLE, Reply
from edge.document.sdt.frame_reader import FrameReader
from tests.edge.document.sdt.strategies import replies

NONE_FOUND = Reply(0, 0x80)
FOUND = Reply(0, 0x9F, bytes(4))


def read(pieces: list[bytes]) -> list[Reply]:
    reader = FrameReader()
    return [reply for piece in pieces for reply in reader.feed(piece)]


def cut(data: bytes, lengths: list[int]) -> list[bytes]:
    pieces = []
    for length in lengths:
        pieces.append(data[:length])
        data = data[length:]
    return [*pieces, data]


@given(st.lists(replies(), max_size=4), st.lists(st.integers(0, 9)))
def test_replies_are_whole_however_the_line_cuts_them(sent: list[Reply], lengths: list[int]) -> None:
    line = b"".join(reply.to_bytes() for reply in sent)

    assert read(cut(line, lengths)) == sent


def test_a_cut_reply_is_kept_until_it_is_whole() -> None:
    reader = FrameReader()
    data = FOUND.to_bytes()

    assert reader.feed(data[:9]) == []
    assert reader.broken_off
    assert reader.feed(data[9:]) == [FOUND]
    assert not reader.broken_off


@given(st.binary(max_size=40).filter(lambda noise: PREAMBLE not in noise))
def test_noise_before_a_reply_is_skipped(noise: bytes) -> None:
    assert FOUND in read([noise + FOUND.to_bytes()])


def test_a_preamble_that_begins_twice_is_found() -> None:
    assert read([b"\xaa\xaa", b"\xaa\xaa\x96", FOUND.to_bytes()]) == [FOUND]


def test_a_wrong_check_costs_only_its_reply_and_is_counted() -> None:
    broken = bytearray(FOUND.to_bytes())
    broken[-1] ^= 1
    reader = FrameReader()

    assert reader.feed(bytes(broken) + NONE_FOUND.to_bytes()) == [NONE_FOUND]
    assert reader.damaged == 1


def test_a_wrong_length_costs_only_its_reply() -> None:
    too_long = PREAMBLE + b"\xff\xff"
    too_short = PREAMBLE + b"\x00\x03\x90\x90\x03"

    assert read([too_long + too_short + FOUND.to_bytes()]) == [FOUND]


def test_a_reply_inside_a_broken_reply_is_found() -> None:
    broken = bytearray(Reply(0, 0x90, NONE_FOUND.to_bytes()).to_bytes())
    broken[-1] ^= 1

    assert read([bytes(broken)]) == [NONE_FOUND]


def test_a_reply_that_began_is_forgotten_when_told() -> None:
    reader = FrameReader()
    reader.feed(FOUND.to_bytes()[:8])

    reader.clear()

    assert reader.feed(NONE_FOUND.to_bytes()) == [NONE_FOUND]


@given(st.lists(st.binary(max_size=60) | st.just(PREAMBLE) | st.just(PREAMBLE[:3])))
def test_any_noise_is_survived(pieces: list[bytes]) -> None:
    reader = FrameReader()
    for piece in pieces:
        reader.feed(piece)
    reader.clear()

    assert reader.feed(FOUND.to_bytes()) == [FOUND]
