"""Inspections, hazards with their clocks, judgements that say what they follow from, appeals."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from central.clock import service as clocks
from central.clock.passing import bring_on
from central.clock.service import State, Subject
from central.rental.housing import appeals, findings, hazards, inspecting, judging, tiers, views
from central.rental.housing.appeals import AppealState, OwnFinding
from central.rental.housing.hazards import ITEMS, HazardEvent, HazardState
from central.rental.housing.inspecting import Found
from central.rental.housing.judging import Because
from central.rental.housing.tables import judgement
from central.rental.housing.tiers import SCHEMES, Finding
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from tests.central.rental.conftest import DAY, NOW
from tests.central.rental.housing.conftest import Home

LI = Scope("Li")
"""Somebody else of the office."""


def say(home: Home, hazard: int, event: HazardEvent, *, by: Scope | None = None, at: int = NOW) -> HazardState:
    with home.house.database.writing() as session:
        scope = by or home.office
        return inspecting.act(session, home.calendar(session), scope, hazard, event, why="seen", now=at)


def ask(home: Home) -> int:
    with home.house.database.writing() as session:
        return appeals.ask(session, home.calendar(session), home.house.chen, home.building, "look again", now=NOW)


def decide(home: Home, appeal: int, *wrong: int, by: Scope = LI) -> AppealState:
    with home.house.database.writing() as session:
        return appeals.decide(session, home.calendar(session), by, appeal, wrong, why="looked", now=NOW)


def clock_of(home: Home, kind: str, number: int) -> clocks.ClockRow:
    with home.house.database.reading() as session:
        (found,) = clocks.clocks_of(session, Subject(kind, str(number)), NOW)
    return found


def latest(home: Home) -> findings.JudgementRow:
    with home.house.database.reading() as session:
        return findings.judgements(session, home.building)[0]


def test_a_house_nobody_has_looked_at_has_no_colour_and_one_in_order_is_green(home: Home) -> None:
    before = home.row()

    home.look()

    after = home.row()
    assert (before.tier, before.stars) == ("", None)
    assert (after.tier, after.stars, after.look_again_at) == ("green", 5, NOW + 21 * DAY)


def test_a_judgement_opens_to_the_rows_it_follows_from(home: Home) -> None:
    found = home.look(Found("windows-barred", room_id=home.house.room), Found("no-extinguisher"))

    judged = latest(home)

    assert (judged.tier, judged.because.points, judged.because.hazards) == ("yellow", 4, tuple(found))
    with home.house.database.reading() as session:
        rows = findings.hazards_of(session, home.office, home.building)
        again = tiers.judge(SCHEMES["four"], [Finding(row.id, row.item, is_late=False) for row in rows])
    assert (again.tier.colour, again.stars) == (home.row().tier, home.row().stars)


def test_what_is_known_already_is_not_found_twice_and_what_is_gone_no_longer_counts(home: Home) -> None:
    (first,) = home.look(Found("unclean"))

    assert home.look(Found("unclean")) == [first]
    assert home.look(gone=(first,)) == []
    assert home.row().tier == "green"
    assert clock_of(home, judging.KIND, first).state is State.MET


def test_the_clock_stands_while_the_landlord_says_that_it_is_mended(home: Home) -> None:
    (hazard,) = home.look(Found("bad-wiring"))
    assert clock_of(home, judging.KIND, hazard).rule.term.amount == 5

    say(home, hazard, HazardEvent.MEND, by=home.house.chen)
    standing = clock_of(home, judging.KIND, hazard).state
    say(home, hazard, HazardEvent.RETURN)

    assert (standing, clock_of(home, judging.KIND, hazard).state) == (State.PAUSED, State.RUNNING)
    assert say(home, hazard, HazardEvent.CONFIRM) is HazardState.CLOSED


def test_a_landlord_only_says_that_it_is_mended_and_of_nobody_elses_room(home: Home) -> None:
    (hazard,) = home.look(Found("unclean", room_id=home.house.room))

    with pytest.raises(NotPossible):
        say(home, hazard, HazardEvent.CONFIRM, by=home.house.chen)
    with pytest.raises(NotThere):
        say(home, hazard, HazardEvent.MEND, by=home.house.lin)
    with home.house.database.reading() as session:
        assert findings.hazard_of(session, home.house.lin, hazard) is None
        assert views.building_of(session, home.house.lin, home.building) is not None


def test_a_hazard_that_is_late_weighs_double_from_the_moment_its_time_is_over(home: Home) -> None:
    home.look(Found("windows-barred"))
    with home.house.database.reading() as session:
        calendar = home.calendar(session)

    bring_on(home.house.database, calendar, {judging.KIND: inspecting.heard}, NOW + 30 * DAY)

    assert (latest(home).because.points, len(latest(home).because.late), latest(home).by) == (6, 1, "calendar")
    assert home.row().tier == "orange"


def test_rooms_of_other_houses_and_items_nobody_knows_are_refused(home: Home) -> None:
    with pytest.raises(NotThere):
        home.look(Found("unclean", room_id=999))
    with pytest.raises(NotPossible):
        home.look(Found("no-such-item"))
    assert home.row().tier == ""


def test_an_appeal_that_is_upheld_takes_back_what_was_none_and_the_house_is_judged_anew(home: Home) -> None:
    wrong, right = home.look(Found("windows-barred"), Found("unclean"))
    appeal = ask(home)

    assert decide(home, appeal, wrong) is AppealState.UPHELD

    assert latest(home).because.hazards == (right,)
    assert home.row().tier == "green"
    assert clock_of(home, appeals.KIND, appeal).state is State.MET
    assert clock_of(home, judging.KIND, wrong).state is State.CANCELLED


def test_who_found_it_does_not_decide_about_the_appeal_and_nobody_decides_twice(home: Home) -> None:
    home.look(Found("windows-barred"))
    appeal = ask(home)

    with pytest.raises(OwnFinding):
        decide(home, appeal, by=home.office)
    with pytest.raises(NotPossible):
        ask(home)
    with pytest.raises(NotPossible):
        decide(home, appeal, by=home.house.chen)
    assert decide(home, appeal) is AppealState.REFUSED
    with pytest.raises(NotPossible):
        decide(home, appeal)
    assert home.row().tier == "yellow"


def test_an_appeal_about_one_house_takes_back_nothing_in_another(home: Home) -> None:
    home.look(Found("unclean"))
    appeal = ask(home)

    with pytest.raises(NotThere):
        decide(home, appeal, 999)
    assert home.row().hazards == 1


acts = st.lists(
    st.one_of(
        st.tuples(st.just("find"), st.sampled_from(sorted(ITEMS))),
        st.tuples(st.sampled_from(sorted(HazardEvent)), st.integers(0, 5)),
    ),
    max_size=7,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_the_kept_colour_is_always_the_one_that_what_counts_gives(home: Home, acts: list[tuple[str, Any]]) -> None:
    seen = home.look()
    for what, argument in acts:
        if what == "find":
            seen = home.look(Found(argument))
        elif seen:
            try:
                say(home, seen[argument % len(seen)], HazardEvent(what))
            except NotPossible:
                continue

    with home.house.database.reading() as session:
        counting = findings.hazards_of(session, home.office, home.building)
        kept = session.scalars(select(judgement.c.because).order_by(judgement.c.id.desc()).limit(1)).one()
    judged = tiers.judge(SCHEMES["four"], [Finding(row.id, row.item, is_late=False) for row in counting])
    assert (home.row().tier, home.row().stars) == (judged.tier.colour, judged.stars)
    assert Because.read(kept).hazards == tuple(row.id for row in counting)
    assert all(row.state in hazards.COUNT for row in counting)
