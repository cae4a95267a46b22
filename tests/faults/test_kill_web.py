"""Central is killed again and again while people read its pages and a program makes stays and ends them.

Whoever gets no answer sends the same again, with the same key. Afterwards each change was done once and has its rows in
the log, whose chain is whole; each page that came at all came whole; and who was signed in still is.
MENLU_WEB_KILLS sets how often (3 by default).
"""

import itertools
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select

from central.account import service as account
from central.audit.tables import audit
from central.audit.verifying import verify
from central.db import Database
from central.edges.tables import box
from central.events.tables import event
from central.rental import service as rental
from central.rental.tables import stay
from central.rest import tokens
from central.rest.rules import DAY, Scope
from central.web.grants import TOWN
from tests.fakes.town import now
from tests.stage.central import Central, Staff
from tests.stage.waiting import wait_until

KILLS = int(os.environ.get("MENLU_WEB_KILLS", "3"))
TOKENS = 8
"""One by itself may ask 300 times a minute."""
LONGEST = 120
"""s until an answer must have come, however often central is killed meanwhile; half a minute is usual at most."""
BUSY = (429, 503)
"""Statuses that say to ask again later."""
PAGES = ("/", "/entries", "/stays", "/places", "/boxes", "/rest/tokens")
BOX = {"name": "1 Harbour Road", "public_key": b"k", "thumbprint": "t", "version": "1", "claimed_at": 1}


@dataclass
class Load:
    """What is asked of central until `over`. made: the stays, by the answers. read: statuses of pages."""

    central: Central
    secrets: list[str]
    room: int
    over: threading.Event = field(default_factory=threading.Event)
    made: list[int] = field(default_factory=list)
    read: Counter[tuple[int, bool]] = field(default_factory=Counter)

    def change(self) -> None:
        """Make a stay and end it, over and over; what was begun is brought to its end."""
        first = date.today() + timedelta(days=10)
        wanted = {"room_id": self.room, "first": first.isoformat(), "last": (first + timedelta(days=9)).isoformat()}
        for number, secret in enumerate(itertools.cycle(self.secrets)):
            if self.over.is_set():
                return
            with httpx.Client(base_url=self.central.url, headers={"Authorization": f"Bearer {secret}"}) as client:
                answer = asked(client, "POST", "/rest/v1/stays", {"Idempotency-Key": f"make-{number}"}, wanted)
                path = f"/rest/v1/stays/{answer.json()['stay']['id']}"
                seen = asked(client, "GET", path).headers["ETag"]
                asked(client, "POST", f"{path}/end", {"Idempotency-Key": f"end-{number}", "If-Match": seen})
            self.made.append(answer.json()["stay"]["id"])

    def has_made(self, stays: int, work: Iterable[Future[None]]) -> bool:
        """Whether there are so many by now. Raises what ended any of the work, which goes on until it is over."""
        for each in work:
            if each.done():
                each.result()
        return len(self.made) >= stays

    def look(self, staff: Staff) -> None:
        """Read page after page, as somebody who is signed in."""
        with httpx.Client(base_url=self.central.url, cookies=staff.cookies, timeout=20) as client:
            for path in itertools.cycle(PAGES):
                if self.over.is_set():
                    return
                page = asked(client, "GET", path)
                self.read[page.status_code, page.text.rstrip().endswith("</html>")] += 1


def asked(client: httpx.Client, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None) -> Any:
    """The answer, however often it takes to ask, within LONGEST."""
    until = time.monotonic() + LONGEST
    while True:
        is_last = time.monotonic() > until
        try:
            answer = client.request(method, path, headers=headers, json=body, timeout=20)
        except httpx.TransportError:
            if is_last:
                raise
            time.sleep(0.05)
            continue
        if answer.status_code not in BUSY or is_last:
            return answer.raise_for_status()
        time.sleep(1)


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    made = Central(tmp_path / "central")
    yield made
    made.program.stop()


def load_of(central: Central) -> Load:
    """A room beside a box, and tokens for a program."""
    with closing(Database(central.database)) as database, database.writing() as session:
        landlord = account.add_landlord(session, "陈房东", by="tests", now=now()).person
        beside = session.execute(insert(box).values(BOX).returning(box.c.id)).scalar_one()
        room = rental.add_room(session, landlord_id=landlord, box_id=beside, name="301", now=now())
        made = [
            tokens.make(session, f"Office {number}", tuple(Scope), TOWN, expires_at=now() + DAY, by="tests", now=now())
            for number in range(TOKENS)
        ]
    return Load(central, [token.secret for token in made], room)


def once(stays: set[int], *acts: str) -> Counter[Any]:
    """Each of these acts on each of them."""
    return Counter((act, f"stay:{number}") for number in stays for act in acts)


def test_what_is_asked_of_a_central_that_is_killed_is_done_once(central: Central) -> None:
    load, chance = load_of(central), random.Random(20261123)
    with closing(central.first_staff("Zhou")) as staff, ThreadPoolExecutor(3) as pool:
        work = [pool.submit(load.change), *(pool.submit(load.look, staff) for _ in range(2))]
        try:
            for kill in range(KILLS + 1):
                wait_until(partial(load.has_made, kill + 1, work), "a change is made")
                if kill < KILLS:
                    time.sleep(chance.uniform(0, 0.3))
                    central.program.kill()
                    central.start()
        finally:
            load.over.set()
        for each in work:
            each.result()
        assert staff.get("/").status_code == 200

    with closing(Database(central.database)) as database:
        with database.reading() as session:
            noted = Counter(
                map(tuple, session.execute(select(audit.c.act, audit.c.of).where(audit.c.of.like("stay:%"))))
            )
            told = Counter(map(tuple, session.execute(select(event.c.kind, event.c.of))))
            stays = set(session.scalars(select(stay.c.id)))
        fault = verify(database, lambda *_: None)
    assert set(load.read) == {(200, True)}
    assert sorted(stays) == sorted(load.made)
    assert noted == once(stays, "stay.make", "stay.code", "stay.cancel")
    assert told == once(stays, "stay.planned", "stay.cancelled")
    assert fault is None
