"""Guests come, open by their code, and leave: with their host, by the clock, or at once; on both databases."""

from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from central.clock import service as clocks
from central.clock.service import State, Subject
from central.config import TOWN
from central.rental import service, upkeep
from central.rental.desk import acts as desk
from central.rental.desk.rules import UNDO_WITHIN
from central.rental.desk.tables import desk_act
from central.rental.guests import acts, rules, timing
from central.rental.guests import upkeep as guest_upkeep
from central.rental.guests.acts import Guest
from central.rental.guests.rules import GuestEvent, GuestState, Kind, Relation
from central.rental.guests.tables import guest
from central.rental.housing.crowding import Measures
from central.rental.rules import NotPossible
from central.rental.sealed_words import SealingAnew
from central.rental.service import Plan, TooMany
from central.sealed import opening
from central.sealed.ring import Ring
from tests.central.rental.conftest import DAY, NOW, House, door_of, new_box
from tests.central.rental.housing.conftest import Home, home
from tests.central.rental.housing.test_two_desks import at_once
from tests.central.rental.telling import Door, registered
from wire.kinds import Identity
from wire.orders import Erase, Visit, visit_code
from wire.sealed import seal

__all__ = ["home"]
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
HOUR = 60 * 60 * 1000
NUMBER = "330424199001011239"
VISITOR = Guest(Kind.VISITOR, "李四", NOW, NOW + 4 * HOUR)


def relative(days: int, begin: int = NOW, **values: Any) -> Guest:
    said = {"relation": Relation.SIBLING, "number": NUMBER, **values}
    return Guest(Kind.RELATIVE, "张三丰", begin, begin + days * DAY, **said)


class Machine(RuleBasedStateMachine):
    """Whatever happens to a guest, what is over stays over, and nobody leaves who has not come."""

    def __init__(self) -> None:
        super().__init__()
        self.past = [GuestState.EXPECTED]

    @rule(event=st.sampled_from(list(GuestEvent)))
    def happen(self, event: GuestEvent) -> None:
        try:
            self.past.append(rules.after(self.past[-1], event))
        except NotPossible:
            return

    @invariant()
    def what_is_over_stays_over(self) -> None:
        over = [state for state in self.past if state not in rules.IN_FORCE]
        assert len(over) <= 1
        assert not over or self.past[-1] is over[0]

    @invariant()
    def they_leave_only_after_they_came(self) -> None:
        assert GuestState.OVER not in self.past or GuestState.THERE in self.past

    @invariant()
    def a_visit_in_force_can_be_ended(self) -> None:
        if self.past[-1] in rules.IN_FORCE:
            rules.after(self.past[-1], rules.ending(self.past[-1]))


TestMachine = Machine.TestCase


class Hosts:
    """A house with a stay that has guests."""

    def __init__(self, house: House, ring: Ring) -> None:
        self.house, self.database, self.ring = house, house.database, ring
        self.stay = house.invite(plan=Plan(NOW - DAY, NOW + 100 * DAY))

    def add(self, said: Guest, *, person: str = "", now: int = NOW) -> acts.GuestCode:
        with self.database.writing() as session:
            named = person or f"{abs(hash(said)):016x}"[:16]
            return acts.add(session, self.ring, self.house.chen, self.stay, said, person=named, now=now)

    def end(self, guest_id: int, *, now: int = NOW) -> None:
        with self.database.writing() as session:
            acts.end(session, self.house.chen, guest_id, now=now)

    def state(self, guest_id: int) -> GuestState | None:
        with self.database.reading() as session:
            found = session.scalar(select(guest.c.state).where(guest.c.id == guest_id))
        return GuestState(found) if found else None

    def clock(self, guest_id: int, now: int = NOW) -> State | None:
        with self.database.reading() as session:
            row = timing.clock_of(session, guest_id, now)
        return row.state if row else None


@pytest.fixture
def hosts(house: House, tmp_path: Path) -> Hosts:
    return Hosts(house, opening.open_ring(house.database, tmp_path / "keys", now=NOW))


def orders_about_guests(door: Door) -> list[Visit | Erase]:
    return [order for order in door.hears() if isinstance(order, Visit | Erase)]


