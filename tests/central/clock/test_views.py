"""Lists by how pressing clocks are: each clock in one list, in order, page by page; on both databases."""

import pytest

from central.clock import service
from central.clock.passing import bring_on
from central.clock.service import Act, Place, Subject, Unit, When
from tests.central.clock.conftest import Clocks, at, rule

NOW = "2026-03-04 10:00"
"""A Wednesday."""


@pytest.fixture
def town(clocks: Clocks) -> Clocks:
    """Clocks of all kinds at NOW, named for their list."""
    for kind, hours, owner in (
        ("overdue", 1, "squad 1"),
        ("today", 26 + 8, "squad 1"),
        ("week", 72, "squad 2"),
        ("later", 240, "squad 2"),
        ("paused", 48, "squad 1"),
        ("met", 48, "squad 1"),
        ("cancelled", 48, "squad 2"),
    ):
        made = clocks.start("2026-03-03 09:00", rule(hours, Unit.HOURS), Subject(kind, "1"), owner)
        if kind in ("paused", "met", "cancelled"):
            act = {"paused": "pause", "met": "meet", "cancelled": "cancel"}[kind]
            clocks.act(act, made, "2026-03-03 10:00")
    bring_on(clocks.database, clocks.calendar(), {}, at(NOW))
    return clocks


def kinds(clocks: Clocks, when: When, **chosen: list[str]) -> list[str]:
    with clocks.database.reading() as session:
        rows = service.listed(session, clocks.calendar(), when, at(NOW), **chosen)  # type: ignore[arg-type]
    return [row.subject.kind for row in rows]


def test_every_clock_is_in_one_list(town: Clocks) -> None:
    found = {when.value: kinds(town, when) for when in When}

    assert found == {
        "overdue": ["overdue"],
        "today": ["today"],
        "week": ["week"],
        "later": ["later"],
        "paused": ["paused"],
        "ended": ["cancelled", "met"],
    }


def test_the_counts_are_those_of_the_lists(town: Clocks) -> None:
    with town.database.reading() as session:
        counted = service.counts(session, town.calendar(), at(NOW))
        of_one = service.counts(session, town.calendar(), at(NOW), owners=["squad 1"])

    assert counted == {when: len(kinds(town, when)) for when in When if when is not When.ENDED}
    assert of_one == {when: len(kinds(town, when, owners=["squad 1"])) for when in When if when is not When.ENDED}


def test_a_list_can_be_of_some_owners_or_kinds_only(town: Clocks) -> None:
    assert kinds(town, When.ENDED, owners=["squad 2"]) == ["cancelled"]
    assert kinds(town, When.ENDED, kinds=["met", "today"]) == ["met"]
    assert kinds(town, When.ENDED, owners=[]) == []


def test_an_end_at_midnight_is_of_the_day_before(clocks: Clocks) -> None:
    clocks.start("2026-03-03 09:00", rule(1, Unit.WORKING_DAYS))
    clocks.start("2026-03-03 09:00", rule(3, Unit.WORKING_DAYS), Subject("friday", "1"))
    clocks.start("2026-03-03 09:00", rule(5, Unit.NATURAL_DAYS), Subject("monday", "1"))

    assert kinds(clocks, When.TODAY) == ["registration"]
    assert kinds(clocks, When.WEEK) == ["friday"]
    assert kinds(clocks, When.LATER) == ["monday"]


@pytest.mark.parametrize("when", [When.LATER, When.ENDED])
def test_a_list_is_read_page_by_page_without_gaps_or_doubles(clocks: Clocks, when: When) -> None:
    calendar = clocks.calendar()
    with clocks.database.writing() as session:
        for number in range(23):
            act = Act("Wang", "begun", at("2026-03-03 09:00"))
            hours = rule(200 + number // 5, Unit.HOURS)
            made = service.start(session, calendar, hours, Subject("case", str(number)), act)
            if when is When.ENDED:
                service.meet(session, made, Act("Wang", "done", at("2026-03-03 10:00") + number // 5))
    seen, after = [], None

    with clocks.database.reading() as session:
        while rows := service.listed(session, calendar, when, at(NOW), after=after, limit=5):
            seen += [row.id for row in rows]
            after = Place.read(str(service.place_of(rows[-1])))

        whole = service.listed(session, calendar, when, at(NOW), limit=100)
    assert seen == [row.id for row in whole]
    assert len(set(seen)) == 23


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "a-b", "1-2-3", "9" * 19 + "-1", "٣-1"])
def test_a_place_that_is_none_is_the_beginning(text: str) -> None:
    assert Place.read(text) is None


def test_late_is_who_was_not_done_at_the_end(town: Clocks) -> None:
    with town.database.reading() as session:
        late = {
            row.subject.kind: row.is_late
            for when in When
            for row in service.listed(session, town.calendar(), when, at(NOW))
        }

    assert [kind for kind, is_late in late.items() if is_late] == ["overdue"]
