"""A room's state follows its stays, in the same transaction; who may be given a room is asked before."""

import pytest
from sqlalchemy import select

from central.audit.tables import audit as audit_table
from central.rental import service
from central.rental.housing import occupancy, settings, views
from central.rental.housing.assigning import NotLet, TooMany
from central.rental.housing.crowding import Measures
from central.rental.housing.inspecting import Found
from central.rental.housing.room_states import RoomEvent, RoomState, Use
from central.rental.housing.settings import NoSuchSetting
from central.rental.housing.tables import stay_exception
from central.rental.rules import NotPossible, StayState
from central.rental.scope import NotThere
from central.rental.service import Plan
from central.rental.upkeep import keep_up
from tests.central.rental.conftest import DAY, NOW
from tests.central.rental.housing.conftest import Home


def act(home: Home, event: RoomEvent, *, by_landlord: bool = False, room: int | None = None) -> RoomState:
    scope = home.house.chen if by_landlord else home.office
    with home.house.database.writing() as session:
        return occupancy.act(session, scope, room or home.house.room, event, why="because", now=NOW)


def states(home: Home, *stays: int) -> list[StayState]:
    with home.house.database.reading() as session:
        found = (service.stay_of(session, home.office, stay) for stay in stays)
        return [row.state for row in found if row is not None]


def end(home: Home, stay: int) -> None:
    with home.house.database.writing() as session:
        service.end(session, home.house.chen, stay, now=NOW)


def test_a_stay_that_begins_and_ends_early_frees_the_room_to_be_checked(home: Home) -> None:
    stay = home.house.invite()
    let = home.state()

    end(home, stay)

    assert (let, home.state()) == (RoomState.OCCUPIED, RoomState.UNCHECKED)
    assert act(home, RoomEvent.CHECKED, by_landlord=True) is RoomState.VACANT


def test_a_planned_stay_reserves_the_room_until_its_day_comes_or_it_is_cancelled(home: Home) -> None:
    kept = home.house.invite(plan=Plan(NOW + DAY, NOW + 9 * DAY))
    cancelled = home.house.invite(room=home.house.second, plan=Plan(NOW + DAY, NOW + 9 * DAY))
    reserved = home.state()

    end(home, cancelled)
    keep_up(home.house.database, NOW + DAY)

    assert kept
    assert (reserved, home.state(), home.state(home.house.second)) == (
        RoomState.RESERVED,
        RoomState.OCCUPIED,
        RoomState.VACANT,
    )


def test_a_stay_that_moves_takes_its_state_along(home: Home) -> None:
    stay = home.house.invite()

    with home.house.database.writing() as session:
        service.move(session, home.house.chen, stay, home.house.second, now=NOW)

    assert (home.state(), home.state(home.house.second)) == (RoomState.UNCHECKED, RoomState.OCCUPIED)


def test_a_room_that_is_suspended_takes_nobody_and_is_let_again_when_the_order_is_lifted(home: Home) -> None:
    home.house.invite()
    act(home, RoomEvent.BLOCK)

    with pytest.raises(NotLet):
        home.house.invite()
    assert home.state() is RoomState.BLOCKED
    assert act(home, RoomEvent.LIFT) is RoomState.OCCUPIED


def test_a_landlord_offers_a_room_and_the_office_looks_at_it_first(home: Home) -> None:
    act(home, RoomEvent.TAKE_BACK, by_landlord=True)
    act(home, RoomEvent.OFFER, by_landlord=True)

    with pytest.raises(NotPossible):
        act(home, RoomEvent.APPROVE, by_landlord=True)
    with pytest.raises(NotLet):
        home.house.invite()
    assert act(home, RoomEvent.APPROVE) is RoomState.VACANT


def test_nobody_does_by_hand_what_follows_from_stays_or_something_about_anothers_room(home: Home) -> None:
    with pytest.raises(NotPossible):
        act(home, RoomEvent.CHECK_IN)
    with pytest.raises(NotThere):
        act(home, RoomEvent.BREAK, by_landlord=True, room=home.house.other)


def test_what_happened_to_a_room_is_kept_in_order(home: Home) -> None:
    end(home, home.house.invite())
    act(home, RoomEvent.BREAK)

    with home.house.database.reading() as session:
        story = views.room_story(session, home.house.room)

    assert [each.event for each in story] == [RoomEvent.BREAK, RoomEvent.CHECK_OUT, RoomEvent.CHECK_IN]
    assert (story[0].state, story[0].why, story[0].by) == (RoomState.OUT_OF_ORDER, "because", "Wang")


def test_two_stays_together_may_not_be_more_than_the_room_has_space_for(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 120, 2))
    home.house.invite(plan=Plan(NOW - DAY, NOW + 10 * DAY, 2))

    with pytest.raises(TooMany) as refused:
        home.house.invite(plan=Plan(NOW + 5 * DAY, NOW + 20 * DAY, 2))

    assert [(each.people, each.most) for each in refused.value.excesses] == [(4, 3)]
    assert not refused.value.may_be_overridden
    assert home.house.invite(plan=Plan(NOW + 10 * DAY, NOW + 20 * DAY, 3))


