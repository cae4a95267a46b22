"""Each stay stands in one part of the board, and the database says the same as the rule does."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from central.rental.desk import views
from central.rental.desk.parts import in_part
from central.rental.desk.rules import HOUR, LOOKED_FOR, Facts, Moment, Part, What, part_of
from central.rental.desk.tables import desk_act
from central.rental.rules import StayState
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.web.grants import TOWN, Reach
from tests.central.rental.conftest import DAY, NOW, House

SHANGHAI, HERE = ZoneInfo("Asia/Shanghai"), frozenset({TOWN})
DESK = Moment.of(NOW, SHANGHAI, leave_by=12, no_show=36)
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""What has nothing to do with the kind of database is tried on one."""
EDGES = sorted(
    {
        moment + by
        for moment in (NOW, DESK.midnight, DESK.tomorrow, NOW - DESK.no_show, NOW - LOOKED_FOR, NOW + 9 * DAY)
        for by in (-1, 0, 1)
    }
)


@pytest.fixture
def stays(house: House) -> list[tuple[int, Facts]]:
    """A stay of each kind whose begin and end stand at the edges, with what is known of it."""
    kinds = [
        Facts(state, begin, until, has_come, is_late)
        for state in StayState
        for begin in EDGES
        for until in (DESK.tomorrow, NOW - 1, DESK.tomorrow + 1)
        for has_come, is_late in ((False, False), (True, False), (True, True))
    ]
    with house.database.writing() as session:
        rows = [
            {"token": str(number), "room_id": house.room, "begin": each.begin, "until": each.until, "places": 1}
            | {"minors": False, "state": each.state.value, "made_at": 1, "made_by": "tests"}
            for number, each in enumerate(kinds)
        ]
        session.execute(insert(stay), rows)
        by_token = {row.token: row.id for row in session.execute(select(stay.c.token, stay.c.id))}
        numbered = [(by_token[str(number)], each) for number, each in enumerate(kinds)]
        done = [(number, What.CHECK_IN) for number, each in numbered if each.has_come]
        done += [(number, What.LATE) for number, each in numbered if each.is_late]
        was = {"at": NOW, "by": "tests", "stay_state": "", "begin": 1, "room_state": "", "granted": ""}
        session.execute(insert(desk_act), [{"stay_id": number, "act": act.value, **was} for number, act in done])
    return numbered


@pytest.mark.parametrize("hour", [0, 13])
def test_the_database_finds_in_each_part_what_the_rule_says(
    house: House, stays: list[tuple[int, Facts]], hour: int
) -> None:
    at = Moment(NOW, DESK.midnight, DESK.tomorrow, DESK.midnight + hour * HOUR, DESK.no_show)

    with house.database.reading() as session:
        found = {part: set(session.scalars(select(stay.c.id).join(room).where(in_part(part, at)))) for part in Part}
        counts = [views.board(session, scope, at).counts for scope in (house.office, Scope("Wang", Reach(HERE)))]

    assert found == {part: {number for number, facts in stays if part_of(facts, at) is part} for part in Part}
    assert all(found.values()), "there is one of each"
    assert counts == [{part: len(there) for part, there in found.items()}] * 2


@given(
    st.builds(Facts, st.sampled_from(StayState), st.sampled_from(EDGES), st.sampled_from(EDGES), st.booleans()),
    st.integers(0, 23),
)
def test_whoever_is_awaited_has_not_come_and_whoever_leaves_has(facts: Facts, hour: int) -> None:
    part = part_of(facts, Moment.of(NOW, SHANGHAI, leave_by=hour, no_show=18))

    assert (part in (Part.ARRIVING, Part.NO_SHOW)) <= (not facts.has_come)
    assert (part is None) <= (facts.state is not StayState.RUNNING or facts.begin >= DESK.tomorrow)
    assert (part in (Part.LEAVING, Part.OVERDUE, Part.IN_HOUSE)) <= (facts.state is StayState.RUNNING)


@pytest.mark.parametrize("day", ["2028-02-28", "2028-02-29", "2028-12-31"])
def test_a_day_begins_and_ends_at_the_towns_midnight(day: str) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=SHANGHAI)
    now = int(noon.timestamp() * 1000)

    at = Moment.of(now, SHANGHAI, leave_by=12, no_show=36)

    assert (at.midnight, at.leave_at, at.tomorrow) == (now - DAY // 2, now, now + DAY // 2)


@SQLITE
def test_what_was_taken_back_does_not_count(house: House, stays: list[tuple[int, Facts]]) -> None:
    with house.database.writing() as session:
        session.execute(update(desk_act).values(undone_at=NOW, undone_by="tests"))
    with house.database.reading() as session:
        there = select(stay.c.begin).join(room).where(in_part(Part.IN_HOUSE, DESK))
        assert all(begin <= NOW - LOOKED_FOR for begin in session.scalars(there))
