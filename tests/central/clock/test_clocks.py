"""A stored clock: its end, its pauses, its reasons; on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from central.clock import service
from central.clock.service import Act, NoClock, NoReason, NotPossible, Span, State, Subject, Unit
from tests.central.clock.conftest import REPORT, SUBJECT, Clocks, at, rule


def test_a_clock_ends_when_its_working_days_are_over(clocks: Clocks) -> None:
    made = clocks.start("2026-02-12 10:00")

    # 13 and 14 February (a make-up Saturday) are worked, then comes the Spring Festival up to the 23rd.
    assert clocks.row(made).due_at == at("2026-02-25 00:00")
    assert clocks.story(made) == ["started"]


def test_a_second_start_for_the_same_thing_goes_on_with_the_first(clocks: Clocks) -> None:
    made = clocks.start()

    assert clocks.start("2026-03-03 10:00") == made
    assert clocks.start(subject=Subject("registration", "18")) != made
    clocks.act("meet", made, "2026-03-03 11:00")
    assert clocks.start("2026-03-03 12:00") != made


def test_several_who_start_one_thing_at_once_start_one_clock(clocks: Clocks) -> None:
    together = threading.Barrier(4)

    def start() -> int:
        together.wait()
        return clocks.start()

    with ThreadPoolExecutor(4) as pool:
        made = {done.result() for done in [pool.submit(start) for _ in range(4)]}

    assert len(made) == 1
    assert clocks.story(made.pop()) == ["started"]


def test_time_in_a_pause_does_not_count(clocks: Clocks) -> None:
    made = clocks.start("2026-03-02 10:00")

    clocks.act("pause", made, "2026-03-03 10:00")
    clocks.act("resume", made, "2026-03-10 10:00")

    assert clocks.row(made).due_at == at("2026-03-13 00:00")
    assert clocks.story(made) == ["started", "paused", "resumed"]


def test_an_extension_gives_more_of_the_rules_unit(clocks: Clocks) -> None:
    made = clocks.start("2026-03-02 10:00")

    clocks.extend(made, 2, "2026-03-03 10:00")

    assert clocks.row(made).due_at == at("2026-03-10 00:00")


def test_an_extension_given_in_a_pause_counts_when_the_clock_goes_on(clocks: Clocks) -> None:
    made = clocks.start("2026-03-02 10:00")
    clocks.act("pause", made, "2026-03-02 11:00")

    clocks.extend(made, 2, "2026-03-03 10:00")
    clocks.act("resume", made, "2026-03-04 10:00")

    assert clocks.row(made).due_at == at("2026-03-12 00:00")


@pytest.mark.parametrize("way", ["meet", "cancel"])
def test_a_clock_that_has_ended_stays_so(clocks: Clocks, way: str) -> None:
    made = clocks.start()
    clocks.act(way, made, "2026-03-03 10:00")

    for after in ("pause", "resume", "meet", "cancel"):
        with pytest.raises(NotPossible):
            clocks.act(after, made, "2026-03-04 10:00")
    assert len(clocks.story(made)) == 2


def test_a_clock_whose_time_is_over_can_not_be_paused_but_met_late(clocks: Clocks) -> None:
    made = clocks.start("2026-03-02 10:00")

    with pytest.raises(NotPossible, match="time is over"):
        clocks.act("pause", made, "2026-03-06 00:00")
    clocks.act("meet", made, "2026-03-06 09:00")

    assert clocks.row(made).is_late
    assert clocks.row(made).state is State.MET


@pytest.mark.parametrize("why", ["", "   ", "x" * 301, "two\nlines"])
def test_every_act_needs_a_reason(clocks: Clocks, why: str) -> None:
    made = clocks.start()

    with pytest.raises(NoReason):
        clocks.act("meet", made, "2026-03-03 10:00", why=why)

    assert clocks.row(made).state is State.RUNNING
    assert clocks.story(made) == ["started"]


def test_what_is_not_there_is_said_so(clocks: Clocks) -> None:
    with pytest.raises(NoClock, match="99"):
        clocks.act("meet", 99, "2026-03-03 10:00")


def test_the_story_tells_who_when_why_and_the_end(clocks: Clocks) -> None:
    made = clocks.start("2026-03-02 10:00")
    clocks.extend(made, 2, "2026-03-03 10:00")

    with clocks.database.reading() as session:
        started, extended = service.story(session, made)

    assert (started.by, started.why, started.at) == ("Wang", "the stay began", at("2026-03-02 10:00"))
    assert (extended.amount, extended.unit, extended.due_at) == (2, Unit.WORKING_DAYS, at("2026-03-10 00:00"))


def test_a_rule_is_kept_as_it_was_when_the_clock_began(clocks: Clocks) -> None:
    made = clocks.start()

    assert clocks.row(made).rule == REPORT


def test_an_end_beyond_the_last_notice_is_provisional(clocks: Clocks) -> None:
    of_this_year, beyond = (
        clocks.start("2026-12-01 10:00"),
        clocks.start("2026-12-30 10:00", rule(3, Unit.WORKING_DAYS)),
    )

    assert not clocks.row(of_this_year).is_provisional
    assert clocks.row(beyond).is_provisional


def test_the_clocks_about_something_are_found(clocks: Clocks) -> None:
    first, second = clocks.start(), clocks.start(of=rule(10, Unit.HOURS))
    clocks.start(subject=Subject("registration", "18"))

    with clocks.database.reading() as session:
        found = service.clocks_of(session, SUBJECT, at("2026-03-02 11:00"))
        assert service.open_clock(session, REPORT.name, SUBJECT) == first

    assert [row.id for row in found] == [first, second]


def test_an_act_in_a_transaction_that_fails_is_not_kept(clocks: Clocks) -> None:
    made = clocks.start()

    def failing() -> None:
        with clocks.database.writing() as session:
            service.meet(session, made, Act("Wang", "done", at("2026-03-03 10:00")))
            raise ConnectionError

    with pytest.raises(ConnectionError):
        failing()

    assert clocks.story(made) == ["started"]


@pytest.mark.parametrize("amount", [0, -1, 4000])
def test_an_extension_that_can_not_be_counted_is_refused(clocks: Clocks, amount: int) -> None:
    made = clocks.start()

    with pytest.raises(ValueError, match="can't be counted"):
        clocks.extend(made, amount, "2026-03-03 10:00")

    assert clocks.row(made).due_at == at("2026-03-06 00:00")


def test_a_rule_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 3660"):
        Span(0, Unit.WORKING_DAYS)


def test_what_was_cancelled_by_mistake_goes_on_as_if_it_never_had_been(clocks: Clocks) -> None:
    untouched, wrong = clocks.start(), clocks.start(subject=Subject("registration", "18"))
    for made in (untouched, wrong):
        clocks.extend(made, 2, "2026-03-03 09:00")
        clocks.act("pause", made, "2026-03-03 10:00")

    clocks.act("cancel", wrong, "2026-03-04 10:00")
    clocks.act("reopen", wrong, "2026-03-04 10:05")
    stood = clocks.row(wrong).state
    for made in (untouched, wrong):
        clocks.act("resume", made, "2026-03-06 09:00")

    assert stood is State.PAUSED
    assert clocks.row(wrong).due_at == clocks.row(untouched).due_at
    assert (clocks.row(wrong).state, clocks.row(wrong).ended_at) == (State.RUNNING, None)