def test_a_visitor_opens_by_a_code_and_what_they_are_called_is_sealed(hosts: Hosts, door: Door) -> None:
    made = hosts.add(VISITOR, person="b1a6d0387c5e924f")
    (order,) = orders_about_guests(door)

    assert isinstance(order, Visit)
    assert (order.person, order.room, order.begin, order.until) == ("b1a6d0387c5e924f", "301", NOW, NOW + 4 * HOUR)
    assert PasswordHasher().verify(order.code, visit_code(made.code, order.person))
    with hosts.database.reading() as session:
        kept = session.execute(select(guest)).one()
    assert not {"李四", made.code} & {str(value) for value in kept}
    hosts.end(made.guest_id)
    assert orders_about_guests(door) == [Erase(0, person="b1a6d0387c5e924f")]
    with pytest.raises(NotPossible):
        hosts.end(made.guest_id)


@SQLITE
def test_a_form_sent_twice_makes_one_guest_and_the_later_code_counts(hosts: Hosts, door: Door) -> None:
    first, second = hosts.add(VISITOR, person="b" * 16), hosts.add(VISITOR, person="b" * 16)
    last = orders_about_guests(door)[-1]

    assert first.guest_id == second.guest_id
    assert isinstance(last, Visit)
    assert PasswordHasher().verify(last.code, visit_code(second.code, last.person))


@SQLITE
def test_a_visit_over_midnight_on_29_february_ends_when_it_says(hosts: Hosts, door: Door) -> None:
    begin = int(datetime(2028, 2, 28, 22, 30, tzinfo=TOWN).timestamp() * 1000)
    with hosts.database.writing() as session:
        service.change_dates(session, hosts.house.chen, hosts.stay, 0, begin + 100 * DAY, now=NOW)
    made = hosts.add(Guest(Kind.VISITOR, "李四", begin, begin + 24 * HOUR), now=begin - DAY)

    states = []
    for now in (begin - 1, begin, begin + 2 * HOUR, begin + 24 * HOUR - 1, begin + 24 * HOUR):
        upkeep.keep_up(hosts.database, now)
        states.append(hosts.state(made.guest_id))

    assert states == [GuestState.EXPECTED, *[GuestState.THERE] * 3, GuestState.OVER]
    assert [type(order) for order in orders_about_guests(door)] == [Visit, Erase]


def test_guests_go_at_once_with_their_host_and_follow_them_to_another_door(hosts: Hosts, door: Door) -> None:
    house = hosts.house
    made = [hosts.add(VISITOR), hosts.add(relative(9)), hosts.add(relative(9, NOW + 20 * DAY, has_code=False))]
    with hosts.database.writing() as session:
        there = new_box(session, "2 Harbour Road")
        room = service.add_room(session, landlord_id=house.chen.reach.owner or 0, box_id=there, name="501", now=NOW)
    other, heard = door_of(house, there, "b" * 32), len(orders_about_guests(door))

    with hosts.database.writing() as session:
        service.move(session, house.chen, hosts.stay, room, now=NOW)
    left, came = orders_about_guests(door), orders_about_guests(other)
    with hosts.database.writing() as session:
        service.end(session, house.chen, hosts.stay, now=NOW + HOUR)

    assert heard == 2
    assert [type(order) for order in left] == [Erase, Erase]
    assert [order.room for order in came if isinstance(order, Visit)] == ["501", "501"]
    assert [type(order) for order in orders_about_guests(other)] == [Erase, Erase]
    assert [hosts.state(each.guest_id) for each in made] == [GuestState.OVER, GuestState.OVER, GuestState.CANCELLED]
    assert guest_upkeep_due(hosts, NOW + HOUR) == []


def guest_upkeep_due(hosts: Hosts, now: int) -> list[int]:
    with hosts.database.reading() as session:
        return guest_upkeep.due(session, now)


