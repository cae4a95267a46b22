"""Guessing claim codes: some failures are free, then each address waits."""

from central.edges.throttle import FREE_FAILURES, MAX_ADDRESSES, WAIT, Throttle

NOW = 1_700_000_000_000


def failed_often(throttle: Throttle, address: str, now: int = NOW) -> None:
    for _ in range(FREE_FAILURES):
        throttle.failed(address, now)


def test_some_failures_are_free() -> None:
    throttle = Throttle()
    for _ in range(FREE_FAILURES - 1):
        throttle.failed("a", NOW)

    assert not throttle.must_wait("a", NOW)


def test_then_the_address_waits_and_others_do_not() -> None:
    throttle = Throttle()
    failed_often(throttle, "a")

    assert throttle.must_wait("a", NOW + WAIT - 1)
    assert not throttle.must_wait("b", NOW)


def test_the_wait_ends() -> None:
    throttle = Throttle()
    failed_often(throttle, "a")

    assert not throttle.must_wait("a", NOW + WAIT)


def test_a_clock_that_is_set_back_does_not_prolong_it() -> None:
    throttle = Throttle()
    failed_often(throttle, "a")

    assert not throttle.must_wait("a", NOW - 10 * WAIT)


def test_only_so_many_addresses_are_kept_in_mind() -> None:
    throttle = Throttle()
    failed_often(throttle, "first")
    for number in range(MAX_ADDRESSES):
        throttle.failed(str(number), NOW)

    assert not throttle.must_wait("first", NOW)
