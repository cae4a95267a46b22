"""A stay and its orders: made with a code, longer, moved, ended; each is one transaction."""

import threading

import pytest
from sqlalchemy import select

from central.edges import service as edges
from central.rental import rules, service, upkeep
from central.rental.service import NoDoor, NotPossible, NotThere, Plan, StayState
from central.rental.tables import invitation, stay
from tests.central.rental.conftest import DAY, NOW, House, new_box
from tests.central.rental.telling import PERSON, Door, registered
from wire.claim import normalised
from wire.orders import Erase, Grant, Invite, Revoke, Uninvite, code_digest


def token_of(house: House, stay_id: int) -> str:
    with house.database.reading() as session:
        return str(session.scalar(select(stay.c.token).where(stay.c.id == stay_id)))


def state_of(house: House, stay_id: int) -> StayState:
    with house.database.reading() as session:
        row = service.stay_of(session, house.office, stay_id)
    assert row is not None
    return row.state


def test_an_invitation_reaches_the_box_as_a_digest_and_is_kept_as_no_more(house: House, door: Door) -> None:
    plan = Plan(NOW + DAY, NOW + 9 * DAY, places=2, minors=True)
    with house.database.writing() as session:
        made = service.invite(session, house.chen, house.room, plan, token="t" * 32, now=NOW)
    digest = code_digest(normalised(made.code), "t" * 32)

    (order,) = door.hears()

    assert order == Invite(
        0, stay="t" * 32, code=digest, room="301", begin=plan.begin, until=plan.until, places=2, minors=True
    )
    with house.database.reading() as session:
        assert session.execute(select(invitation.c.digest)).scalars().all() == [digest]


def test_a_form_that_is_sent_twice_makes_one_stay_and_the_later_code_counts(house: House, door: Door) -> None:
    plan = Plan(NOW, NOW + DAY)
    with house.database.writing() as session:
        first = service.invite(session, house.chen, house.room, plan, token="t" * 32, now=NOW)
    with house.database.writing() as session:
        second = service.invite(session, house.chen, house.room, plan, token="t" * 32, now=NOW)

    assert first.stay_id == second.stay_id
    last = door.hears()[-1]
    assert isinstance(last, Invite)
    assert last.code == code_digest(normalised(second.code), "t" * 32)


def test_new_dates_renew_invitation_and_rights(house: House, door: Door) -> None:
    stay_id = house.invite()
    token = token_of(house, stay_id)
    door.tell(registered(stay=token), registered("p2", "review", stay=token, reasons=["without-face"]))
    door.hears()

    with house.database.writing() as session:
        service.change_dates(session, house.chen, stay_id, NOW + 5 * DAY, NOW + 9 * DAY, now=NOW)

    invited, granted = door.hears()
    assert isinstance(invited, Invite)
    assert (invited.begin, invited.until) == (NOW - DAY, NOW + 9 * DAY), "one that runs keeps its beginning"
    assert granted == Grant(0, person=PERSON, stay=token, room="301", begin=NOW - DAY, until=NOW + 9 * DAY)


def test_a_move_at_the_same_box_keeps_everybodys_ways(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)))
    door.hears()

    with house.database.writing() as session:
        service.move(session, house.chen, stay_id, house.second, now=NOW)

    invited, granted = door.hears()
    assert (getattr(invited, "room", ""), getattr(granted, "room", "")) == ("302", "302")
    assert isinstance(granted, Grant)


def test_a_move_to_another_box_closes_the_old_door_and_invites_at_the_new_one(house: House, door: Door) -> None:
    stay_id = house.invite()
    token = token_of(house, stay_id)
    door.tell(registered(stay=token))
    door.hears()
    with house.database.writing() as session:
        elsewhere = new_box(session, "2 Harbour Road")
        assert house.chen.reach.owner is not None
        target = service.add_room(session, landlord_id=house.chen.reach.owner, box_id=elsewhere, name="101", now=NOW)
        service.move(session, house.chen, stay_id, target, now=NOW)

    assert door.hears() == [Revoke(0, person=PERSON), Uninvite(0, stay=token)]
    with house.database.reading() as session:
        orders = [told.order for told in service.told_for_stay(session, stay_id)]
        assert [order.kind for order in orders if order.box_id == elsewhere] == ["invite"]
        assert [row.state for row in service.people(session, house.chen, stay_id)] == ["revoked"]


def test_ending_a_stay_closes_the_door_first_and_then_the_invitation(house: House, door: Door) -> None:
    stay_id = house.invite()
    token = token_of(house, stay_id)
    door.tell(registered(stay=token))
    door.hears()

    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)

    assert door.hears() == [Revoke(0, person=PERSON), Uninvite(0, stay=token)]
    assert state_of(house, stay_id) is StayState.ENDED


