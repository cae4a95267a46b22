"""The table of a door, walked at random beside a reckoning of its own, and drawn where people read of it."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.door import GRACE, LEVELS, TABLE, Door, Event, diagram
from tests.stage.program import REPO
from wire.kinds import DoorPosition, Level

RELEASE, LONG = 5.0, 60.0
WHAT = st.sampled_from(["open", "close", "drive", "lose", "fire", "hours", "lock", "wait"])
HAPPENINGS = st.lists(st.tuples(WHAT, st.sampled_from([0.1, 1.0, 4.9, 6.5, 30.0, 61.0])), max_size=40)
EVENTS = {
    "open": Event.OPENED,
    "close": Event.CLOSED,
    "lose": Event.LOST,
    "fire": Event.FREED,
    "hours": Event.UNLOCKED,
    "lock": Event.LOCKED,
}
LEAF = {"open": True, "close": False, "lose": None}
HELD = {"fire": DoorPosition.FREE, "hours": DoorPosition.UNLOCKED, "lock": None, "lose": None}


@dataclass
class Seen:
    """A door and what a bystander knows: whether it stands open, since when, and until when it may be opened."""

    door: Door
    now: float = 100.0
    is_open: bool | None = None
    opened_at: float = 0.0
    free_until: float = 0.0
    held: DoorPosition | None = None

    def step(self, what: str) -> None:
        self.door = self.door.at(self.now)
        if what == "drive":
            self.free_until = max(self.free_until, self.now + RELEASE + GRACE)
            self.door = self.door.driven(self.now, self.now + RELEASE)
        elif what in EVENTS:
            self._see(what)
            self.door = self.door.after(EVENTS[what], self.now)
        # What is due at once.
        self.door = self.door.at(self.now)

    def _see(self, what: str) -> None:
        if what in LEAF:
            is_new = LEAF[what] is not self.is_open
            self.opened_at = self.now if is_new else self.opened_at
            self.is_open = LEAF[what]
        if what == "lock" and self.held is not None:
            # From now on somebody minds.
            self.opened_at = self.now
        self.held = HELD.get(what, self.held)


CLOSED = (DoorPosition.SECURED, DoorPosition.RELEASED)


@given(HAPPENINGS)
def test_whatever_happens_the_door_stands_as_a_bystander_sees_it(happenings: list[tuple[str, float]]) -> None:
    seen = Seen(Door(LONG))
    for what, seconds in happenings:
        seen.now += seconds
        seen.door = seen.door.at(seen.now)
        was_closed = seen.door.position in CLOSED
        seen.step(what)

        _stands_as_it_is_seen(seen)
        if what == "open" and was_closed:
            is_forced = seen.door.position is DoorPosition.FORCED
            assert is_forced == (seen.now >= seen.free_until)


def _stands_as_it_is_seen(seen: Seen) -> None:
    """By what the bystander knows; of a door whose lock is away nobody knows."""
    position, stood = seen.door.position, seen.now - seen.opened_at
    assert (position if position in HELD.values() else None) is seen.held
    if seen.held is None and seen.is_open is not None:
        assert (position in CLOSED) is not seen.is_open
    holds = {
        DoorPosition.HELD_OPEN: stood >= LONG,
        DoorPosition.OPEN: stood < LONG,
        DoorPosition.RELEASED: seen.now < seen.free_until,
    }
    assert holds.get(position, True)


@pytest.mark.parametrize("position", list(DoorPosition))
def test_every_position_has_ways_out_and_a_lock_that_goes_leaves_nothing_known(position: DoorPosition) -> None:
    door = Door(LONG, position, released_until=0.0, opened_at=0.0)

    assert TABLE[position]
    assert door.after(Event.LOST, 1.0).position is DoorPosition.UNKNOWN


def test_a_door_opened_without_a_release_is_forced_and_closing_it_hides_nothing_before() -> None:
    door = Door(LONG).after(Event.CLOSED, 0).after(Event.OPENED, 10)

    assert door.position is DoorPosition.FORCED
    assert door.level is Level.CRITICAL
    assert door.after(Event.CLOSED, 11).position is DoorPosition.SECURED


def test_a_contact_that_comes_a_moment_late_is_no_break_in() -> None:
    door = Door(LONG).after(Event.CLOSED, 0).driven(10, 15).at(15 + GRACE / 2)

    assert door.after(Event.OPENED, 15 + GRACE / 2).position is DoorPosition.OPEN
    assert door.at(15 + GRACE).after(Event.OPENED, 15 + GRACE).position is DoorPosition.FORCED


def test_who_comes_back_while_the_strike_is_released_forces_nothing() -> None:
    door = Door(LONG).after(Event.CLOSED, 0).driven(10, 15).after(Event.OPENED, 11).after(Event.CLOSED, 12)

    assert door.position is DoorPosition.SECURED
    assert door.after(Event.OPENED, 13).position is DoorPosition.OPEN


def test_a_door_found_open_at_the_start_is_not_taken_for_a_break_in() -> None:
    assert Door(LONG).after(Event.OPENED, 0).position is DoorPosition.OPEN


def test_only_what_is_not_as_it_should_be_wants_somebody() -> None:
    assert LEVELS == {
        DoorPosition.HELD_OPEN: Level.WARNING,
        DoorPosition.FORCED: Level.CRITICAL,
        DoorPosition.FREE: Level.CRITICAL,
    }


def test_the_picture_in_the_docs_is_drawn_from_the_table() -> None:
    assert diagram() in (REPO / "docs" / "doors.md").read_text(encoding="utf-8")
