"""Whoever asks the same gets one answer; whoever asks something else waits for nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from central.web.shared import Shared


def test_a_slow_answer_is_made_once_and_stalls_nobody_who_asks_something_else() -> None:
    shared: Shared[str, str] = Shared(60.0)
    begun, goes_on, made = threading.Event(), threading.Event(), []

    def slow() -> str:
        made.append("slow")
        begun.set()
        assert goes_on.wait(10)
        return "slow village"

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(shared.get, "slow", slow)
        assert begun.wait(10)
        second = pool.submit(shared.get, "slow", slow)
        assert pool.submit(shared.get, "quick", lambda: "quick village").result(10) == "quick village"
        goes_on.set()
        assert (first.result(10), second.result(10)) == ("slow village", "slow village")

    assert made == ["slow"]


def test_an_answer_that_is_old_or_could_not_be_made_is_made_again() -> None:
    old: Shared[str, int] = Shared(0.0)
    fresh: Shared[str, int] = Shared(60.0)
    numbers = iter(range(9))

    assert [old.get("one", lambda: next(numbers)) for _ in range(2)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        fresh.get("one", lambda: 1 // 0)
    assert [fresh.get("one", lambda: next(numbers)) for _ in range(2)] == [2, 2]
