"""A PIN, a card and a phone's code: from the presentation to the lock's answer, beside what no way can do without.

The floor is the commits of an entry and a release, and for a PIN one bare Argon2id hash with the same cost. Two hundred
people live there, four to a room, and one of each room has a PIN. The lock answers at once.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from argon2 import PasswordHasher

from edge.credentials import phone, pin
from edge.credentials.card import digest_of
from edge.portal import Answer
from edge.store.credentials import Credentials
from tests.benchmarks.figure import Figure
from tests.fakes.house import CARD, PIN, House, house
from wire.kinds import Entry, Release

TIMES = 60
ROOMS, TO_A_ROOM = 50, 4
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""As a PIN's, written out: the promise is about this cost."""

Act = Callable[[], object]


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name, house(Path(name)) as home:
        secret = _fill(home)
        commits, hashed = (
            _commits(home, Entry("front", True, "granted", "pin", "p2", room="302")),
            HASHER.hash("a number"),
        )
        with_step = _commits(home, Entry("front", True, "granted", "phone", "p3", room="303", step=1))

        def hash_and_commits() -> None:
            HASHER.verify(hashed, "a number")
            commits()

        yield _figure("PIN", home.pin, hash_and_commits, "a bare Argon2id hash and two commits")
        yield _figure("card", home.card, commits, "two commits")
        yield _figure("phone code", lambda: _code(home, secret), with_step, "two commits")


def _figure(way: str, present: Act, floor: Act, floor_name: str) -> Figure:
    turns = [(_took(present), _took(floor)) for _ in range(TIMES)]
    ours, bare = (statistics.median(side) * 1e3 for side in zip(*turns, strict=True))
    return Figure(f"ways: {way} to the lock's answer, p50", ours, "ms", bare, floor_name, at_most=2)


def _took(act: Act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _fill(home: House) -> bytes:
    """People move in; the secret of the phone of one of them."""
    credentials = Credentials(home.roster, home.vault)
    kept = pin.keep("somebody", PIN, home.vault.digest).digest
    secret = phone.make_secret().secret
    with home.roster.file.writing() as database:
        row = "INSERT INTO people (person, name, standing, room) VALUES (?, ?, 'active', ?)"
        for number in range(ROOMS * TO_A_ROOM):
            database.execute(row, [f"p{number}", home.vault.seal(b"", f"name:p{number}"), str(number % ROOMS + 300)])
        for number in range(ROOMS):
            database.execute("INSERT INTO pins VALUES (?, ?)", [f"p{number}", kept])
    credentials.set_pin("p2", pin.keep("p2", PIN, home.vault.digest).digest)
    credentials.set_phone("p2", secret)
    credentials.add_card("p2", digest_of(CARD, home.vault.digest))
    home.residents.refresh()
    assert all(answer.decision.granted for answer in (home.pin(), home.card(), _code(home, secret)))
    return secret


def _code(home: House, secret: bytes) -> Answer:
    home.wait(phone.STEP / 1000)
    return home.code(home.code_of(secret))


def _commits(home: House, entry: Entry) -> Act:
    def commit() -> None:
        home.journal.append(entry, home.now)
        home.journal.append(Release("front", "done", 1, 1, 1), home.now)

    return commit