def test_a_stay_that_has_not_begun_is_cancelled(house: House, door: Door) -> None:
    stay_id = house.invite(plan=Plan(NOW + DAY, NOW + 2 * DAY))
    door.hears()
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)

    assert state_of(house, stay_id) is StayState.CANCELLED
    assert [type(order) for order in door.hears()] == [Uninvite]


def test_what_is_over_stays_so(house: House) -> None:
    stay_id = house.invite()
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)
    acts = (
        lambda session: service.end(session, house.chen, stay_id, now=NOW),
        lambda session: service.move(session, house.chen, stay_id, house.second, now=NOW),
        lambda session: service.change_dates(session, house.chen, stay_id, NOW, NOW + DAY, now=NOW),
        lambda session: service.new_code(session, house.chen, stay_id, now=NOW),
    )

    for act in acts:
        with pytest.raises(NotPossible), house.database.writing() as session:
            act(session)


def test_nobody_touches_a_stay_of_another_landlord(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.hears()
    acts = (
        lambda session: service.end(session, house.lin, stay_id, now=NOW),
        lambda session: service.move(session, house.lin, stay_id, house.other, now=NOW),
        lambda session: service.move(session, house.chen, stay_id, house.other, now=NOW),
        lambda session: service.change_dates(session, house.lin, stay_id, NOW, NOW + DAY, now=NOW),
        lambda session: service.new_code(session, house.lin, stay_id, now=NOW),
        lambda session: service.invite(session, house.lin, house.room, Plan(NOW, NOW + DAY), token="x" * 32, now=NOW),
    )

    for act in acts:
        with pytest.raises(NotThere), house.database.writing() as session:
            act(session)
    assert door.hears() == []


def test_a_room_without_a_box_has_no_stays(house: House) -> None:
    with house.database.writing() as session:
        assert house.chen.reach.owner is not None
        bare = service.add_room(session, landlord_id=house.chen.reach.owner, box_id=None, name="9", now=NOW)

    with pytest.raises(NoDoor), house.database.writing() as session:
        service.invite(session, house.chen, bare, Plan(NOW, NOW + DAY), token="x" * 32, now=NOW)


def test_at_a_door_that_is_shut_out_nobody_is_invited_and_a_stay_still_ends(house: House, door: Door) -> None:
    stay_id = house.invite()
    with house.database.writing() as session:
        edges.revoke_box(session, house.box, now=NOW)

    with pytest.raises(NoDoor):
        house.invite()
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)

    assert state_of(house, stay_id) is StayState.ENDED


def test_of_a_form_that_is_sent_twice_at_once_one_stay_is_made(house: House) -> None:
    made: list[int] = []

    def send() -> None:
        with house.database.writing() as session:
            plan = Plan(NOW, NOW + DAY)
            made.append(service.invite(session, house.chen, house.room, plan, token="t" * 32, now=NOW).stay_id)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), len(set(made))) == (3, 1)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(NOW, NOW),
        Plan(NOW - 2 * DAY, NOW - DAY),
        Plan(NOW, NOW + rules.LONGEST_STAY + 1),
        Plan(NOW, NOW + DAY, places=0),
        Plan(NOW, NOW + DAY, places=rules.MOST_PLACES + 1),
        Plan(NOW, NOW + DAY, places=1, minors=True),
    ],
)
def test_impossible_plans_are_refused(house: House, plan: Plan) -> None:
    with pytest.raises(NotPossible):
        house.invite(plan=plan)


def test_stays_begin_and_end_by_the_calendar(house: House, door: Door) -> None:
    stay_id = house.invite(plan=Plan(NOW + DAY, NOW + 2 * DAY))
    token = token_of(house, stay_id)
    door.tell(registered(stay=token))
    door.hears()

    assert upkeep.keep_up(house.database, NOW + DAY - 1) == 0
    upkeep.keep_up(house.database, NOW + DAY)
    assert state_of(house, stay_id) is StayState.RUNNING
    upkeep.keep_up(house.database, NOW + 2 * DAY)

    assert state_of(house, stay_id) is StayState.ENDED
    assert door.hears() == [Revoke(0, person=PERSON), Uninvite(0, stay=token)]


def test_half_a_day_after_the_end_the_box_is_told_once_to_forget_the_person(house: House, door: Door) -> None:
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)))
    with house.database.writing() as session:
        service.end(session, house.chen, stay_id, now=NOW)
    door.hears()

    assert upkeep.keep_up(house.database, NOW + rules.ERASED_AFTER - 1) == 0
    upkeep.keep_up(house.database, NOW + rules.ERASED_AFTER)
    assert upkeep.keep_up(house.database, NOW + rules.ERASED_AFTER + 1) == 0

    assert door.hears() == [Erase(0, person=PERSON)]
