"""One test for each line of the table in edge/lock/osdp/release.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lock.osdp.commands import Output, OutputControl, OutputStatusRequest
from edge.lock.osdp.release import Release
from edge.lock.osdp.replies import Ack, OutputStatus, Reply
from wire.kinds import ReleaseResult

ON = OutputStatus(b"\x01")
OFF = OutputStatus(b"\x00")


@pytest.fixture
def release() -> Release:
    return Release(output=0, seconds=5, deadline=3)


@pytest.fixture
def doubtful(release: Release) -> Release:
    release.sent(0)
    release.doubted()
    return release


def test_the_strike_is_released_for_a_time(release: Release) -> None:
    assert release.command == Output(0, OutputControl.ON_FOR_A_TIME, 50)


@given(st.floats())
def test_the_strike_is_never_released_for_ever(seconds: float) -> None:
    command = Release(output=0, seconds=seconds, deadline=3).command

    assert isinstance(command, Output)
    assert 1 <= command.timer <= 0xFFFF


def test_acknowledged_is_done(release: Release) -> None:
    release.sent(0)
    release.answered(Ack(), 0.1)

    assert release.result.result(0) is ReleaseResult.DONE


def test_refused_is_refused(release: Release) -> None:
    release.sent(0)
    release.refused()

    assert release.result.result(0) is ReleaseResult.REFUSED


def test_a_doubtful_release_asks_and_does_not_release_again(doubtful: Release) -> None:
    assert doubtful.command == OutputStatusRequest()
    assert not doubtful.is_over


def test_a_doubtful_release_is_done_when_the_output_is_active(doubtful: Release) -> None:
    doubtful.answered(ON, 1)

    assert doubtful.result.result(0) is ReleaseResult.DONE


@pytest.mark.parametrize(("now", "result"), [(4.9, ReleaseResult.UNKNOWN), (5.0, ReleaseResult.DONE)])
def test_an_output_that_an_earlier_release_holds_proves_nothing(now: float, result: ReleaseResult) -> None:
    earlier = Release(output=0, seconds=5, deadline=3)
    later = Release(output=0, seconds=5, deadline=6, earlier=earlier)
    earlier.sent(0)
    later.sent(3)
    later.doubted()

    later.answered(ON, now)

    assert later.result.result(0) is result


def test_a_doubtful_release_is_refused_when_the_output_should_be_active_and_is_not(doubtful: Release) -> None:
    doubtful.answered(OFF, 4.9)

    assert doubtful.result.result(0) is ReleaseResult.REFUSED


def test_a_doubtful_release_is_unknown_when_it_may_be_over_already(doubtful: Release) -> None:
    doubtful.answered(OFF, 5.1)

    assert doubtful.result.result(0) is ReleaseResult.UNKNOWN


def test_a_lock_that_does_not_tell_its_outputs_is_asked_once(doubtful: Release) -> None:
    doubtful.refused()

    assert doubtful.command is None
    assert not doubtful.is_over


def test_a_report_settles_what_could_not_be_asked(doubtful: Release) -> None:
    doubtful.refused()
    doubtful.polled(OFF, 1)
    assert not doubtful.is_over

    doubtful.polled(ON, 1)

    assert doubtful.result.result(0) is ReleaseResult.DONE


def test_nothing_to_report_leaves_it_unknown(doubtful: Release) -> None:
    doubtful.refused()

    doubtful.polled(Ack(), 1)

    assert doubtful.result.result(0) is ReleaseResult.UNKNOWN


@pytest.mark.parametrize("reply", [ON, Ack()], ids=str)
def test_a_poll_before_ours_was_sent_proves_nothing(release: Release, reply: Reply) -> None:
    release.polled(reply, 1)

    assert not release.is_over


def test_never_sent_is_refused_at_the_deadline(release: Release) -> None:
    release.expire()

    assert release.result.result(0) is ReleaseResult.REFUSED


def test_sent_and_never_settled_is_unknown_at_the_deadline(doubtful: Release) -> None:
    doubtful.expire()

    assert doubtful.result.result(0) is ReleaseResult.UNKNOWN
