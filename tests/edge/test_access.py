"""Who may pass, when: the reason code for each way the answer can go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.access import (
    DELAY_AFTER_FAILURES,
    FREE_FAILURES,
    MOST_FAILURES,
    Clock,
    Failures,
    Resident,
    Standing,
    decide,
)
from edge.hours import Hours
from wire.kinds import Method, Reason

NOON = Clock(now=1_000_000, known=1_000_000)
AT_HOME = Resident("r1", valid_from=500_000, valid_until=2_000_000)


def test_a_resident_within_the_stay_is_let_in() -> None:
    assert decide(AT_HOME, NOON).granted


@pytest.mark.parametrize(
    ("resident", "reason"),
    [
        (None, Reason.NOT_RECOGNISED),
        (Resident("r1", Standing.SUSPENDED), Reason.SUSPENDED),
        (Resident("r1", Standing.REVOKED), Reason.REVOKED),
        (Resident("r1", valid_from=NOON.now + 1), Reason.OUTSIDE_VALIDITY),
        (Resident("r1", valid_until=NOON.now), Reason.OUTSIDE_VALIDITY),
    ],
)
def test_a_refusal_says_why(resident: Resident | None, reason: Reason) -> None:
    decision = decide(resident, NOON)

    assert (decision.granted, decision.reason) == (False, reason)


def test_lockdown_comes_before_everything() -> None:
    assert decide(AT_HOME, NOON, lockdown=True).reason is Reason.LOCKDOWN


def test_after_five_failures_in_a_row_each_further_try_waits_half_a_minute() -> None:
    failures = Failures(FREE_FAILURES, last=NOON.now)

    during = decide(AT_HOME, Clock(NOON.now + DELAY_AFTER_FAILURES - 1), failures=failures)
    after = decide(AT_HOME, Clock(NOON.now + DELAY_AFTER_FAILURES), failures=failures)

    assert during.reason is Reason.RATE_LIMITED
    assert after.granted


def test_four_failures_do_not_wait() -> None:
    assert decide(AT_HOME, NOON, failures=Failures(FREE_FAILURES - 1, NOON.now)).granted


def test_after_fifty_failures_the_way_is_off_however_long_ago_they_were() -> None:
    assert decide(AT_HOME, NOON, failures=Failures(MOST_FAILURES, last=0)).reason is Reason.WAY_OFF


def test_failures_for_one_room_make_that_room_wait_but_never_turn_the_way_off() -> None:
    long_ago, just_now = Failures(MOST_FAILURES, 0), Failures(FREE_FAILURES, NOON.now)

    assert decide(AT_HOME, NOON, room_failures=just_now).reason is Reason.RATE_LIMITED
    assert decide(AT_HOME, NOON, room_failures=long_ago).granted


def test_a_phone_code_needs_a_clock_that_is_trusted_and_other_ways_do_not() -> None:
    set_back = Clock(now=0, trusted=False, known=1_000_000)

    assert decide(None, set_back, method=Method.PHONE).reason is Reason.CLOCK_NOT_TRUSTED
    assert decide(AT_HOME, set_back, method=Method.PIN).granted


def test_who_has_weekly_hours_comes_within_them() -> None:
    cleaner = Resident("r1", hours=(Hours((1,), 8 * 60, 18 * 60),))
    monday_noon, sunday_noon = 1_795_435_200_000, 1_795_348_800_000

    assert decide(cleaner, Clock(monday_noon)).granted
    assert decide(cleaner, Clock(sunday_noon)).reason is Reason.OUTSIDE_HOURS
    assert decide(cleaner, Clock(monday_noon, trusted=False)).reason is Reason.CLOCK_NOT_TRUSTED


def test_staff_open_without_being_residents_but_not_in_lockdown() -> None:
    assert decide(None, NOON, method=Method.STAFF).granted
    assert decide(None, NOON, method=Method.STAFF, lockdown=True).reason is Reason.LOCKDOWN


def test_a_clock_set_back_does_not_lock_out_a_resident_whose_stay_had_begun() -> None:
    set_back = Clock(now=0, trusted=False, known=1_000_000)

    assert decide(AT_HOME, set_back).granted


def test_a_clock_set_back_does_not_bring_an_ended_stay_back() -> None:
    ended = Resident("r1", valid_until=900_000)

    assert decide(ended, Clock(now=0, trusted=False, known=1_000_000)).reason is Reason.OUTSIDE_VALIDITY


def test_a_stay_that_may_not_have_begun_is_refused_for_the_clock() -> None:
    coming = Resident("r1", valid_from=1_500_000)

    assert decide(coming, Clock(now=0, trusted=False, known=1_000_000)).reason is Reason.CLOCK_NOT_TRUSTED


times = st.integers(0, 4_000_000)
residents = st.none() | st.builds(
    Resident, st.just("r"), st.sampled_from(Standing), st.none() | times, st.none() | times
)


@given(
    residents,
    st.builds(Clock, times, st.booleans(), times),
    st.booleans(),
    st.builds(Failures, st.integers(0, 60), times),
)
def test_only_an_active_resident_is_ever_granted(
    resident: Resident | None, clock: Clock, lockdown: bool, failures: Failures
) -> None:
    decision = decide(resident, clock, lockdown=lockdown, failures=failures)

    assert decision.granted == (decision.reason is Reason.GRANTED)
    if decision.granted:
        assert resident is not None
        assert resident.standing is Standing.ACTIVE
        assert not lockdown
