"""Check-in, check-out, and taking both back: what becomes of the stay, its room, its people and the box at the door."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Act, State
from central.rental import service, upkeep
from central.rental.desk import acts, cards, taking_back, views
from central.rental.desk.rules import UNDO_WITHIN, What
from central.rental.desk.tables import desk_act, desk_card
from central.rental.desk.taking_back import Followed
from central.rental.housing import deadlines
from central.rental.housing.crowding import Measures
from central.rental.housing.room_states import RoomState, Use
from central.rental.rules import NotPossible, RegistrationState, StayState
from central.rental.service import Plan, TooMany, days
from central.rental.tables import registration
from central.sealed import opening
from tests.central.rental.conftest import DAY, NOW, House, new_box
from tests.central.rental.desk.test_parts import SHANGHAI
from tests.central.rental.housing.conftest import Home
from tests.central.rental.housing.test_two_desks import at_once
from tests.central.rental.reporting.test_following import of, person_of, states
from tests.central.rental.telling import PERSON, Door, registered
from tests.central.rental.test_stays import state_of, token_of
from wire.orders import Grant, Invite, Revoke

TODAY = days.begins(days.day_of(NOW, SHANGHAI), SHANGHAI)
YEAR = Plan(TODAY, TODAY + 365 * DAY)
LATER = Plan(TODAY + 3 * DAY, TODAY + 30 * DAY)
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""What has nothing to do with the kind of database is tried on one."""


def walk_in(house: House, plan: Plan = YEAR, token: str = "") -> int:
    with house.database.writing() as session:
        made = acts.walk_in(session, house.office, house.room, plan, token=token or service.new_token(), now=NOW)
    return made.stay_id


def do(house: House, what: Callable[..., None], stay_id: int, *, at: int = NOW, **values: int) -> None:
    with house.database.writing() as session:
        what(session, house.office, stay_id, **values, now=at)


def undo(house: House, *, at: int = NOW + 1) -> What:
    with house.database.writing() as session:
        last = session.scalars(select(desk_act.c.id).order_by(desk_act.c.id.desc())).first()
        return acts.undo(session, house.office, last or 0, now=at)


def offered(house: House, *, at: int = NOW + 1) -> list[int]:
    """The acts that may be taken back, as the board finds them."""
    with house.database.reading() as session:
        every = session.execute(select(desk_act).order_by(desk_act.c.id)).all()
        return [act.id for act in every if taking_back.is_possible(session, act, at)]


def room_state(house: House) -> RoomState:
    with house.database.reading() as session:
        row = service.room_of(session, house.office, house.room)
    assert row is not None
    return row.state


def people(session: Session) -> list[str]:
    return list(session.scalars(select(registration.c.state).order_by(registration.c.id)))


def test_a_check_out_taken_back_lets_the_same_people_in_again_whether_the_box_was_online_or_not(
    house: House, door: Door
) -> None:
    stay_id = house.invite(plan=Plan(TODAY, TODAY + 5 * DAY, places=3))
    token = token_of(house, stay_id)
    door.tell(registered(stay=token), registered("p2", "review", stay=token, reasons=["without-face"]))
    invited = next(order for order in door.hears() if isinstance(order, Invite))

    do(house, acts.check_out, stay_id)
    after, told = (state_of(house, stay_id), room_state(house)), door.hears()
    undone = undo(house)

    assert after == (StayState.ENDED, RoomState.UNCHECKED)
    assert [order for order in told if isinstance(order, Revoke)] == [Revoke(0, person=PERSON), Revoke(0, person="p2")]
    assert (undone, state_of(house, stay_id), room_state(house)) == (
        What.CHECK_OUT,
        StayState.RUNNING,
        RoomState.OCCUPIED,
    )
    again = door.hears()
    assert [order.person for order in again if isinstance(order, Grant)] == [PERSON], "who had waited registers again"
    assert invited in again, "the code is good again"
    with house.database.reading() as session:
        assert people(session) == [RegistrationState.GRANTED, RegistrationState.REVOKED]


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda house: None, id="ten minutes are over"),
        pytest.param(lambda house: walk_in(house, Plan(TODAY, TODAY + DAY, 2)), id="others have the room"),
    ],
)
def test_a_check_out_can_not_be_taken_back_when(home: Home, meanwhile: Callable[[House], object]) -> None:
    house = home.house
    home.measure(Measures(Use.BEDROOM, 80, 1))
    stay_id = house.invite(plan=YEAR)
    do(house, acts.check_out, stay_id)
    before = offered(house)
    is_late = meanwhile(house) is None
    at = NOW + (UNDO_WITHIN if is_late else 1)

    with house.database.writing() as session, pytest.raises(NotPossible):
        acts.undo(session, house.office, 1, now=at)

    assert (before, 1 in offered(house, at=at)) == ([1], False)
    assert state_of(house, stay_id) is StayState.ENDED


