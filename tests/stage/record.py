"""A record as it lies in a database, the same for the box's and central's."""

from typing import NamedTuple


class StoredRecord(NamedTuple):
    """digest: 64 hex digits."""

    outbox: str
    seq: int
    kind: str
    body: bytes
    digest: str
