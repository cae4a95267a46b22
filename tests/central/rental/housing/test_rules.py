"""What holds of housing's rules, whatever the numbers are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.rental.housing import crowding, deadlines, hazards, room_states, tiers
from central.rental.housing.crowding import STANDARDS, Limit, Measures
from central.rental.housing.deadlines import Staged
from central.rental.housing.hazards import ITEMS, Facts, HazardEvent, HazardState, Severity
from central.rental.housing.room_states import BY_OFFICE, BY_STAYS, ROOM, TAKES_STAYS, RoomEvent, RoomState, Use
from central.rental.housing.tiers import SCHEMES, Finding
from central.rental.rules import NotPossible

FOUR, SIX = STANDARDS["4-m2"], STANDARDS["6-m2"]
measured = st.builds(
    Measures,
    st.sampled_from(list(Use)),
    st.none() | st.integers(1, 9999),
    st.none() | st.integers(1, 20),
)
findings = st.lists(st.builds(Finding, st.integers(1), st.sampled_from(list(ITEMS)), st.booleans()), max_size=12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_a_room_is_always_where_its_stays_have_brought_it(stays: list[tuple[int, int]]) -> None:
    state = RoomState.VACANT
    for running, planned in stays:
        reached = [after for _event, after in room_states.by_stays(state, running=running, planned=planned)]
        state = reached[-1] if reached else state

        assert (state is RoomState.OCCUPIED) is bool(running)
        if state is RoomState.VACANT:
            assert not planned
        assert state in TAKES_STAYS


@pytest.mark.parametrize("state", sorted(set(RoomState) - TAKES_STAYS - {RoomState.NO_DOOR}))
def test_stays_do_not_move_a_room_that_is_not_let(state: RoomState) -> None:
    assert list(room_states.by_stays(state, running=2, planned=1)) == []


def test_what_does_not_stand_in_the_table_of_rooms_does_not_happen() -> None:
    for state in ROOM:
        for event in RoomEvent:
            if event not in ROOM[state]:
                with pytest.raises(NotPossible):
                    room_states.after(state, event)


def test_every_state_of_a_room_is_reached_and_left() -> None:
    reached = {to for events in ROOM.values() for to in events.values()}

    assert reached == set(ROOM)
    assert all(ROOM.values())


@pytest.mark.parametrize("state", ROOM)
def test_a_landlord_does_nothing_that_is_the_offices(state: RoomState) -> None:
    theirs = set(room_states.possible(state, for_office=False))

    assert not theirs & (BY_OFFICE | BY_STAYS)
    assert theirs <= set(room_states.possible(state, for_office=True))


@given(measured, st.integers(1, 40), st.sampled_from([FOUR, SIX]))
def test_exactly_as_many_live_in_a_room_as_may(room: Measures, people: int, standard: crowding.Standard) -> None:
    most = crowding.most(standard, room)

    fits = not crowding.excesses(standard, room, people)

    assert fits is (most is None or people <= most)


@pytest.mark.parametrize(
    ("area", "bedrooms", "people", "limits"),
    [
        (80, 1, 2, []),
        (79, 1, 2, [Limit.AREA]),
        (200, 1, 3, [Limit.BEDROOMS]),
        (110, 1, 3, [Limit.AREA, Limit.BEDROOMS]),
        (120, 2, 3, []),
        (None, None, 20, []),
    ],
)
def test_four_square_metres_each_and_two_in_a_bedroom(
    area: int | None, bedrooms: int | None, people: int, limits: list[Limit]
) -> None:
    found = crowding.excesses(FOUR, Measures(Use.BEDROOM, area, bedrooms), people)

    assert [each.limit for each in found] == limits
    assert [each.limit for each in found if each.may_be_overridden] == [
        each for each in limits if each is Limit.BEDROOMS
    ]


def test_nobody_lives_in_a_kitchen() -> None:
    (found,) = crowding.excesses(FOUR, Measures(Use.KITCHEN, 500, 5), 1)

    assert found.limit is Limit.USE
    assert not found.may_be_overridden


spans = st.tuples(st.integers(0, 30), st.integers(1, 30), st.integers(1, 9)).map(lambda s: (s[0], s[0] + s[1], s[2]))


@given(spans, st.lists(spans, max_size=8))
def test_the_fullest_day_is_the_fullest_of_all_days(
    stay: tuple[int, int, int], others: list[tuple[int, int, int]]
) -> None:
    begin, until, people = stay

    at_once = crowding.most_at_once(begin, until, people, others)

    days = (sum(count for first, last, count in others if first <= day < last) for day in range(begin, until))
    assert at_once == people + max(days)


@pytest.mark.parametrize(("rooms", "beds", "is_so"), [(9, 9, False), (10, 0, True), (3, 10, True)])
def test_ten_rooms_or_ten_beds_make_a_house_a_public_place(rooms: int, beds: int, is_so: bool) -> None:
    assert crowding.is_regulated(FOUR, rooms=rooms, beds=beds) is is_so


@given(findings, st.sampled_from(list(ITEMS)), st.sampled_from(list(SCHEMES)))
def test_one_more_hazard_never_makes_a_house_better(found: list[Finding], item: str, name: str) -> None:
    scheme = SCHEMES[name]
    before, after = tiers.judge(scheme, found), tiers.judge(scheme, [*found, Finding(0, item, is_late=False)])

    assert scheme.tiers.index(before.tier) <= scheme.tiers.index(after.tier)
    assert after.stars <= before.stars


@pytest.mark.parametrize(("name", "colours"), [("four", 4), ("three", 3)])
def test_nothing_open_is_green_with_five_stars_and_danger_is_the_last_colour(name: str, colours: int) -> None:
    scheme = SCHEMES[name]

    clean, danger = tiers.judge(scheme, []), tiers.judge(scheme, [Finding(1, "exit-blocked", is_late=False)])

    assert (clean.tier.colour, clean.stars) == ("green", 5)
    assert danger.tier is scheme.tiers[-1]
    assert len(scheme.tiers) == colours


def test_only_a_self_built_house_without_appraisal_lacks_one() -> None:
    item = ITEMS["no-appraisal"]

    assert item.concerns(Facts(is_self_built=True))
    assert not item.concerns(Facts(is_self_built=True, is_appraised=True))
    assert not item.concerns(Facts())


def test_a_hazard_that_is_over_stays_over() -> None:
    for state in (HazardState.CLOSED, HazardState.CANCELLED):
        for event in HazardEvent:
            with pytest.raises(NotPossible):
                hazards.after(state, event)


def test_the_graver_a_hazard_the_sooner_it_is_put_right() -> None:
    terms = {severity: hazards.rule(severity, 5).term for severity in Severity}

    assert (terms[Severity.CRITICAL].amount, terms[Severity.CRITICAL].unit) == (24, "hours")
    assert terms[Severity.SERIOUS].amount < terms[Severity.MINOR].amount


@given(st.tuples(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120)))
def test_a_staged_rule_reads_back_as_it_was_written(days: tuple[int, int, int]) -> None:
    read = Staged.read("/".join(map(str, days)))

    is_one = 0 < days[0] <= days[1] <= days[2] <= 99
    assert read == (Staged(days) if is_one else None)
    assert read is None or Staged.read(str(read)) == read


@pytest.mark.parametrize("text", ["5/3/1", "0/3/5", "1/3", "1/3/5/7", "a/b/c", "1/3/500", "-1/3/5", ""])
def test_what_is_no_staged_rule_is_refused(text: str) -> None:
    assert Staged.read(text) is None


def test_every_legal_deadline_says_its_article_and_is_one_only() -> None:
    assert len({rule.name for rule in deadlines.LEGAL}) == len(deadlines.LEGAL)
    assert all(rule.source[-1].isdigit() and rule.dated < date(2026, 1, 1) for rule in deadlines.LEGAL)
