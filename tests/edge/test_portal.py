"""All ways lead through the same steps, and none of their failures blocks another."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.access import DELAY_AFTER_FAILURES, FREE_FAILURES, MOST_FAILURES
from edge.answers import OPEN, STUCK
from edge.credentials.pin import Flaw
from edge.errors import EdgeError
from edge.hours import parse
from edge.lock import Card
from edge.presented import FaceSeen, StaffAsked
from tests.fakes.house import CARD, NOON, PIN, WRONG, House, house
from wire.kinds import Alarm, Entry, Method, Reason, Release, ReleaseResult

STRANGER = FaceSeen(None, None)
DELAY = DELAY_AFTER_FAILURES / 1000
typed = st.text(st.characters(exclude_categories=()), max_size=60)
"""Anything, half a surrogate pair too."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


def test_a_pin_opens_for_whom_it_belongs_to_and_is_recorded_before_the_release(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)

    answer = home.pin()

    assert (answer.decision.granted, answer.result, answer.words) == (True, ReleaseResult.DONE, OPEN)
    _, entry, release = home.bodies()
    assert entry == Entry("front", True, Reason.GRANTED, "pin", person, room="302")
    assert isinstance(release, Release)
    assert release.entry == 2
    assert release.frame_to_strike is not None


@pytest.mark.parametrize("room", ["3-02", "３０２", " 302 "])
def test_a_room_is_known_however_it_is_typed(home: House, room: str) -> None:
    home.give_pin(home.move_in())

    assert home.pin(room=room).decision.granted


@pytest.mark.parametrize(("room", "number"), [("302", WRONG), ("303", PIN), ("", PIN), ("302", "")])
def test_a_wrong_pin_or_room_opens_nothing(home: House, room: str, number: str) -> None:
    home.give_pin(home.move_in())
    home.move_in("303")

    answer = home.pin(number, room)

    assert answer.decision.reason is Reason.NOT_RECOGNISED
    assert home.lock.released_until == 0


def test_what_is_typed_in_place_of_a_room_is_recorded_nowhere(home: House) -> None:
    home.give_pin(home.move_in())

    home.pin(number="302", room=PIN)

    [entry] = home.entries()
    assert entry.room == ""
    assert all(PIN.encode() not in path.read_bytes() for path in home.folder.iterdir() if path.is_file())


def test_a_card_opens_for_whom_it_was_enrolled(home: House) -> None:
    person = home.move_in()
    home.give_card(person)

    assert home.card().entry == Entry("front", True, Reason.GRANTED, "card", person)
    assert home.card(Card(1, 26, bytes.fromhex("12345680"))).decision.reason is Reason.NOT_RECOGNISED


def test_a_phones_code_opens_once_also_after_a_power_cut(home: House) -> None:
    person = home.move_in()
    secret = home.give_phone(person)
    code = home.code_of(secret)

    assert home.code(code).decision.granted
    assert home.code(code).decision.reason is Reason.NOT_RECOGNISED
    home.restart()
    assert home.code(code).decision.reason is Reason.NOT_RECOGNISED
    home.wait(30)
    assert home.code(home.code_of(secret)).decision.granted