@SQLITE
def test_a_check_out_that_is_taken_back_brings_back_the_guests_it_ended_and_no_others(hosts: Hosts, door: Door) -> None:
    house, long = hosts.house, hosts.add(relative(40))
    made = [hosts.add(VISITOR), long, hosts.add(relative(9, NOW + 20 * DAY, number="", has_code=False))]
    left = hosts.add(relative(5, number="")).guest_id
    hosts.end(left, now=NOW + HOUR)
    invited = {order.person: order.code for order in orders_about_guests(door) if isinstance(order, Visit)}
    before = hosts.clock(long.guest_id)

    with hosts.database.writing() as session:
        desk.check_out(session, house.office, hosts.stay, now=NOW + HOUR)
        last = session.scalar(select(desk_act.c.id))
    gone = orders_about_guests(door)
    with hosts.database.writing() as session:
        desk.undo(session, house.office, last or 0, now=NOW + HOUR + 1)

    states = [hosts.state(each.guest_id) for each in made]
    assert states == [GuestState.THERE, GuestState.THERE, GuestState.EXPECTED]
    assert hosts.state(left) is GuestState.OVER
    again = orders_about_guests(door)
    assert [type(order) for order in gone] == [Erase, Erase]
    assert {order.person: order.code for order in again if isinstance(order, Visit)}.items() <= invited.items()
    assert len(again) == 2, "whoever had no code has none"
    assert (before, hosts.clock(long.guest_id)) == (State.RUNNING, State.RUNNING)
    hosts.end(made[0].guest_id, now=NOW + HOUR + 2)


@SQLITE
def test_what_stands_for_a_code_goes_when_nobody_can_bring_the_guest_back(hosts: Hosts) -> None:
    hosts.add(VISITOR)
    with hosts.database.writing() as session:
        service.end(session, hosts.house.chen, hosts.stay, now=NOW)
    kept = []
    for passed in (UNDO_WITHIN, UNDO_WITHIN + 1):
        with hosts.database.writing() as session:
            guest_upkeep.forget(session, now=NOW + passed)
            kept.append(session.scalar(select(guest.c.code)) != "")

    assert kept == [True, False]


@SQLITE
def test_a_shorter_stay_takes_its_guests_along(hosts: Hosts, door: Door) -> None:
    made = [hosts.add(relative(9)), hosts.add(relative(9, NOW + 20 * DAY, number=""))]
    orders_about_guests(door)

    with hosts.database.writing() as session:
        service.change_dates(session, hosts.house.chen, hosts.stay, 0, NOW + 3 * DAY, now=NOW)

    assert [hosts.state(each.guest_id) for each in made] == [GuestState.THERE, GuestState.CANCELLED]
    told = orders_about_guests(door)
    assert [type(order) for order in told] == [Erase, Visit]
    assert isinstance(told[1], Visit)
    assert told[1].until == NOW + 3 * DAY


@SQLITE
@pytest.mark.parametrize("said", [relative(200), Guest(Kind.VISITOR, "李四", NOW, NOW + 25 * HOUR)])
def test_nobody_is_a_guest_longer_than_their_host_nor_a_visitor_longer_than_a_day(hosts: Hosts, said: Guest) -> None:
    with pytest.raises(NotPossible):
        hosts.add(said)


def test_of_two_relatives_with_one_number_who_come_at_once_one_does(hosts: Hosts) -> None:
    done = at_once(*(lambda each=each: hosts.add(relative(9), person=each * 16) for each in "ab"))
    other_days = relative(9, NOW + 9 * DAY, number="330424 19900101 1239")

    assert sorted(done) == [False, True]
    assert hosts.add(other_days, person="c" * 16).code


@SQLITE
def test_a_relative_counts_as_living_there_after_thirty_days(home: Home, tmp_path: Path) -> None:
    home.measure(Measures(area=80, bedrooms=2))
    hosts = Hosts(home.house, opening.open_ring(home.house.database, tmp_path / "keys", now=NOW))
    hosts.add(relative(30, number=""))
    long = hosts.add(relative(40))

    with pytest.raises(TooMany):
        hosts.add(relative(40, number=""), person="d" * 16)
    with pytest.raises(TooMany):
        home.house.invite(plan=Plan(NOW + 35 * DAY, NOW + 50 * DAY))
    hosts.end(long.guest_id)
    home.house.invite(plan=Plan(NOW + 35 * DAY, NOW + 50 * DAY))


