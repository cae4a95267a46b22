"""Batches on their way to central: one is worked on there while the next wait and travel. Answers are taken in order.

Central takes a batch only where its cursor stands, so nothing rests on the order in which they arrive.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from edge.sync.link import Link
from wire.batch import ENCODING
from wire.cursor import Cursor
from wire.record import Record

LANES = 3
"""Batches under way at once, each on a connection of its own."""


@dataclass(frozen=True)
class Parcel:
    """A batch ready to go: its first and last record, and the body of the request."""

    first: Record
    last: Record
    body: bytes

    def __len__(self) -> int:
        return self.last.seq - self.first.seq + 1


class Flight:
    """The parcels of one chain that are under way. Used by one thread; `lanes` has LANES threads that send."""

    def __init__(self, link: Link, lanes: ThreadPoolExecutor) -> None:
        self._link = link
        self._lanes = lanes
        self._under_way: deque[tuple[Parcel, Future[Cursor]]] = deque()

    def __len__(self) -> int:
        return len(self._under_way)

    def send(self, parcel: Parcel) -> None:
        """Let it go; signed when it does."""
        answer = self._lanes.submit(self._link.ask, "POST", "/api/v1/records", Cursor, parcel.body, ENCODING)
        self._under_way.append((parcel, answer))

    def land(self) -> tuple[Parcel, Future[Cursor]]:
        """The parcel that was sent first, and central's answer to it (or CentralError)."""
        return self._under_way.popleft()

    def abandon(self) -> None:
        """Wait until nothing is under way; what central answers is not asked for."""
        wait([answer for _, answer in self._under_way])
        self._under_way.clear()
