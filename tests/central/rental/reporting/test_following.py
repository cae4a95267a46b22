"""The clocks of stays and registrations follow what happens, and count by the calendar, across Spring Festival too."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from central.clock import service as clocks
from central.clock.passing import bring_on
from central.clock.service import ClockRow, Event, State, Subject
from central.clock.tables import clock, clock_event
from central.config import TOWN
from central.db import Database
from central.rental import service, upkeep
from central.rental.housing import deadlines, occupancy
from central.rental.housing.room_states import RoomEvent
from central.rental.reporting import duties, following, permits
from central.rental.reporting.duties import Standing, StayFacts
from central.rental.rules import NotPossible, StayState
from central.rental.service import Plan
from central.rental.tables import registration, stay
from tests.central.rental.conftest import DAY, NOW, House, door_of, new_box
from tests.central.rental.telling import PERSON, Door, registered
from wire.kinds import Consent, Enrolment


def moment(text: str) -> int:
    """Unix ms of a day and time on the town's clocks."""
    return int(datetime.fromisoformat(text).replace(tzinfo=TOWN).timestamp() * 1000)


BEFORE_FESTIVAL = moment("2026-02-13")
"""A Friday. The 14th is worked, the 15th to the 23rd are free; so the third working day is Wednesday, the 25th."""
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""What has nothing to do with the kind of database is tried on one."""


def invite(house: House, begin: int, until: int, *, now: int, token: str = "t" * 32) -> int:
    with house.database.writing() as session:
        made = service.invite(session, house.chen, house.room, Plan(begin, until), token=token, now=now)
    return made.stay_id


def of(database: Database, kind: str, number: int, now: int = NOW) -> dict[str, ClockRow]:
    """The clocks about something, by the names of their rules."""
    with database.reading() as session:
        return {row.rule.name: row for row in clocks.clocks_of(session, Subject(kind, str(number)), now)}


def states(database: Database, kind: str, number: int) -> dict[str, State]:
    return {name.removeprefix("rental."): row.state for name, row in of(database, kind, number).items()}


def person_of(house: House, person: str = PERSON) -> int:
    with house.database.reading() as session:
        return int(session.scalars(select(registration.c.id).where(registration.c.person == person)).one())


def test_three_working_days_to_report_a_tenant_end_after_spring_festival(house: House) -> None:
    begins = BEFORE_FESTIVAL
    stay_id = invite(house, begins, begins + 300 * DAY, now=begins - DAY)
    assert of(house.database, "stay", stay_id) == {}, "nobody lives there yet"

    upkeep.keep_up(house.database, begins + 1)

    rows = of(house.database, "stay", stay_id, begins + 1)
    assert {name: row.due_at for name, row in rows.items()} == {
        deadlines.REPORT: moment("2026-02-15"),
        deadlines.LETTING.name: moment("2026-02-26"),
    }
    assert all(row.rule.source and row.rule.escalations for row in rows.values())
    assert {row.owner for row in rows.values()} == {f"landlord:{house.chen.reach.owner}"}


def test_whoever_registers_ends_the_duty_and_waiting_for_the_office_stops_it(house: House, door: Door) -> None:
    stay_id = invite(house, NOW, NOW + 300 * DAY, now=NOW)
    reported = {"135-report": State.RUNNING, "landlord-reports-letting": State.RUNNING}
    assert states(house.database, "stay", stay_id) == reported

    door.tell(registered(stay="t" * 32, outcome="review", reasons=["face-differs"]))
    assert set(states(house.database, "stay", stay_id).values()) == {State.PAUSED}
    with house.database.writing() as session:
        service.refuse(session, house.office, person_of(house), why="another's card", now=NOW)
    assert states(house.database, "stay", stay_id) == reported

    door.tell(registered("b" * 16, stay="t" * 32))
    assert set(states(house.database, "stay", stay_id).values()) == {State.MET}
    with house.database.writing() as session:
        service.revoke(session, house.office, person_of(house, "b" * 16), now=NOW)
    assert set(states(house.database, "stay", stay_id).values()) == {State.MET}, "what was reported is reported"


def test_whoever_waits_and_registers_with_another_code_leaves_the_first_landlords_time_running(
    house: House, door: Door
) -> None:
    first = invite(house, NOW, NOW + 300 * DAY, now=NOW)
    second = invite(house, NOW, NOW + 300 * DAY, now=NOW, token="u" * 32)
    door.tell(registered(stay="t" * 32, outcome="review", reasons=["face-differs"]))
    door.tell(registered(stay="u" * 32))
    assert set(states(house.database, "stay", first).values()) == {State.RUNNING}
    assert set(states(house.database, "stay", second).values()) == {State.MET}


@SQLITE
def test_of_a_stay_whose_only_person_still_waits_nobody_was_ever_reported(house: House, door: Door) -> None:
    stay_id = invite(house, NOW, NOW + 300 * DAY, now=NOW)
    door.tell(registered(stay="t" * 32, outcome="review", reasons=["face-differs"]))
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)
    assert set(states(house.database, "stay", stay_id).values()) == {State.CANCELLED}


@SQLITE
def test_of_a_stay_that_was_over_before_this_was_counted_nothing_is_asked(house: House, door: Door) -> None:
    stay_id = invite(house, NOW, NOW + DAY, now=NOW)
    door.tell(registered(stay="t" * 32))
    upkeep.keep_up(house.database, NOW + DAY)
    with house.database.writing() as session:
        session.execute(delete(clock_event))
        session.execute(delete(clock))
    door.tell(Enrolment(PERSON, "erased", 0))
    assert states(house.database, "stay", stay_id) == {}


def test_a_room_that_is_checked_tells_of_everybody_who_has_left_it(house: House) -> None:
    first = invite(house, NOW, NOW + DAY, now=NOW)
    upkeep.keep_up(house.database, NOW + DAY)
    since = {"room_id": house.room, "begin": NOW + DAY, "until": NOW + 2 * DAY, "places": 1, "minors": False}
    over = {"state": "ended", "made_at": NOW, "made_by": "tests", "ended_at": NOW + DAY, "ended_by": "calendar"}
    with house.database.writing() as session:
        session.execute(insert(stay), [{"token": f"{number}", **since, **over} for number in range(40)])
        following.room_checked(session, house.room, by="Chen", now=NOW + 2 * DAY)
    assert states(house.database, "stay", first)["landlord-reports-end"] is State.MET


@SQLITE
def test_a_registration_has_a_deadline_until_nothing_is_missing(house: House, door: Door) -> None:
    invite(house, NOW, NOW + 300 * DAY, now=NOW)
    door.tell(registered(stay="t" * 32))
    number = person_of(house)
    assert states(house.database, "registration", number) == {"135-register": State.RUNNING}
    door.tell(Consent(PERSON, "registration", True, "1", "a" * 64, "zh", "screen", False))
    assert states(house.database, "registration", number) == {"135-register": State.RUNNING}
    door.tell(Enrolment(PERSON, "enrolled", 3))
    assert states(house.database, "registration", number) == {"135-register": State.MET}


def test_an_end_by_the_calendar_is_said_by_whoever_has_seen_that_they_left(house: House) -> None:
    first = invite(house, NOW, NOW + DAY, now=NOW)
    upkeep.keep_up(house.database, NOW + DAY)
    assert states(house.database, "stay", first) == {
        "135-report": State.CANCELLED,
        "landlord-reports-letting": State.CANCELLED,
        "landlord-reports-end": State.RUNNING,
    }
    with house.database.writing() as session:
        occupancy.act(session, house.chen, house.room, RoomEvent.CHECKED, why="", now=NOW + DAY)
    assert states(house.database, "stay", first)["landlord-reports-end"] is State.MET
    with house.database.writing() as session, pytest.raises(NotPossible):
        following.left(session, first, by="Chen", now=NOW + DAY)

    second = invite(house, NOW + DAY, NOW + 2 * DAY, now=NOW + DAY, token="u" * 32)
    with house.database.writing() as session:
        service.end(session, house.chen, second, now=NOW + DAY)
    assert "landlord-reports-end" not in states(house.database, "stay", second), "whoever ends it has said so"


def test_a_move_to_another_door_lets_its_people_ten_days_to_register_there(house: House, door: Door) -> None:
    stay_id = invite(house, NOW, NOW + 300 * DAY, now=NOW)
    door.tell(registered(stay="t" * 32))
    with house.database.writing() as session:
        other = new_box(session, "2 Harbour Road")
        room = service.add_room(session, landlord_id=house.chen.reach.owner or 0, box_id=other, name="9", now=NOW)
        service.move(session, house.chen, stay_id, room, now=NOW)
    row = of(house.database, "stay", stay_id)[deadlines.ADDRESS.name]
    assert row.state is State.RUNNING
    assert row.rule.term.amount == 10
    assert states(house.database, "registration", person_of(house)) == {"135-register": State.CANCELLED}


@SQLITE
def test_whoever_has_registered_at_the_new_door_waits_for_the_office_there_too(house: House, door: Door) -> None:
    stay_id = invite(house, NOW, NOW + 300 * DAY, now=NOW)
    door.tell(registered(stay="t" * 32))
    with house.database.writing() as session:
        other = new_box(session, "2 Harbour Road")
        room = service.add_room(session, landlord_id=house.chen.reach.owner or 0, box_id=other, name="9", now=NOW)
        service.move(session, house.chen, stay_id, room, now=NOW)

    new_door = door_of(house, other, "b" * 32)
    new_door.tell(registered("b" * 16, stay="t" * 32, outcome="review", reasons=["face-differs"]))
    assert states(house.database, "stay", stay_id)["tenant-changes-address"] is State.PAUSED
    with house.database.writing() as session:
        service.accept(session, house.office, person_of(house, "b" * 16), None, why="looked", now=NOW)
    assert states(house.database, "stay", stay_id)["tenant-changes-address"] is State.MET


@SQLITE
def test_what_is_over_time_escalates(house: House) -> None:
    stay_id = invite(house, NOW, NOW + 300 * DAY, now=NOW)
    with house.database.reading() as session:
        calendar = clocks.load(session, clocks.office())
    bring_on(house.database, calendar, {}, NOW + 20 * DAY)
    with house.database.reading() as session:
        row = of(house.database, "stay", stay_id)[deadlines.LETTING.name]
        told = [each.event for each in clocks.story(session, row.id)]
    assert told == [Event.STARTED, Event.BREACHED, Event.ESCALATED]


@given(
    st.builds(
        StayFacts,
        st.sampled_from(StayState),
        st.just(0),
        st.just(DAY),
        *(st.booleans() for _ in range(4)),
        moved_at=st.none() | st.just(5),
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_duty_runs_where_nothing_can_be_done_about_it(facts: StayFacts) -> None:
    for duty in duties.of_stay(facts, deadlines.STAGED):
        runs = duty.standing in (Standing.RUNS, Standing.WAITS)
        assert not runs or duty.why
        if duty.rule is deadlines.END:
            assert runs is (facts.state is StayState.ENDED and facts.by_time)
        else:
            assert not runs or facts.state in (StayState.PLANNED, StayState.RUNNING)


@pytest.mark.parametrize(
    ("since", "last", "day"),
    [
        (date(2026, 3, 1), date(2027, 3, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2027, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 8, 31), date(2028, 2, 29)),
        (date(2026, 3, 1), date(2026, 8, 31), None),
    ],
)
def test_a_permit_may_be_asked_for_after_half_a_year(since: date, last: date, day: date | None) -> None:
    found = permits.permit("resident", since, last)
    assert (found and found.day) == day
    assert permits.permit("passport", since, last) is None
    if found:
        near = [days for days in range(-40, 60) if found.is_near(date.fromordinal(found.day.toordinal() + days))]
        assert near == list(range(near[0], near[-1] + 1)), "one time, without gaps"
        assert -18 <= near[0] <= -13
        assert 27 <= near[-1] <= 33
