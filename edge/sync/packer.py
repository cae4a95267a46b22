"""Batches as request bodies; the next one is read and packed while the last is on its way."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from edge.store.outbox import Outbox
from wire.batch import pack
from wire.record import Record


@dataclass(frozen=True)
class Parcel:
    """A batch ready to go: its first and last record, and the body of the request."""

    first: Record
    last: Record
    body: bytes

    def __len__(self) -> int:
        return self.last.seq - self.first.seq + 1


@dataclass(frozen=True)
class Place:
    """Up to `limit` records behind `position` in the chain with id `outbox`."""

    outbox: str
    position: int
    limit: int


class Packer:
    """Packs what is asked for, and ahead of it what will be. Used by one thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._pool = ThreadPoolExecutor(1, "packer")
        self._ahead: tuple[Place, Future[Parcel | None]] | None = None

    def parcel(self, place: Place) -> Parcel | None:
        """The records at `place`; None where there are none. Raises StorageError."""
        ahead, self._ahead = self._ahead, None
        if ahead and ahead[0] == place:
            # None may be out of date: records may have come since it was looked.
            return ahead[1].result() or self._packed(place)
        return self._packed(place)

    def prepare(self, place: Place) -> None:
        """Begin to pack the records at `place`, which will probably be asked for next."""
        self._ahead = place, self._pool.submit(self._packed, place)

    def _packed(self, place: Place) -> Parcel | None:
        records = self._outbox.after(place.position, place.limit, place.outbox)
        return Parcel(records[0], records[-1], pack(records)) if records else None