def test_two_who_type_the_same_code_at_once_open_once(home: House) -> None:
    secret = home.give_phone(home.move_in())
    code = home.code_of(secret)
    threads = [threading.Thread(target=home.code, args=(code,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(entry.granted for entry in home.entries()) == [False, False, False, True]


def test_a_phones_code_is_refused_plainly_while_the_clock_is_not_trusted_and_a_pin_is_not(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    code = home.code_of(home.give_phone(person))
    home.pin()
    home.now -= 3_600_000
    home.restart()

    answer = home.code(code)

    assert answer.decision.reason is Reason.CLOCK_NOT_TRUSTED
    assert "another way" in answer.words.en
    assert home.pin().decision.granted


def test_a_pin_that_is_being_compared_keeps_nobody_else_waiting(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    comparing, go_on = threading.Event(), threading.Event()

    def slow(message: bytes, context: str) -> bytes:
        comparing.set()
        assert go_on.wait(20)
        return home.vault.digest(message, context)

    known = home.residents.now
    home.residents.now = replace(known, holders=replace(known.holders, digest=slow))
    typing = threading.Thread(target=home.pin)
    typing.start()
    assert comparing.wait(20)

    answer = home.portal.present(FaceSeen(person, 0.8))

    assert answer.decision.granted
    assert len(home.entries()) == 1
    go_on.set()
    typing.join()
    assert [entry.method for entry in home.entries()] == ["face", "pin"]


def test_many_who_guess_a_pin_at_once_have_no_more_tries(home: House) -> None:
    home.give_pin(home.move_in())
    guessing = [threading.Thread(target=home.pin, args=(WRONG,)) for _ in range(12)]
    for thread in guessing:
        thread.start()
    for thread in guessing:
        thread.join()

    reasons = [entry.reason for entry in home.entries()]
    assert reasons == [Reason.NOT_RECOGNISED] * FREE_FAILURES + [Reason.RATE_LIMITED] * (12 - FREE_FAILURES)


def test_staff_open_in_their_name(home: House) -> None:
    home.portal.present(StaffAsked("Li Wei", "phone lost, identity card seen"))

    entry = home.entries()[0]
    assert (entry.method, entry.granted, entry.by, entry.why) == (
        "staff",
        True,
        "Li Wei",
        "phone lost, identity card seen",
    )


def test_a_lock_that_does_not_answer_is_said(home: House) -> None:
    home.give_pin(home.move_in())
    home.lock.online = False

    assert home.pin().words is STUCK


def test_who_has_weekly_hours_is_let_in_within_them(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.roster.set_hours(person, (parse("1 08:00-18:00"),))
    home.residents.refresh()

    assert home.pin().decision.granted
    home.wait(6 * 3600)
    assert home.pin().decision.reason is Reason.OUTSIDE_HOURS


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_who_may_not_enter_enters_by_no_way(home: House, act: str) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    secret = home.give_phone(person)
    getattr(home.roster, act)(person)
    home.residents.refresh()

    answers = [home.pin(), home.card(), home.code(home.code_of(secret))]

    assert not any(answer.decision.granted for answer in answers)


def test_with_a_person_all_their_ways_go(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    secret = home.give_phone(person)
    home.roster.erase(person, NOON)
    home.residents.refresh()

    answers = [home.pin(), home.card(), home.code(home.code_of(secret))]

    assert {answer.decision.reason for answer in answers} == {Reason.NOT_RECOGNISED}


def test_a_broken_roster_locks_no_pin_card_or_phone_out(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    secret = home.give_phone(person)
    home.roster.close()
    home.roster.file.path.write_bytes(b"not a database" * 1000)
    home.residents.refresh()

    answers = [home.pin(), home.card(), home.code(home.code_of(secret))]

    assert all(answer.decision.granted for answer in answers)


def test_after_five_failures_a_way_waits_and_the_others_do_not(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    for _ in range(FREE_FAILURES):
        home.pin(WRONG, room="nowhere")

    assert home.pin().decision.reason is Reason.RATE_LIMITED
    assert home.portal.present(FaceSeen(person, 0.8)).decision.granted
    assert home.card().decision.granted
    home.wait(DELAY)
    assert home.pin().decision.granted


def test_failures_of_one_room_make_that_room_wait_even_when_neighbours_come_in_between(home: House) -> None:
    home.give_pin(home.move_in())
    home.give_pin(home.move_in("303"), "491827")
    for _ in range(FREE_FAILURES):
        home.pin(WRONG)
        home.wait(1)
        assert home.pin("491827", "303").decision.granted

    assert home.pin().decision.reason is Reason.RATE_LIMITED
    assert home.pin("491827", "303").decision.granted


def test_a_walk_of_failures_turns_a_way_off_once_until_staff_allow_it_through_power_cuts(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    for number in range(MOST_FAILURES):
        assert home.portal.present(STRANGER).decision.reason is Reason.NOT_RECOGNISED
        if number % 7 == 0:
            home.restart()
        home.wait(DELAY)

    home.restart()
    home.wait(24 * 3600)

    assert home.portal.present(FaceSeen(person, 0.9)).decision.reason is Reason.WAY_OFF
    assert home.pin().decision.granted
    assert [way.method for way in home.portal.ways() if way.is_off] == [Method.FACE]
    alarms = [body for body in home.bodies() if isinstance(body, Alarm)]
    assert [(alarm.code, alarm.level, alarm.detail[:4]) for alarm in alarms] == [("way-off", "critical", "face")]

    home.portal.allow(Method.FACE, "Li Wei")
    home.restart()

    assert home.portal.present(FaceSeen(person, 0.9)).decision.granted
    assert not any(way.is_off for way in home.portal.ways())


def test_a_try_that_only_waits_costs_nothing_more(home: House) -> None:
    home.give_pin(home.move_in())
    for _ in range(FREE_FAILURES):
        home.pin(WRONG)
    for _ in range(20):
        home.pin(WRONG)

    assert next(way for way in home.portal.ways() if way.method == Method.PIN).failures == FREE_FAILURES
    home.wait(DELAY)
    assert home.pin().decision.granted


def test_no_two_of_a_room_have_the_same_pin(home: House) -> None:
    home.give_pin(home.move_in())
    mate, neighbour = home.move_in(), home.move_in("303")

    assert home.ways.set_pin(mate, PIN, None) is Flaw.TAKEN
    assert home.ways.of(mate) == frozenset()
    assert home.ways.set_pin(neighbour, PIN, None) is None


def test_a_pin_may_be_chosen_again_and_replaces_the_one_before(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_pin(person)
    home.give_pin(person, "491827")

    assert not home.pin().decision.granted
    assert home.pin("491827").decision.granted


def test_a_pin_with_a_flaw_is_not_set(home: House) -> None:
    person = home.move_in()

    assert home.ways.set_pin(person, "900305", date(1990, 3, 5)) is Flaw.BIRTHDAY
    assert home.ways.of(person) == frozenset()


def test_ways_are_listed_and_cleared(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    home.ways.make_phone_secret(person)
    assert home.ways.of(person) == {Method.PIN, Method.CARD, Method.PHONE}

    for way in (Method.PIN, Method.CARD, Method.PHONE):
        home.ways.forget(person, way)
    home.residents.refresh()

    assert home.ways.of(person) == frozenset()
    assert not home.pin().decision.granted
    assert not home.card().decision.granted


def test_a_card_of_somebody_else_is_not_given_away(home: House) -> None:
    owner, other = home.move_in(), home.move_in()
    home.give_card(owner)

    with pytest.raises(EdgeError, match="somebody else"):
        home.give_card(other)

    assert home.card().entry.person == owner


def test_who_has_no_room_can_have_a_card_but_no_pin_and_no_phone(home: House) -> None:
    person = home.move_in("")
    home.give_card(person)

    assert home.card().decision.granted
    with pytest.raises(EdgeError, match="room"):
        home.ways.set_pin(person, PIN, None)
    with pytest.raises(EdgeError, match="room"):
        home.ways.make_phone_secret(person)
    assert home.pin(room="").decision.reason is Reason.NOT_RECOGNISED


def test_nothing_a_person_opens_with_lies_in_a_file_or_a_log(home: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    made = home.ways.make_phone_secret(person)
    home.residents.refresh()
    code = home.code_of(made.secret)
    for attempt in (home.pin, home.card, lambda: home.pin(WRONG), lambda: home.code(code)):
        attempt()
    home.close()

    secrets = [PIN.encode(), WRONG.encode(), code.encode(), made.secret, made.fragment[7:40].encode(), CARD.data]
    kept = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
    assert not any(secret in kept or secret.decode("latin-1") in caplog.text for secret in secrets)


@given(typed, typed)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_typed_is_answered_and_opens_nothing(home: House, room: str, number: str) -> None:
    home.wait(DELAY)
    home.portal.allow(Method.PIN, "a test")

    answers = [home.pin(number, room), home.code(number, room)]

    assert not any(answer.decision.granted for answer in answers)


def test_who_was_let_in_is_told_of_once_the_door_is_open_and_while_it_attends_to_the_next(home: House) -> None:
    person = home.move_in()
    home.give_pin(person)
    home.give_card(person)
    heard: list[tuple[str, bool]] = []

    def hear(who: str) -> None:
        heard.append((who, home.lock.released_until > 0))
        if len(heard) == 1:
            home.card()

    home.portal.let_in = hear
    home.pin()
    assert heard == [(person, True)] * 2


def test_nobody_is_told_of_who_stays_outside_or_whom_staff_let_in(home: House) -> None:
    heard: list[str] = []
    home.portal.let_in = heard.append
    home.give_pin(home.move_in())
    home.pin(WRONG)
    home.portal.present(StaffAsked("li", "lost keys"))
    home.lock.online = False
    home.pin()
    assert heard == []
