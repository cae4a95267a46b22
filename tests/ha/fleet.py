"""Boxes that send entries as a town's do, note each acknowledgement, and send again whatever was not acknowledged."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import msgspec
from werkzeug.test import Client

from edge.sync.backoff import Backoff
from tests.fakes.forwarding import Forwarding
from tests.fakes.signing_box import SigningBox
from wire.batch import MAX_RECORDS
from wire.cursor import Cursor
from wire.kinds import Entry

AT_ONCE = 4
"""Most entries between two batches."""
AGAIN = {429, 503, 502, 504, 500}
"""Answers after which a box tries again later."""


@dataclass(frozen=True)
class Ack:
    """An acknowledgement: when it came (time.monotonic, s), whose it was, and up to which record."""

    at: float
    box: int
    seq: int
    digest: str


class LoadedBox:
    """One box, in a thread of its own."""

    def __init__(self, number: int, box: SigningBox, pause: float, note: Callable[[Ack], None]) -> None:
        self.number, self.box = number, box
        self.acknowledged = Cursor(box.outbox)
        self.refusals: Counter[str] = Counter()
        self._pause, self._note = pause, note
        self._backoff = Backoff()

    def live(self, stop: threading.Event) -> None:
        """Send until told to stop, then until all is acknowledged."""
        stop.wait(random.uniform(0, self._pause))
        while not stop.is_set():
            self._open(random.randint(1, AT_ONCE))
            stop.wait(random.uniform(0.5, 1.5) * self._pause if self._push() else self._backoff.failed())
        while self.acknowledged.seq < len(self.box.records):
            if not self._push():
                time.sleep(self._backoff.failed())

    def _open(self, times: int) -> None:
        at = time.time_ns() // 1_000_000
        for _ in range(times):
            entry = Entry("door", True, "granted", "face", f"{self.number}-{len(self.box.records)}")
            self.box.append(entry, at)

    def _push(self) -> bool:
        """Send what is not acknowledged; whether there was an answer that acknowledges."""
        self.box.now = int(time.time())
        first = self.acknowledged.seq + 1
        try:
            answer = self.box.push(first, min(len(self.box.records), first + MAX_RECORDS - 1))
        except httpx.HTTPError as error:
            self.refusals[type(error).__name__] += 1
            return False
        if answer.status_code != 200:
            self.refusals[str(answer.status_code)] += 1
            assert answer.status_code in AGAIN, f"box {self.number}: {answer.status_code} {answer.text[:200]}"
            return False
        self.acknowledged = msgspec.json.decode(answer.data, type=Cursor)
        self._note(Ack(time.monotonic(), self.number, self.acknowledged.seq, self.acknowledged.digest))
        self._backoff.succeeded()
        return True


class Fleet:
    """All boxes, each known to central already."""

    def __init__(self, url: str, boxes: list[SigningBox], pause: float) -> None:
        self.acks: list[Ack] = []
        self._stop = threading.Event()
        self._way = Forwarding(url, timeout=15.0)
        for box in boxes:
            box.client = Client(self._way)
        self.boxes = [LoadedBox(number, box, pause, self.acks.append) for number, box in enumerate(boxes)]
        self._threads = [threading.Thread(target=each.live, args=(self._stop,), daemon=True) for each in self.boxes]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, within: float = 240.0) -> None:
        """Let each send the rest."""
        self._stop.set()
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._way.close()
        left = [each.number for each in self.boxes if each.acknowledged.seq < len(each.box.records)]
        if left:
            raise TimeoutError(f"not all was acknowledged within {within:g} s: boxes {left[:10]}")

    def refusals(self) -> Counter[str]:
        """What has come instead of acknowledgements so far, and how often."""
        return sum((each.refusals for each in self.boxes), Counter())
