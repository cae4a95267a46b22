import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.batch import MAX_BYTES, MAX_RECORDS, BatchError, BatchTooLarge, pack, unpack
from wire.record import GENESIS, Record, chained

OUTBOX = "0" * 32


def records(count: int, first: int = 1) -> list[Record]:
    made: list[Record] = []
    for seq in range(first, first + count):
        prev = made[-1].digest if made else GENESIS
        made.append(chained(OUTBOX, seq, 7, "entry", b'{"door":"front"}', prev))
    return made


def gzip(plain: bytes) -> bytes:
    squeeze = zlib.compressobj(level=9, wbits=31)
    return squeeze.compress(plain) + squeeze.flush()


@given(count=st.integers(1, 20), first=st.integers(1, 2**40))
def test_a_batch_reads_back(count: int, first: int) -> None:
    sent = records(count, first)

    batch = unpack(pack(sent))

    assert (batch.outbox, batch.first) == (OUTBOX, first)
    assert [msgspec.json.decode(raw, type=Record) for raw in batch.records] == sent


@pytest.mark.parametrize("count", [0, MAX_RECORDS + 1])
def test_no_more_and_no_less_than_a_batch_is_packed(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        pack(records(count))


@given(data=st.data())
def test_a_cut_batch_is_refused(data: st.DataObject) -> None:
    packed = pack(records(3))
    cut = packed[: data.draw(st.integers(0, len(packed) - 1))]

    with pytest.raises(BatchError):
        unpack(cut)


@given(noise=st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    for body in (noise, gzip(noise)):
        with pytest.raises(BatchError):
            unpack(body)


@given(data=st.data())
def test_a_flipped_bit_is_refused_or_read_as_a_batch(data: st.DataObject) -> None:
    packed = bytearray(pack(records(3)))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    try:
        assert unpack(bytes(packed)).records
    except BatchError:
        return


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip(b" " * (MAX_BYTES * 20))

    with pytest.raises(BatchTooLarge):
        unpack(bomb)


def test_too_many_records_are_refused() -> None:
    plain = msgspec.json.encode({"outbox": OUTBOX, "first": 1, "records": [{}] * (MAX_RECORDS + 1)})

    with pytest.raises(BatchTooLarge):
        unpack(gzip(plain))


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"null",
        b"[]",
        b'{"outbox":"0","first":0,"records":[{}]}',
        b'{"outbox":"0","first":1,"records":[]}',
        b'{"outbox":"0","first":"1","records":[{}]}',
        b'{"outbox":"0","records":[{}]}',
        b'{"outbox":"0","first":1,"records":[{]}',
        b"[" * 100_000,
        b'{"outbox":"\xff","first":1,"records":[{}]}',
    ],
)
def test_what_is_not_a_batch_is_refused(plain: bytes) -> None:
    with pytest.raises(BatchError):
        unpack(gzip(plain))


def test_a_record_that_can_not_be_read_does_not_spoil_the_batch() -> None:
    batch = unpack(gzip(b'{"outbox":"0","first":1,"records":[{},"what?",7]}'))

    assert [bytes(raw) for raw in batch.records] == [b"{}", b'"what?"', b"7"]
