"""From the door to the page: 200 boxes send, 60 pages are open at one central; and how big a page is asked for.

A row is on a page when the browser has received it. Boxes and pages are in this process, central in its own.
"""

import asyncio
import random
import re
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from central.db import Database
from tests.benchmarks.figure import Figure, p95
from tests.fakes.staff import employ
from tests.fakes.town import NAME, PASSWORD, Box, Town
from tests.stage.central import Central, Staff

BOXES = 200
PAGES = 60
EACH_SECOND = 20
"""Entries, of all boxes together: a town of 84,000 people that goes in and out six times a day sends six."""
SECONDS = 20
AT_MOST = 2.0
"""s: from the strike to the page, p95."""
_PERSON = re.compile(r"<code>([0-9a-f]{6})</code>")
_IN_TURN: defaultdict[Box, threading.Lock] = defaultdict(threading.Lock)
"""A box sends one batch after the other."""
SETTINGS = {"THREADS": str(2 * (PAGES + 16) + BOXES)}


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        central = Central(Path(folder), settings=SETTINGS)
        with central.program, closing(Database(central.database)) as database:
            employ(database, NAME, PASSWORD)
            with closing(Town(central.url, database, None)) as town:
                boxes = [town.new_box(f"{number} Harbour Road") for number in range(BOXES)]
                delays = _delays(town.url, boxes)
    note = f"{BOXES} boxes, {EACH_SECOND} entries a second; median {statistics.median(delays) * 1000:.0f} ms"
    yield Figure(
        f"live: strike to each of {PAGES} open pages, p95",
        p95(delays),
        "s",
        at_most=AT_MOST,
        note=note,
    )


def _delays(url: str, boxes: list[Box]) -> list[float]:
    """Seconds from each entry's release to each page's row of it."""
    struck: dict[str, float] = {}
    with _open_pages(url) as pages, ThreadPoolExecutor(16) as senders:
        begin, chosen = time.monotonic(), random.Random(7)
        turns = [
            senders.submit(_let_in, boxes[chosen.randrange(BOXES)], number, begin + number / EACH_SECOND, struck)
            for number in range(EACH_SECOND * SECONDS)
        ]
        for turn in turns:
            turn.result()
        pages.wait(len(struck))
    return [seen - struck[person] for shown in pages.shown for person, seen in shown.items()]


def _let_in(box: Box, number: int, at: float, struck: dict[str, float]) -> None:
    time.sleep(max(0.0, at - time.monotonic()))
    person = f"{number:06x}"
    with _IN_TURN[box]:
        struck[person] = time.monotonic()
        box.let_in("Main entrance", person + "0000000000")


class _Pages:
    """Open pages. shown: of each, person → when the row of them came."""

    def __init__(self, url: str) -> None:
        self.shown: list[dict[str, float]] = [{} for _ in range(PAGES)]
        self.opened = 0
        self._url = url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        while self.opened < PAGES:
            time.sleep(0.05)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)

    def wait(self, count: int) -> None:
        """Until every page has shown so many people, or half a minute has gone."""
        until = time.monotonic() + 30
        while any(len(shown) < count for shown in self.shown) and time.monotonic() < until:
            time.sleep(0.1)

    def _run(self) -> None:
        self._task = self._loop.create_task(self._follow_all())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self._loop.close()

    async def _follow_all(self) -> None:
        # One after the other: many at once with one name look like guessing.
        cookies = [await asyncio.to_thread(_signed_in, self._url) for _ in self.shown]
        await asyncio.gather(*map(self._follow, cookies, self.shown))

    async def _follow(self, cookies: httpx.Cookies, shown: dict[str, float]) -> None:
        async with (
            httpx.AsyncClient(base_url=self._url, cookies=cookies, timeout=None) as client,
            client.stream("GET", "/entries/stream") as response,
        ):
            response.raise_for_status()
            self.opened += 1
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    now = time.monotonic()
                    for person in _PERSON.findall(line):
                        shown.setdefault(person, now)


@contextmanager
def _open_pages(url: str) -> Iterator[_Pages]:
    pages = _Pages(url)
    pages.start()
    try:
        yield pages
    finally:
        pages.stop()


def _signed_in(url: str) -> httpx.Cookies:
    with closing(Staff(url, NAME, PASSWORD)) as staff:
        staff.sign_in()
        return staff.cookies