def test_the_deadlines_of_a_stay_run_on_as_before_when_its_check_out_is_taken_back(house: House, door: Door) -> None:
    stay_id, empty = house.invite(plan=YEAR), house.invite(room=house.second, plan=YEAR)
    door.tell(registered(stay=token_of(house, stay_id)))
    of_person, of_empty = of(house.database, "registration", person_of(house)), of(house.database, "stay", empty)

    with house.database.writing() as session:
        clock_id = of_empty[deadlines.LETTING.name].id
        clocks.extend(session, clocks.load(session, clocks.office()), clock_id, 4, Act("Wang", "asked for it", NOW))
    of_empty = of(house.database, "stay", empty)

    for each in (stay_id, empty):
        do(house, acts.check_out, each)
        undo(house)

    for before, after in (
        (of_person, of(house.database, "registration", person_of(house))),
        (of_empty, of(house.database, "stay", empty)),
    ):
        assert {name: row.due_at for name, row in before.items()} == {name: row.due_at for name, row in after.items()}
        assert {row.state for row in after.values()} == {State.RUNNING}
    assert set(states(house.database, "stay", stay_id).values()) == {State.MET}


@SQLITE
def test_nothing_is_overdue_of_people_who_did_not_come_early_after_all(house: House) -> None:
    stay_id, other = house.invite(plan=LATER), house.invite(room=house.second, plan=LATER)
    do(house, acts.check_in, stay_id, today=TODAY)

    undo(house)
    stood = states(house.database, "stay", stay_id)
    upkeep.keep_up(house.database, LATER.begin)

    assert set(stood.values()) == {State.PAUSED}
    begun, never_early = of(house.database, "stay", stay_id), of(house.database, "stay", other)
    assert {row.state for row in begun.values()} == {State.RUNNING}
    assert {name: row.due_at for name, row in begun.items()} == {name: row.due_at for name, row in never_early.items()}


def test_what_others_have_done_about_the_stay_since_is_not_undone_with_it(house: House) -> None:
    walked_in, left = walk_in(house), house.invite(plan=YEAR)
    do(house, acts.check_in, left, today=TODAY)
    with house.database.writing() as session:
        service.move(session, house.office, walked_in, house.second, now=NOW + 1)
        service.end(session, house.office, left, now=NOW + 1)

    for act_id, what in ((1, "stay.move"), (2, "stay.end")):
        with house.database.writing() as session, pytest.raises(Followed, match=what):
            acts.undo(session, house.office, act_id, now=NOW + 2)
    assert offered(house) == []
    assert (state_of(house, walked_in), state_of(house, left)) == (StayState.RUNNING, StayState.ENDED)


@SQLITE
def test_leaving_late_is_said_for_one_last_day(house: House) -> None:
    stay_id = house.invite(plan=Plan(TODAY, TODAY + DAY))
    do(house, acts.stay_late, stay_id)
    with house.database.writing() as session:
        service.change_dates(session, house.office, stay_id, TODAY, TODAY + 2 * DAY, now=NOW)

    with house.database.reading() as session:
        row = views.stay_row(session, house.office, stay_id)
    do(house, acts.stay_late, stay_id, at=NOW + DAY)

    assert row is not None
    assert not row.may_leave_late


@SQLITE
def test_people_who_come_early_begin_today_and_are_awaited_as_before_when_that_is_taken_back(
    house: House, door: Door
) -> None:
    stay_id = house.invite(plan=LATER)

    do(house, acts.check_in, stay_id, today=TODAY)
    begun = state_of(house, stay_id), room_state(house), [o.begin for o in door.hears() if isinstance(o, Invite)]
    undo(house)

    assert begun == (StayState.RUNNING, RoomState.OCCUPIED, [LATER.begin, TODAY])
    assert (state_of(house, stay_id), room_state(house)) == (StayState.PLANNED, RoomState.RESERVED)
    assert [o.begin for o in door.hears() if isinstance(o, Invite)] == [LATER.begin]