@SQLITE
def test_who_stays_longer_than_thirty_days_registers_by_law(hosts: Hosts) -> None:
    long, short = hosts.add(relative(40)).guest_id, hosts.add(relative(30, number="")).guest_id
    before = hosts.clock(long), hosts.clock(short)
    with hosts.database.writing() as session:
        acts.change_until(session, hosts.house.chen, short, NOW + 60 * DAY, now=NOW)
        acts.registered(session, hosts.house.chen, long, now=NOW + DAY)
    longer = hosts.clock(short)
    with hosts.database.writing() as session:
        acts.change_until(session, hosts.house.chen, short, NOW + 20 * DAY, now=NOW)

    assert (before, longer) == ((State.RUNNING, None), State.RUNNING)
    assert (hosts.clock(long), hosts.clock(short)) == (State.MET, State.CANCELLED)
    with hosts.database.reading() as session:
        (row,) = clocks.clocks_of(session, Subject(timing.GUEST, str(long)), NOW)
    assert (row.rule.source, row.rule.term.amount) == ("浙江省流动人口居住登记条例 12", 30)


@SQLITE
def test_a_relative_who_registers_at_the_door_is_noted_by_itself_whoever_comes_first(hosts: Hosts, door: Door) -> None:
    key, house = X25519PrivateKey.generate(), hosts.house

    def register(person: str, number: str) -> None:
        words = {"name": "张三丰", "number": number}
        said = {field: seal(word, key.public_key(), f"{field}:{person}") for field, word in words.items()}
        door.tell(registered(person, identity=Identity(**said)))
        SealingAnew(hosts.database, key, hosts.ring).turn(NOW + DAY)

    long, other = hosts.add(relative(40)).guest_id, hosts.add(relative(40, number="E1234567")).guest_id
    register("a" * 16, f" {NUMBER.lower()}")
    later = hosts.add(relative(40, NOW + 50 * DAY)).guest_id

    assert (hosts.clock(long), hosts.clock(other), hosts.clock(later)) == (State.MET, State.RUNNING, None)
    with hosts.database.writing() as session:
        with pytest.raises(NotPossible):
            acts.registered(session, house.chen, long, now=NOW + DAY)
        acts.registered(session, house.chen, other, now=NOW + DAY)
    hosts.end(other)
    another = hosts.add(relative(40, number="E1234567"), person="d" * 16).guest_id
    register("b" * 16, "E1234567")
    with hosts.database.reading() as session:
        rows = session.execute(select(guest.c.id).where(guest.c.registered_at.is_not(None)).order_by(guest.c.id))
        assert list(rows.scalars()) == [long, other, later, another]


def test_a_relative_who_is_added_while_their_document_is_sealed_anew_is_noted_too(hosts: Hosts, door: Door) -> None:
    key, person = X25519PrivateKey.generate(), "a" * 16
    words = {"name": "张三丰", "number": NUMBER}
    said = {field: seal(word, key.public_key(), f"{field}:{person}") for field, word in words.items()}
    door.tell(registered(person, identity=Identity(**said)))
    sealing = Thread(target=SealingAnew(hosts.database, key, hosts.ring).turn, args=(NOW + DAY,))

    with hosts.database.writing() as session:
        said_now = relative(40)
        made = acts.add(session, hosts.ring, hosts.house.chen, hosts.stay, said_now, person="b" * 16, now=NOW)
        sealing.start()
        # As long as a desk may take between looking and ending: the other has all the time to go past it.
        sealing.join(1)
    sealing.join(20)

    assert not sealing.is_alive()
    assert hosts.clock(made.guest_id) is State.MET


@SQLITE
def test_a_box_that_was_offline_and_central_forget_who_was_a_guest(hosts: Hosts, door: Door) -> None:
    made = hosts.add(VISITOR).guest_id
    hosts.end(made)

    there = []
    for passed in (rules.FORGOTTEN_AFTER, rules.FORGOTTEN_AFTER + 1):
        with hosts.database.writing() as session:
            guest_upkeep.forget(session, now=NOW + passed)
        there.append(hosts.state(made) is not None)

    assert [type(order) for order in orders_about_guests(door)] == [Visit, Erase]
    assert there == [True, False]
