"""Records in order, compressed for the way: `POST /api/v1/records`, answered with the Cursor.

The batch says which outbox and which `seq` it begins with, so that a record that can't be read still has its place.
"""

import zlib
from collections.abc import Sequence

import msgspec

from wire.record import Record

MAX_RECORDS = 500
MAX_BYTES = 8 * 1024 * 1024
"""Of a batch after decompression: 500 records of 16 KiB."""
ENCODING = "gzip"

_GZIP = 16 + zlib.MAX_WBITS


class BatchError(ValueError):
    """The bytes are not a batch; the message says why."""


class BatchTooLarge(BatchError):
    """More bytes or records than a batch may hold."""


class Batch(msgspec.Struct, frozen=True):
    """Records of `outbox` from `first` on, each still raw: reader decides one by one."""

    outbox: str
    first: int
    records: list[msgspec.Raw]


def pack(records: Sequence[Record]) -> bytes:
    """A batch of 1 … MAX_RECORDS records of one outbox, in order, as the bytes of a request body."""
    if not 1 <= len(records) <= MAX_RECORDS:
        raise ValueError(f"a batch holds 1 to {MAX_RECORDS} records, not {len(records)}")
    # As `Batch`, without a Raw of each record first.
    plain = msgspec.json.encode({"outbox": records[0].outbox, "first": records[0].seq, "records": records})
    squeeze = zlib.compressobj(level=1, wbits=_GZIP)
    return squeeze.compress(plain) + squeeze.flush()


def unpack(body: bytes) -> Batch:
    """The batch in a request body.

    Raises BatchTooLarge before more than MAX_BYTES are unpacked, BatchError for anything that is not a batch.
    """
    expand = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = expand.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise BatchError(f"not gzip: {error}") from error
    if len(plain) > MAX_BYTES:
        raise BatchTooLarge(f"a batch holds at most {MAX_BYTES} bytes")
    if not expand.eof:
        raise BatchError("the gzip stream is cut")
    try:
        batch = msgspec.json.decode(plain, type=Batch)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BatchError(f"not a batch: {error}") from error
    if batch.first < 1 or not batch.records:
        raise BatchError("a batch begins at seq 1 or later and holds at least one record")
    if len(batch.records) > MAX_RECORDS:
        raise BatchTooLarge(f"a batch holds at most {MAX_RECORDS} records, not {len(batch.records)}")
    return batch
