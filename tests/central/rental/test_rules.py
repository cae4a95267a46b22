"""The machines of stay and registration never leave their tables, and every state can be reached."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from central.rental import days, masks, rules
from central.rental.rules import (
    Missing,
    NotPossible,
    RegistrationEvent,
    RegistrationState,
    StayEvent,
    StayState,
    after_registration,
    after_stay,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from([SHANGHAI, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")])


class Stay(RuleBasedStateMachine):
    """Whatever happens to a stay, what is over stays over, and what runs was never cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.past = StayState.PLANNED, [StayState.PLANNED]

    @rule(event=st.sampled_from(list(StayEvent)))
    def happen(self, event: StayEvent) -> None:
        try:
            self.state = after_stay(self.state, event)
        except NotPossible:
            return
        self.past.append(self.state)

    @invariant()
    def what_is_over_stays_over(self) -> None:
        over = [state for state in self.past if state not in rules.IN_FORCE]
        assert len(over) <= 1
        assert not over or self.past[-1] is over[0]

    @invariant()
    def it_ends_only_after_it_ran(self) -> None:
        assert StayState.ENDED not in self.past or StayState.RUNNING in self.past


TestStay = Stay.TestCase


_NO = {
    RegistrationEvent.REFUSE,
    RegistrationEvent.REVOKE,
    RegistrationEvent.TOLD_REVOKED,
    RegistrationEvent.TOLD_ERASED,
}


class Person(RuleBasedStateMachine):
    """Nobody enters again after a no, unless they register again."""

    def __init__(self) -> None:
        super().__init__()
        self.state = RegistrationState.WAITING
        self.shut = False

    @rule(event=st.sampled_from(list(RegistrationEvent)))
    def happen(self, event: RegistrationEvent) -> None:
        try:
            self.state = after_registration(self.state, event)
        except NotPossible:
            return
        if event in set(rules.TOLD.values()):
            self.shut = False
        elif event in _NO:
            self.shut = True

    @invariant()
    def a_no_holds(self) -> None:
        assert not (self.shut and self.state in rules.OPEN)


TestPerson = Person.TestCase


def test_every_state_can_be_reached_and_every_event_happens() -> None:
    assert {*rules.STAY.values(), StayState.PLANNED} == set(StayState)
    assert {event for _, event in rules.STAY} == set(StayEvent)
    assert set(rules.REGISTRATION.values()) == set(RegistrationState)
    assert {event for _, event in rules.REGISTRATION} == set(RegistrationEvent)


def test_landlords_judge_who_lives_there_and_staff_what_a_document_leaves_open() -> None:
    assert rules.is_for_landlord(["no-invitation"])
    assert rules.is_for_landlord(["no-invitation", "without-face"])
    assert not rules.is_for_landlord(["no-invitation", "face-differs"])
    assert not rules.is_for_landlord(["a reason of a newer box"])
    assert not rules.is_for_landlord([])


def test_a_child_comes_with_a_guardian() -> None:
    assert not rules.places_are_possible(1, minors=True)
    assert rules.places_are_possible(2, minors=True)
    assert rules.places_are_possible(1, minors=False)


def test_what_is_missing_is_told_in_the_order_of_the_steps_at_the_door() -> None:
    nothing = rules.missing(document="none", ways=[], references=0, has_consent=False)
    face = rules.missing(document="resident", ways=["face", "pin"], references=0, has_consent=True)
    pin = rules.missing(document="resident", ways=["pin"], references=0, has_consent=True)

    assert (nothing, face, pin) == ([Missing.CONSENT, Missing.DOCUMENT, Missing.WAY], [Missing.FACE], [])


@given(st.dates(date(1970, 1, 3), date(2200, 1, 1)), st.integers(0, 4000), ZONES)
def test_first_and_last_day_come_back_as_they_were_said(first: date, more: int, zone: ZoneInfo) -> None:
    last = date.fromordinal(first.toordinal() + more)

    begin, until = days.begins(first, zone), days.ends(last, zone)

    assert begin < until
    assert (days.day_of(begin, zone), days.last_day(until, zone)) == (first, last)


def test_a_year_ends_the_day_before_also_after_a_leap_day() -> None:
    assert days.a_year_from(date(2026, 11, 23)) == date(2027, 11, 22)
    assert days.a_year_from(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("full", "shown"),
    [("张三丰", "张**"), ("Ann Lee", "A**"), ("", ""), (" 欧阳娜 ", "欧**")],
)
def test_of_a_name_only_the_first_sign_is_shown(full: str, shown: str) -> None:
    assert masks.name(full) == shown


@pytest.mark.parametrize(
    ("full", "shown"),
    [("330482199001011234", "330****1234"), ("E12345678", "*******78"), ("123", "***"), ("", "")],
)
def test_of_a_number_most_is_hidden(full: str, shown: str) -> None:
    assert masks.number(full) == shown


@given(st.text(max_size=40))
def test_no_mask_shows_more_than_half_of_a_number(full: str) -> None:
    assert sum(sign != "*" for sign in masks.number(full)) <= len(full) / 2


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("", ""),
        ("王先生 13812345678", "王** 138****5678"),
        ("王先生13812345678", "王** 138****5678"),
        ("0573-8201 2345 找王先生", "找** 057****2345"),
        ("+86 138 1234 5678", "138****5678"),
        ("wang@anju.cn", "w**"),
        ("李 82012345 / 王 13812345678", "李** ******45 138****5678"),
    ],
)
def test_of_a_contact_the_first_sign_and_what_numbers_show_is_left(full: str, shown: str) -> None:
    assert masks.contact(full) == shown


@pytest.mark.parametrize(
    ("full", "shown"),
    [("13800005678", "138****5678"), ("+8613800005678", "138****5678"), ("87001234", "******34"), ("", "")],
)
def test_of_a_phone_number_the_four_digits_that_tell_people_apart_are_hidden(full: str, shown: str) -> None:
    assert masks.phone(full) == shown
