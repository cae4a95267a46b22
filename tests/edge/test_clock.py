"""A wrong clock is noticed, and central's time mends it."""

from edge.clock import TOLERANCE, BoxClock

HOUR = 3_600_000
TODAY = 1_800_000_000_000


class Time:
    """Wall clock and boot clock that a test sets."""

    def __init__(self, wall: int) -> None:
        self.wall, self.boot = wall, 0
        self.settled: list[int] = []

    def pass_by(self, milliseconds: int) -> None:
        self.wall += milliseconds
        self.boot += milliseconds

    def clock(self, known: int) -> BoxClock:
        return BoxClock(known, self.settled.append, lambda: self.wall, lambda: self.boot)


def test_a_clock_after_the_latest_record_is_trusted() -> None:
    reading = Time(TODAY).clock(known=TODAY - HOUR).read()

    assert (reading.now, reading.trusted) == (TODAY, True)


def test_a_clock_before_the_latest_record_is_not_and_time_goes_on_from_that_record() -> None:
    time = Time(TODAY - 50 * HOUR)
    clock = time.clock(known=TODAY)

    time.pass_by(HOUR)
    reading = clock.read()

    assert (reading.trusted, reading.known) == (False, TODAY + HOUR)


def test_a_clock_thrown_forward_while_running_is_not_trusted() -> None:
    time = Time(TODAY)
    clock = time.clock(known=TODAY)
    clock.read()

    time.wall += 1000 * HOUR
    reading = clock.read()

    assert (reading.trusted, reading.known) == (False, TODAY)


def test_a_small_step_is_an_honest_clock() -> None:
    time = Time(TODAY)
    clock = time.clock(known=TODAY)
    clock.read()

    time.wall -= TOLERANCE // 2

    assert clock.read().trusted


def test_a_clock_set_right_after_the_start_is_trusted_again() -> None:
    time = Time(TODAY - 1000 * HOUR)
    clock = time.clock(known=TODAY)
    assert not clock.read().trusted

    time.wall = TODAY + HOUR

    assert clock.read().trusted


def test_centrals_time_corrects_a_clock_that_is_far_off() -> None:
    time = Time(TODAY - 1000 * HOUR)
    clock = time.clock(known=TODAY)

    clock.compare(TODAY + HOUR)
    time.pass_by(1000)
    reading = clock.read()

    assert (reading.now, reading.trusted) == (TODAY + HOUR + 1000, True)


def test_centrals_time_leaves_an_honest_clock_alone() -> None:
    time = Time(TODAY)
    clock = time.clock(known=0)

    clock.compare(TODAY + TOLERANCE // 2)

    assert clock.read().now == TODAY


def test_records_from_a_future_that_never_was_are_forgotten_once_central_has_answered() -> None:
    time = Time(TODAY)
    clock = time.clock(known=TODAY + 1000 * HOUR)
    assert not clock.read().trusted

    clock.compare(TODAY)

    assert clock.read().trusted
    assert time.settled == [TODAY]
