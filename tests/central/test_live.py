"""The bell: everyone who waits is woken, and no ring is missed between two waits."""

from concurrent.futures import ThreadPoolExecutor

from central.live import Bell


def test_a_ring_wakes_everyone_who_waits() -> None:
    bell = Bell()

    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(bell.wait, 0, 60) for _ in range(3)]
        bell.ring()

    assert [wait.result() for wait in waiting] == [1, 1, 1]


def test_a_ring_before_the_wait_is_not_missed() -> None:
    bell = Bell()
    heard = bell.count
    bell.ring()
    bell.ring()

    assert bell.wait(heard, timeout=60) == 2


def test_without_a_ring_the_wait_ends() -> None:
    assert Bell().wait(0, timeout=0.001) == 0


def test_a_rest_ends_when_the_process_is_about_to() -> None:
    bell = Bell()

    with ThreadPoolExecutor(1) as pool:
        resting = pool.submit(bell.rest, 600)
        bell.close()

        resting.result(timeout=20)
