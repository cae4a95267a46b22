"""What time brings to clocks, once each; and clocks counted anew when the calendar changes; on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from central.clock import service
from central.clock.passing import Listeners, Occurrence, bring_on, recount
from central.clock.service import Act, State, Unit
from tests.central.clock.conftest import REPORT, SUBJECT, Clocks, at, rule

# REPORT from Monday 2 March: its last day is Thursday the 5th.
BEGUN = "2026-03-02 10:00"
REMINDER, OVER, ESCALATION, LAST = "2026-03-04 08:30", "2026-03-06 00:00", "2026-03-06 08:30", "2026-03-12 08:30"


def pass_time(clocks: Clocks, when: str, listeners: Listeners | None = None) -> int:
    return bring_on(clocks.database, clocks.calendar(), listeners or {}, at(when))


def test_each_stage_comes_at_its_moment_and_once(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    told = []

    for when in (BEGUN, REMINDER, "2026-03-05 23:59", OVER, ESCALATION, LAST, "2026-04-01 00:00"):
        told.append(pass_time(clocks, when))
        assert pass_time(clocks, when) == 0

    assert told == [0, 1, 0, 1, 1, 1, 0]
    assert clocks.story(made) == ["started", "reminded", "breached", "escalated", "escalated"]
    assert clocks.row(made).state is State.BREACHED


def test_whoever_comes_late_finds_all_of_it_but_reminders_that_are_of_no_use(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)

    assert pass_time(clocks, "2026-04-01 00:00") == 3

    assert clocks.story(made) == ["started", "breached", "escalated", "escalated"]


def test_nothing_comes_again_when_the_time_is_set_back(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    pass_time(clocks, OVER)

    for when in (BEGUN, REMINDER, OVER):
        assert pass_time(clocks, when) == 0

    assert clocks.story(made) == ["started", "breached"]


def test_nothing_comes_to_a_clock_that_is_paused_or_has_ended(clocks: Clocks) -> None:
    paused, met = clocks.start(BEGUN), clocks.start(BEGUN, rule(1, Unit.HOURS))
    clocks.act("pause", paused, "2026-03-02 11:00")
    clocks.act("meet", met, "2026-03-02 10:30")

    assert pass_time(clocks, "2026-04-01 00:00") == 0


def test_a_pause_and_going_on_the_same_day_reminds_nobody_twice(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    pass_time(clocks, REMINDER)

    clocks.act("pause", made, "2026-03-04 09:00")
    clocks.act("resume", made, "2026-03-04 10:00")

    assert pass_time(clocks, "2026-03-04 11:00") == 0
    assert pass_time(clocks, OVER) == 1
    assert clocks.story(made)[-1] == "breached"


def test_a_clock_that_was_extended_runs_again_and_is_reminded_of_its_new_end(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    pass_time(clocks, OVER)

    clocks.extend(made, 5, "2026-03-06 08:00")

    assert clocks.row(made).state is State.RUNNING
    assert [pass_time(clocks, when) for when in ("2026-03-11 08:30", "2026-03-13 00:00")] == [1, 1]
    assert clocks.story(made) == ["started", "breached", "extended", "reminded", "breached"]


def test_a_listener_hears_in_the_transaction_and_what_it_does_is_kept_with_it(clocks: Clocks) -> None:
    made = clocks.start(BEGUN, owner="squad 3")
    heard: list[Occurrence] = []

    def meet_at_once(session: Session, occurrence: Occurrence) -> None:
        heard.append(occurrence)
        service.meet(session, occurrence.clock_id, Act("rental", "settled by itself", occurrence.at))

    pass_time(clocks, REMINDER, {SUBJECT.kind: meet_at_once})

    assert [(one.clock_id, one.rule, one.subject, one.owner) for one in heard] == [(made, REPORT, SUBJECT, "squad 3")]
    assert clocks.story(made) == ["started", "reminded", "met"]
    assert pass_time(clocks, LAST) == 0


def test_a_listener_that_fails_is_asked_again_and_holds_nobody_up(
    clocks: Clocks, caplog: pytest.LogCaptureFixture
) -> None:
    made, other = clocks.start(BEGUN), clocks.start(BEGUN, subject=service.Subject("case", "1"))

    def failing(_session: Session, _occurrence: Occurrence) -> None:
        raise ConnectionError("the subject's own fault")

    assert pass_time(clocks, REMINDER, {SUBJECT.kind: failing}) == 1
    assert (clocks.story(made), clocks.story(other)) == (["started"], ["started", "reminded"])
    assert "trying again" in caplog.text

    assert pass_time(clocks, REMINDER) == 1
    assert clocks.story(made) == ["started", "reminded"]


def test_many_clocks_are_brought_on_past_those_that_fail(clocks: Clocks) -> None:
    subjects = [service.Subject("failing" if number < 120 else "case", str(number)) for number in range(130)]
    calendar = clocks.calendar()
    with clocks.database.writing() as session:
        for subject in subjects:
            service.start(session, calendar, REPORT, subject, Act("Wang", "begun", at(BEGUN)))

    def failing(_session: Session, _occurrence: Occurrence) -> None:
        raise ConnectionError

    assert pass_time(clocks, REMINDER, {"failing": failing}) == 10


def test_several_at_once_bring_each_thing_once(clocks: Clocks) -> None:
    made = [clocks.start(BEGUN, subject=service.Subject("case", str(number))) for number in range(8)]
    calendar, together = clocks.calendar(), threading.Barrier(4)

    def bring() -> int:
        together.wait()
        return bring_on(clocks.database, calendar, {}, at(ESCALATION))

    with ThreadPoolExecutor(4) as pool:
        told = sum(done.result() for done in [pool.submit(bring) for _ in range(4)])

    assert told == 16
    assert all(clocks.story(each) == ["started", "breached", "escalated"] for each in made)


def test_a_day_that_is_made_free_moves_the_end_and_says_why(clocks: Clocks) -> None:
    made, unmoved = clocks.start(BEGUN), clocks.start(BEGUN, rule(5, Unit.HOURS))
    clocks.override("2026-03-04", "2026-03-03 09:00", is_working=False, why="typhoon")

    assert recount(clocks.database, clocks.calendar(), at("2026-03-03 09:01")) == 2
    assert recount(clocks.database, clocks.calendar(), at("2026-03-03 09:02")) == 0

    assert clocks.row(made).due_at == at("2026-03-07 00:00")
    with clocks.database.reading() as session:
        last = service.story(session, made)[-1]
    assert (last.event.value, last.by, last.why) == ("recalculated", "time", "Li: typhoon")
    assert clocks.story(unmoved) == ["started"]


def test_taking_the_day_back_moves_the_end_back(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    clocks.override("2026-03-04", "2026-03-03 09:00", is_working=False)
    recount(clocks.database, clocks.calendar(), at("2026-03-03 09:01"))

    clocks.override("2026-03-04", "2026-03-03 10:00", is_working=True)
    recount(clocks.database, clocks.calendar(), at("2026-03-03 10:01"))

    assert clocks.row(made).due_at == at(OVER)
    assert clocks.story(made) == ["started", "recalculated", "recalculated"]


def test_a_breach_is_taken_back_when_the_day_was_free_after_all(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    pass_time(clocks, "2026-03-06 00:00")
    clocks.override("2026-03-05", "2026-03-06 08:00", is_working=False)

    recount(clocks.database, clocks.calendar(), at("2026-03-06 08:01"))

    assert clocks.row(made).state is State.RUNNING
    assert clocks.story(made) == ["started", "breached", "reinstated"]
    assert pass_time(clocks, "2026-03-07 00:00") == 1


def test_a_day_more_that_ends_on_the_same_working_day_is_over_again(clocks: Clocks) -> None:
    made = clocks.start("2026-03-03 10:00", rule(4, Unit.NATURAL_DAYS, escalations=REPORT.escalations))
    pass_time(clocks, "2026-03-10 09:00")

    clocks.extend(made, 1, "2026-03-10 10:00")
    pass_time(clocks, "2026-03-10 10:00")

    assert clocks.row(made).due_at == at("2026-03-10 00:00")
    assert clocks.story(made) == ["started", "breached", "escalated", "extended", "breached"]


def test_an_end_that_is_moved_and_moved_back_is_not_told_of_twice(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    pass_time(clocks, ESCALATION)

    for when, is_working in (("2026-03-06 09:00", False), ("2026-03-06 10:00", True)):
        clocks.override("2026-03-05", when, is_working=is_working)
        recount(clocks.database, clocks.calendar(), at(when))
        pass_time(clocks, when)

    assert clocks.story(made) == ["started", "breached", "escalated", "reinstated", "recalculated", "breached"]


def test_a_breach_that_stays_one_is_not_told_twice(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    pass_time(clocks, LAST)
    clocks.override("2026-03-04", "2026-03-13 08:00", is_working=False)

    recount(clocks.database, clocks.calendar(), at("2026-03-13 08:01"))

    assert clocks.story(made)[-1] == "recalculated"
    assert pass_time(clocks, "2026-04-01 00:00") == 0


def test_an_end_that_moves_into_the_past_is_a_breach(clocks: Clocks) -> None:
    clocks.override("2026-03-04", "2026-03-01 08:00", is_working=False)
    made = clocks.start(BEGUN)
    clocks.override("2026-03-04", "2026-03-06 08:00", is_working=True)

    recount(clocks.database, clocks.calendar(), at("2026-03-06 08:01"))

    assert pass_time(clocks, "2026-03-06 08:01") == 1
    assert clocks.story(made) == ["started", "recalculated", "breached"]


def test_a_clock_that_is_paused_meanwhile_is_counted_when_it_goes_on(clocks: Clocks) -> None:
    made = clocks.start(BEGUN)
    clocks.act("pause", made, "2026-03-03 10:00")
    clocks.override("2026-03-12", "2026-03-04 08:00", is_working=False)

    assert recount(clocks.database, clocks.calendar(), at("2026-03-04 08:01")) == 0
    clocks.act("resume", made, "2026-03-10 10:00")

    assert clocks.row(made).due_at == at("2026-03-14 00:00")
