import time

import pytest

from edge.lock.open import open_lock
from edge.lock.simulated import SimulatedLock
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.lock_listener import Heard
from wire.kinds import ReleaseResult


def simulated(options: str = "", heard: Heard | None = None) -> SimulatedLock:
    lock = open_lock(f"simulated:{options}", keys=MemoryKeyStore(), listener=heard or Heard())
    assert isinstance(lock, SimulatedLock)
    return lock


def test_it_answers_like_a_lock() -> None:
    heard = Heard()
    lock = simulated(heard=heard)

    assert lock.release(5) is ReleaseResult.DONE
    assert lock.released_until > time.monotonic()
    assert heard.states() == ["online"]


@pytest.mark.parametrize("answer", list(ReleaseResult))
def test_it_answers_as_it_is_told(answer: ReleaseResult) -> None:
    assert simulated(f"?answer={answer}").release(5) is answer


def test_one_that_is_away_refuses() -> None:
    heard = Heard()
    lock = simulated("?online=no", heard)

    assert not lock.online
    assert lock.release(5) is ReleaseResult.REFUSED
    assert heard.states() == ["offline"]


def test_it_takes_its_time() -> None:
    lock = simulated("?delay=0.05")
    start = time.monotonic()

    lock.release(5)

    assert time.monotonic() - start >= 0.05


def test_it_shows_the_answer() -> None:
    lock = simulated()

    lock.signal(granted=False)

    assert lock.shown is False
