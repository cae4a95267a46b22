"""The table of a clock's states is the only way through them, and its picture shows all of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.clock.drawing import diagram
from central.clock.states import OPEN, TABLE, Event, NotPossible, State, following


def test_every_state_is_in_the_table_and_every_open_one_can_be_met_and_cancelled() -> None:
    assert set(TABLE) == set(State)
    assert {state for state in State if TABLE[state]} == OPEN | {State.CANCELLED}, "a mistake can be taken back"
    assert all({Event.MET, Event.CANCELLED} <= set(TABLE[state]) for state in OPEN)


@given(st.lists(st.sampled_from(Event)))
def test_whatever_happens_a_clock_is_in_one_of_its_states_and_ended_is_ended(events: list[Event]) -> None:
    state = State.RUNNING
    for event in events:
        if event in TABLE[state]:
            state = following(state, event)
        else:
            with pytest.raises(NotPossible, match=state):
                following(state, event)
    assert state in OPEN or set(TABLE[state]) <= {Event.REOPENED}


@pytest.mark.parametrize("state", list(State))
def test_the_picture_shows_every_way(state: State) -> None:
    picture = diagram()

    for event, to in TABLE[state].items():
        assert (f"{state} --> {to}: {event}" in picture) if to is not state else (event in picture)


def test_the_page_shows_the_picture() -> None:
    page = Path(__file__).parents[3] / "docs" / "clocks.md"
    assert diagram() in page.read_text("utf-8")
