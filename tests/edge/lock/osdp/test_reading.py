"""Cards and keys as a reader reports them, beside their literal bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lock import Card, Keys, LockNews
from edge.lock.osdp.reading import CHARACTERS, news_of
from edge.lock.osdp.replies import Ack, FormattedCard, Keypad, RawCard


@pytest.mark.parametrize(
    ("reply", "news"),
    [
        (RawCard(bytes.fromhex("00 01 1a00 deadbeff")), [Card(1, 26, bytes.fromhex("deadbec0"))]),
        (RawCard(bytes.fromhex("00 00 2000 deadbeef")), [Card(0, 32, bytes.fromhex("deadbeef"))]),
        (FormattedCard(b"\0\0\x041234"), [Card(CHARACTERS, 4, b"1234")]),
        (FormattedCard(b"\0\1\x044321"), [Card(CHARACTERS, 4, b"1234")]),
        (Keypad(b"\x00\x06302\x7f1\r"), [Keys("302*1#")]),
        (Keypad(b"\x00\x03*5#"), [Keys("*5#")]),
        (Ack(), []),
    ],
)
def test_a_report_is_understood(reply: RawCard, news: list[LockNews]) -> None:
    assert news_of(reply) == news


CUT_SHORT = [
    RawCard(b""),
    RawCard(bytes.fromhex("00 01 1a00 dead")),
    RawCard(bytes.fromhex("00 01 0000")),
    FormattedCard(bytes.fromhex("00 00 04 313233")),
    Keypad(b"\x00"),
]


@pytest.mark.parametrize("reply", CUT_SHORT)
def test_a_report_cut_short_is_no_news(reply: RawCard) -> None:
    assert news_of(reply) == []


@given(st.sampled_from([RawCard, FormattedCard, Keypad]), st.binary(max_size=64))
def test_any_report_is_understood_or_ignored(kind: type[RawCard], report: bytes) -> None:
    reply = kind(report)

    assert all(isinstance(news, Card | Keys) for news in news_of(reply))
    assert repr(reply) == f"{kind.__name__}()"


@given(st.integers(1, 64), st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_what_fills_the_last_byte_makes_no_other_card(bits: int, data: bytes, filling: bytes) -> None:
    size = (bits + 7) // 8
    mask = (1 << (size * 8 - bits)) - 1
    last = (data[size - 1] & ~mask) | (filling[size - 1] & mask)
    header = bytes((0, 1)) + bits.to_bytes(2, "little")

    assert news_of(RawCard(header + data[:size])) == news_of(RawCard(header + data[: size - 1] + bytes((last,))))
