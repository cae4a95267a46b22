"""Rooms are offered while they may be let, taken by the stay that comes first, and somebody answers for each."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from central.audit.tables import audit
from central.clock import service as clocks
from central.clock.service import State, Subject
from central.rental import service, upkeep
from central.rental.desk import acts as desk
from central.rental.desk.tables import desk_act
from central.rental.housing import hazards, occupancy
from central.rental.housing.crowding import Measures
from central.rental.housing.inspecting import Found
from central.rental.housing.room_states import RoomEvent
from central.rental.letting import agents, aging, following, listings, looking, rules
from central.rental.letting.agents import Business, What
from central.rental.letting.listings import IsOffered, Offer
from central.rental.letting.offering import Against, NotOffered
from central.rental.letting.rules import AgentKind, Answers, ListingEvent, ListingState
from central.rental.letting.tables import listing
from central.rental.rules import NotPossible
from central.rental.service import Plan
from central.rental.tables import room
from central.sealed import opening
from tests.central.rental.conftest import DAY, NOW
from tests.central.rental.housing.conftest import Home, home
from tests.central.rental.housing.test_two_desks import at_once

__all__ = ["home"]
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
TODAY = date(2027, 1, 15)
"""The day of NOW."""
LARGE = Measures(area=200, bedrooms=1)


class Machine(RuleBasedStateMachine):
    """Whatever happens to a listing: nothing is taken that was not offered, and what is withdrawn stays so."""

    def __init__(self) -> None:
        super().__init__()
        self.past = [ListingState.DRAFT]

    @rule(event=st.sampled_from(list(ListingEvent)))
    def happen(self, event: ListingEvent) -> None:
        try:
            self.past.append(rules.after(self.past[-1], event))
        except NotPossible:
            return

    @invariant()
    def what_is_taken_was_offered(self) -> None:
        pairs = zip(self.past, self.past[1:], strict=False)
        assert all(before is ListingState.OFFERED for before, now in pairs if now is ListingState.TAKEN)

    @invariant()
    def what_is_withdrawn_stays_so(self) -> None:
        assert ListingState.WITHDRAWN not in self.past[:-1]


TestMachine = Machine.TestCase


def offered(home: Home, free_from: date = TODAY) -> int:
    """The room of the house, measured and offered; its listing."""
    house = home.house
    with house.database.writing() as session:
        made = listings.draft(session, house.chen, house.room, Offer(free_from, 1200), now=NOW)
        listings.offer(session, house.chen, made, now=NOW)
    return made


def state(home: Home, listing_id: int) -> tuple[ListingState, str]:
    with home.house.database.reading() as session:
        row = session.execute(select(listing).where(listing.c.id == listing_id)).one()
    return ListingState(row.state), row.why


def due(home: Home) -> list[int]:
    """What is looked at in the next turn."""
    with home.house.database.reading() as session:
        return following.due(session)


def let_by(home: Home, folder: Path, what: What, answers: Answers) -> int:
    ring = opening.open_ring(home.house.database, folder / "keys", now=NOW)
    firm = Business(AgentKind.AGENCY, "安居中介", "91330481MA2", "王五 0573-8700")
    with home.house.database.writing() as session:
        made = agents.add(session, ring, home.office, firm, now=NOW)
        return agents.give(session, home.office, made, what, answers, now=NOW)


def break_it(home: Home) -> None:
    with home.house.database.writing() as session:
        occupancy.act(session, home.office, home.house.room, RoomEvent.BREAK, why="no water", now=NOW)


@SQLITE
@pytest.mark.parametrize(
    ("happens", "against"),
    [
        (lambda home: home.measure(Measures()), Against.UNMEASURED),
        (lambda home: home.look(Found("exit-blocked")), Against.HAZARD),
        (lambda home: home.house.invite(plan=Plan(NOW + DAY, NOW + 9 * DAY)), Against.NO_SPACE),
        (break_it, Against.NOT_LET),
    ],
    ids=lambda each: str(each) if isinstance(each, Against) else "",
)
def test_a_room_is_offered_only_while_it_may_be_let(
    home: Home, happens: Callable[[Home], object], against: Against
) -> None:
    assert hazards.ITEMS["exit-blocked"].severity is hazards.Severity.CRITICAL
    home.measure(LARGE)
    happens(home)

    with pytest.raises(NotOffered) as refused:
        offered(home)

    assert refused.value.against is against


def test_what_may_not_be_let_any_more_is_withdrawn_by_itself_and_says_why(home: Home) -> None:
    home.measure(LARGE)
    made = offered(home)
    before = upkeep.keep_up(home.house.database, NOW), due(home)
    home.look(Found("exit-blocked"))
    after = due(home)

    upkeep.keep_up(home.house.database, NOW)

    assert (before, after) == ((0, []), [made])
    assert state(home, made) == (ListingState.WITHDRAWN, Against.HAZARD.value)
    assert upkeep.keep_up(home.house.database, NOW) == 0


def test_what_is_found_while_a_listing_is_looked_at_is_looked_at_next(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.measure(LARGE)
    made, looked = offered(home), following.offering.against

    with home.house.database.writing() as session:

        def found_meanwhile(*asked: Any) -> Against | None:
            said = looked(*asked)
            looking.look_at(session, room.c.id == home.house.room, since=NOW)
            return said

        monkeypatch.setattr(following.offering, "against", found_meanwhile)
        assert not following.turn(session, made, NOW)

    assert due(home) == [made]


def test_a_stay_takes_the_listing_and_a_cancelled_one_gives_it_back(home: Home) -> None:
    home.measure(LARGE)
    made = offered(home)
    stay_id = home.house.invite(plan=Plan(NOW + DAY, NOW + 9 * DAY))
    taken = state(home, made)[0]
    with home.house.database.writing() as session:
        service.end(session, home.house.chen, stay_id, now=NOW)

    assert (taken, state(home, made)[0]) == (ListingState.TAKEN, ListingState.OFFERED)


def test_a_room_that_is_taken_and_offered_at_one_moment_is_not_offered_afterwards(home: Home) -> None:
    home.measure(LARGE)
    with home.house.database.writing() as session:
        made = listings.draft(session, home.house.chen, home.house.room, Offer(TODAY), now=NOW)

    def offer() -> None:
        with home.house.database.writing() as session:
            listings.offer(session, home.house.chen, made, now=NOW)

    done = at_once(offer, lambda: home.house.invite(plan=Plan(NOW, NOW + 9 * DAY)))

    assert done[1]
    assert state(home, made)[0] is (ListingState.TAKEN if done[0] else ListingState.DRAFT)


def test_of_two_who_offer_one_room_at_once_one_does(home: Home) -> None:
    home.measure(LARGE)

    assert sorted(at_once(lambda: offered(home), lambda: offered(home))) == [False, True]
    with pytest.raises(IsOffered):
        offered(home)


@SQLITE
def test_an_agent_who_answers_takes_a_taken_listing_down_elsewhere_within_two_working_days(
    home: Home, tmp_path: Path
) -> None:
    home.measure(LARGE)
    let_by(home, tmp_path, What(building_id=home.building), Answers.AGENT)
    made = offered(home)
    home.house.invite(plan=Plan(NOW, NOW + 9 * DAY))

    def clock() -> clocks.ClockRow:
        with home.house.database.reading() as session:
            (row,) = clocks.clocks_of(session, Subject(listings.LISTING, str(made)), NOW)
        return row

    running = clock()
    with home.house.database.writing() as session:
        lin = home.house.lin.reach.owner or 0
        service.change_room(session, home.house.room, landlord_id=lin, box_id=home.house.box, name="301", now=NOW)
    sold_to = clock().owner
    with home.house.database.writing() as session:
        listings.taken_down(session, home.house.lin, made, now=NOW)

    assert (running.state, running.rule.term.amount, running.rule.source) == (
        State.RUNNING,
        2,
        "嘉兴市住房租赁管理若干规定 9",
    )
    assert clock().state is State.MET
    assert (running.owner, sold_to) == (f"landlord:{home.house.chen.reach.owner}", f"landlord:{lin}")


@SQLITE
def test_a_walk_in_that_was_a_mistake_gives_the_listing_back_and_nobody_has_to_take_it_down(
    home: Home, tmp_path: Path
) -> None:
    home.measure(LARGE)
    let_by(home, tmp_path, What(building_id=home.building), Answers.AGENT)
    made = offered(home)
    with home.house.database.writing() as session:
        token = service.new_token()
        desk.walk_in(session, home.office, home.house.room, Plan(NOW, NOW + 9 * DAY), token=token, now=NOW)
    taken = state(home, made)[0]

    with home.house.database.writing() as session:
        desk.undo(session, home.office, session.scalars(select(desk_act.c.id)).one(), now=NOW + 1)

    assert (taken, state(home, made)[0]) == (ListingState.TAKEN, ListingState.OFFERED)
    with home.house.database.reading() as session:
        (clock,) = clocks.clocks_of(session, Subject(listings.LISTING, str(made)), NOW)
    assert clock.state is State.CANCELLED


@SQLITE
def test_who_answers_for_a_room_is_its_own_agent_before_that_of_the_house_before_the_owner(
    home: Home, tmp_path: Path
) -> None:
    room, found = home.house.room, []

    def look() -> None:
        with home.house.database.reading() as session:
            answerable = agents.answerable(session, room)
        found.append((answerable.name, answerable.agent_id is not None))

    look()
    of_house = let_by(home, tmp_path, What(building_id=home.building), Answers.AGENT)
    look()
    of_room = let_by(home, tmp_path, What(room_id=room), Answers.OWNER)
    look()
    for mandate_id in (of_room, of_house):
        with home.house.database.writing() as session:
            agents.take(session, home.office, mandate_id, now=NOW)
        look()

    owner, agent = ("Chen", False), ("安居中介", True)
    assert found == [owner, agent, owner, agent, owner]
    with home.house.database.writing() as session, pytest.raises(NotPossible):
        agents.take(session, home.office, of_room, now=NOW)


def test_the_words_of_a_listing_that_is_over_go_at_night_and_are_in_no_log(home: Home) -> None:
    database, chen = home.house.database, home.house.chen
    with database.writing() as session:
        kept = listings.draft(session, chen, home.house.room, Offer(TODAY, 1200, "面朝河"), now=NOW)
        listings.change(session, chen, kept, Offer(TODAY, 1100, "面朝河，安静"))
        gone = listings.draft(session, chen, home.house.second, Offer(TODAY, words="有阳台"), now=NOW)
        listings.withdraw(session, chen, gone, now=NOW, why="自己住")

    with database.writing() as session:
        assert aging.count_old(session, NOW) == aging.forget(session, NOW, 9) == 0
        assert aging.count_old(session, NOW + 1) == aging.forget(session, NOW + 1, 9) == 1
        assert aging.count_old(session, NOW + 1) == 0
        rows = {row.id: (row.words, row.why, row.free_from) for row in session.execute(select(listing))}
        told = session.scalars(select(audit.c.detail).where(audit.c.act.startswith("listing."))).all()

    assert rows == {kept: ("面朝河，安静", "", TODAY.isoformat()), gone: ("", "", TODAY.isoformat())}
    assert len(told) == 4
    assert not [detail for detail in told if "河" in detail or "阳台" in detail]