def test_a_stay_is_not_made_longer_into_days_that_are_full(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 80, 1))
    first = home.house.invite(plan=Plan(NOW - DAY, NOW + 5 * DAY, 2))
    home.house.invite(plan=Plan(NOW + 5 * DAY, NOW + 9 * DAY, 1))

    with pytest.raises(TooMany), home.house.database.writing() as session:
        service.change_dates(session, home.house.chen, first, NOW, NOW + 6 * DAY, now=NOW)


def test_a_family_may_be_more_than_a_bedroom_is_meant_for_and_the_reason_is_kept(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 300, 1))
    with pytest.raises(TooMany):
        home.house.invite(plan=Plan(NOW, NOW + DAY, 4))

    stay = home.house.invite(plan=Plan(NOW, NOW + DAY, 4, family="parents and two children"))

    with home.house.database.reading() as session:
        kept = session.scalars(select(stay_exception.c.why).where(stay_exception.c.stay_id == stay)).one()
    assert kept == "parents and two children"


def test_no_family_gets_by_with_less_space_than_the_law_says(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 150, 1))

    with pytest.raises(TooMany):
        home.house.invite(plan=Plan(NOW, NOW + DAY, 4, family="parents and two children"))


def test_the_office_may_choose_the_stricter_draft(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 100, 1))
    with home.house.database.writing() as session:
        settings.choose(session, settings.CROWDING, "6-m2", by="Wang", why="decided by the town", now=NOW)
        for wrong in (("crowding", "1-m2"), ("135", "5/3/1"), ("nothing", "4-m2")):
            with pytest.raises(NoSuchSetting):
                settings.choose(session, *wrong, by="Wang", why="x", now=NOW)

    with pytest.raises(TooMany):
        home.house.invite(plan=Plan(NOW, NOW + DAY, 2))


def test_in_a_red_house_no_room_is_let(home: Home) -> None:
    home.look(Found("exit-blocked"))

    with pytest.raises(NotLet) as refused:
        home.house.invite()

    assert refused.value.colour == "red"


def test_a_stay_that_is_planned_waits_while_its_room_is_suspended(home: Home) -> None:
    stay = home.house.invite(plan=Plan(NOW + DAY, NOW + 9 * DAY))
    gone = home.house.invite(plan=Plan(NOW + DAY, NOW + 2 * DAY))
    act(home, RoomEvent.BLOCK)

    keep_up(home.house.database, NOW + DAY)
    keep_up(home.house.database, NOW + 3 * DAY)
    waits = states(home, stay, gone)
    act(home, RoomEvent.LIFT)
    keep_up(home.house.database, NOW + 3 * DAY)

    assert waits == [StayState.PLANNED, StayState.CANCELLED]
    assert states(home, stay) == [StayState.RUNNING]
    assert home.state() is RoomState.OCCUPIED


def test_a_house_keeps_what_its_colour_meant_after_another_scheme_was_chosen(home: Home) -> None:
    home.look(Found("exit-blocked"))
    with home.house.database.writing() as session:
        settings.choose(session, settings.TIERS, "three", by="Wang", why="decided by the town", now=NOW)

    with pytest.raises(NotLet):
        home.house.invite()
    home.look()
    assert home.house.invite()


def test_the_log_names_the_room_and_the_hazard_that_changed(home: Home) -> None:
    (hazard,) = home.look(Found("unclean"))
    home.look(gone=(hazard,))
    home.house.invite()

    with home.house.database.reading() as session:
        noted = {(row.act, row.of) for row in session.execute(select(audit_table.c.act, audit_table.c.of))}
    assert noted >= {
        ("hazard.find", f"hazard:{hazard}"),
        ("hazard.confirm", f"hazard:{hazard}"),
        ("room.check-in", f"room:{home.house.room}"),
    }


def test_rooms_of_other_landlords_and_none_that_are_not_offered_make_a_house_large(home: Home) -> None:
    with home.house.database.reading() as session:
        before = views.offered(session, home.building)
    act(home, RoomEvent.TAKE_BACK)

    with home.house.database.reading() as session:
        assert (before.rooms, views.offered(session, home.building).rooms) == (3, 2)


def test_a_room_without_a_box_looks_so_everywhere(home: Home) -> None:
    with home.house.database.writing() as session:
        owner = home.house.chen.reach.owner
        assert owner is not None
        service.change_room(session, home.house.room, landlord_id=owner, box_id=None, name="301", now=NOW)

    with home.house.database.reading() as session:
        board = views.board(session, home.office, home.building, settings.load(session).standard)
    assert {each.state for each in board if each.id == home.house.room} == {home.state()} == {RoomState.NO_DOOR}
    assert home.row().vacant == 2
