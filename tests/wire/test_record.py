import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.record import GENESIS, Record, chained, digest_of, is_intact

BODIES = st.dictionaries(st.text(max_size=9), st.integers() | st.text(max_size=20) | st.booleans(), max_size=5).map(
    msgspec.json.encode
)
RECORDS = st.builds(
    chained,
    st.text("0123456789abcdef", min_size=32, max_size=32),
    st.integers(1, 2**40),
    st.integers(0, 2**45),
    st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20),
    BODIES,
    st.just(GENESIS),
)


@given(record=RECORDS)
def test_a_record_reads_back_byte_for_byte(record: Record) -> None:
    read = msgspec.json.decode(msgspec.json.encode(record), type=Record)

    assert bytes(read.body) == bytes(record.body)
    assert msgspec.structs.replace(read, body=record.body) == record
    assert is_intact(read)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("outbox", "1" * 32),
        ("seq", 2),
        ("at", 8),
        ("kind", "alarm"),
        ("body", msgspec.Raw(b'{"a":2}')),
        ("prev", "1" * 64),
        ("digest", "1" * 64),
    ],
)
def test_whatever_is_altered_shows(field: str, other: object) -> None:
    record = chained("0" * 32, 1, 7, "entry", b'{"a":1}', GENESIS)

    assert not is_intact(msgspec.structs.replace(record, **{field: other}))


def test_white_space_in_the_body_is_part_of_it() -> None:
    assert digest_of("0", 1, 1, "k", b'{"a": 1}', GENESIS) != digest_of("0", 1, 1, "k", b'{"a":1}', GENESIS)