@SQLITE
def test_a_wrong_walk_in_is_over_and_its_room_clean_unless_somebody_has_registered(house: House, door: Door) -> None:
    wrong = walk_in(house)
    undo(house)
    over = state_of(house, wrong), room_state(house)
    right = walk_in(house)
    assert len(offered(house)) == 1
    door.tell(registered(stay=token_of(house, right)))
    assert offered(house) == []

    with pytest.raises(NotPossible):
        undo(house)

    assert over == (StayState.ENDED, RoomState.VACANT)
    assert state_of(house, right) is StayState.RUNNING


def test_of_desks_that_check_the_same_people_in_or_out_one_does(house: House) -> None:
    stay_id = house.invite(plan=LATER)

    came = at_once(*[lambda: do(house, acts.check_in, stay_id, today=TODAY)] * 3)
    left = at_once(*[lambda: do(house, acts.check_out, stay_id)] * 3)

    assert (sorted(came), sorted(left)) == ([False, False, True], [False, False, True])


def test_of_desks_that_give_one_room_as_many_do_as_it_has_space_for(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 40, 1))

    done = at_once(*[lambda: walk_in(home.house)] * 3)

    assert sorted(done) == [False, False, True]
    with home.house.database.reading() as session:
        assert len(session.scalars(select(desk_act.c.id)).all()) == 1


def test_a_form_that_is_sent_twice_is_one_act(house: House) -> None:
    assert walk_in(house, token="t" * 32) == walk_in(house, token="t" * 32)
    with house.database.reading() as session:
        assert len(session.scalars(select(desk_act.c.id)).all()) == 1


@SQLITE
def test_early_people_find_the_room_taken_where_others_live_in_it_until_then(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 40, 1))
    home.house.invite(plan=Plan(TODAY, LATER.begin))
    stay_id = home.house.invite(plan=LATER)

    with pytest.raises(TooMany):
        do(home.house, acts.check_in, stay_id, today=TODAY)

    assert state_of(home.house, stay_id) is StayState.PLANNED


@SQLITE
def test_a_stay_that_moved_while_its_box_was_offline_closes_there_at_the_next_contact(house: House, door: Door) -> None:
    stay_id = house.invite(plan=YEAR)
    door.tell(registered(stay=token_of(house, stay_id)))
    door.hears()
    with house.database.writing() as session:
        other = new_box(session, "2 Harbour Road")
        owner = house.chen.reach.owner or 0
        there = service.add_room(session, landlord_id=owner, box_id=other, name="501", now=NOW)
        service.move(session, house.office, stay_id, there, now=NOW)

    do(house, acts.check_out, stay_id)

    assert [order for order in door.hears() if isinstance(order, Revoke)] == [Revoke(0, person=PERSON)]


@SQLITE
def test_a_card_is_sealed_shown_masked_and_gone_when_the_stay_is_over_for_good(house: House, tmp_path: Path) -> None:
    ring = opening.open_ring(house.database, tmp_path / "keys", now=NOW)
    stay_id = walk_in(house)
    with house.database.writing() as session:
        cards.keep(session, ring, stay_id, "张三丰", "330424199001011239", now=NOW)
    with house.database.reading() as session:
        shown, kept = cards.card_of(session, ring, stay_id), session.execute(select(desk_card)).one()
    do(house, acts.check_out, stay_id)

    there = []
    for passed in (UNDO_WITHIN - 1, UNDO_WITHIN + 1):
        with house.database.writing() as session:
            cards.forget(session, now=NOW + passed)
            there.append(cards.card_of(session, ring, stay_id) is not None)

    assert shown == cards.Card("张**", "330****1239")
    assert not {"张三丰", "330424199001011239"} & {str(value) for value in kept}
    assert there == [True, False]


@SQLITE
def test_a_card_goes_with_a_check_in_that_is_taken_back(house: House, tmp_path: Path) -> None:
    ring = opening.open_ring(house.database, tmp_path / "keys", now=NOW)
    stay_id = house.invite(plan=YEAR)
    do(house, acts.check_in, stay_id, today=TODAY)
    with house.database.writing() as session:
        cards.keep(session, ring, stay_id, "张三丰", "330424199001011239", now=NOW)

    undo(house)

    with house.database.reading() as session:
        assert cards.card_of(session, ring, stay_id) is None


@pytest.mark.parametrize(
    ("typed", "is_possible"),
    [
        ("330424199001011239", True),
        ("330424199001011238", False),
        ("E12345678", True),
        ("12", False),
        ("<script>", False),
    ],
)
def test_a_number_that_can_be_none_is_refused(typed: str, *, is_possible: bool) -> None:
    assert cards.number_is_possible(typed) is is_possible
