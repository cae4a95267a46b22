"""A door's contact, its exit button and its strike, with a lock in memory: what is written down, and who is let out."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.doorway import Doorway, Inputs
from edge.lock import LockEvent
from tests.fakes.house import House, house
from tests.stage.waiting import wait_until
from wire.kinds import Alarm, DoorChange, DoorPosition, Entry, Level, Release, ReleaseResult

CONTACT, EXIT, FIRE = 0, 1, 2
PATIENCE = 10.0
SHORT = 0.3
"""For how long the door may stand open here, s."""


class Doorstep:
    """A door of a house that is kept by a doorway, as the daemon puts them together."""

    def __init__(self, home: House, inputs: Inputs) -> None:
        self.home = home
        self.changes: list[DoorChange] = []
        self.alarms: list[Alarm] = []
        self.is_open_to_all = False
        self.doorway = Doorway("front", inputs, SHORT, self._write, lambda: self.is_open_to_all)
        home.portal.driven = self.doorway.driven
        home.heard = self.doorway.put

    def _write(self, told: DoorChange | Alarm) -> None:
        if isinstance(told, DoorChange):
            self.changes.append(told)
        else:
            self.alarms.append(told)

    def touch(self, number: int, *, is_active: bool) -> None:
        self.home.lock.touch(number, is_active)

    def told(self) -> list[tuple[str, str]]:
        return [(each.before, each.position) for each in self.changes]

    def wait(self, holds: Callable[[], bool]) -> None:
        wait_until(holds, f"what is waited for at {self.doorway.door}, after {self.told()}", within=PATIENCE)

    def wait_for(self, position: DoorPosition) -> None:
        self.wait(lambda: self.doorway.door.position is position)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Callable[[Inputs], Doorstep]]:
    stop, threads = threading.Event(), []
    with house(tmp_path) as home:

        def make(inputs: Inputs) -> Doorstep:
            step = Doorstep(home, inputs)
            thread = threading.Thread(target=step.doorway.run, args=(home.portal, stop))
            thread.start()
            threads.append(thread)
            return step

        yield make
        stop.set()
        for thread in threads:
            thread.join()


def test_a_resident_comes_in_and_the_door_stands_open_for_too_long(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, EXIT))
    door.touch(CONTACT, is_active=False)
    door.wait_for(DoorPosition.SECURED)
    door.home.give_pin(door.home.move_in())

    door.home.pin()
    door.touch(CONTACT, is_active=True)
    door.wait_for(DoorPosition.HELD_OPEN)
    door.touch(CONTACT, is_active=False)
    door.wait_for(DoorPosition.SECURED)

    assert door.told() == [
        ("unknown", "secured"),
        ("released", "open"),
        ("open", "held-open"),
        ("held-open", "secured"),
    ]
    assert [each.level for each in door.changes] == [Level.INFO, Level.INFO, Level.WARNING, Level.INFO]


def test_a_door_that_is_opened_from_outside_without_a_release_is_forced(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, EXIT))
    door.touch(CONTACT, is_active=False)

    door.touch(CONTACT, is_active=True)
    door.wait_for(DoorPosition.FORCED)

    assert door.changes[-1] == DoorChange("front", DoorPosition.FORCED, DoorPosition.SECURED, Level.CRITICAL)


def test_who_presses_the_button_inside_is_let_out_though_nobody_may_come_in(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, EXIT))
    door.touch(CONTACT, is_active=False)
    door.home.roster.set_lockdown(True)
    door.home.residents.refresh()

    door.touch(EXIT, is_active=True)
    door.wait(lambda: door.home.lock.released_until > time.monotonic())
    door.touch(EXIT, is_active=False)
    door.touch(CONTACT, is_active=True)
    door.wait_for(DoorPosition.OPEN)

    (release,) = (body for body in door.home.bodies() if isinstance(body, Release))
    assert release.result == ReleaseResult.DONE
    assert release.entry is None
    assert not [body for body in door.home.bodies() if isinstance(body, Entry)]


def test_inputs_that_are_active_at_rest_are_read_the_other_way(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, EXIT, at_rest=frozenset({CONTACT, EXIT})))

    door.touch(CONTACT, is_active=True)
    door.touch(EXIT, is_active=True)
    door.wait_for(DoorPosition.SECURED)
    assert door.home.lock.released_until == 0.0
    door.touch(EXIT, is_active=False)

    door.wait(lambda: door.home.lock.released_until > time.monotonic())


def test_a_door_found_open_when_the_lock_is_back_was_not_forced(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, EXIT))
    door.touch(CONTACT, is_active=False)
    door.doorway.put(LockEvent("offline", "no answer"))
    door.wait_for(DoorPosition.UNKNOWN)

    door.touch(CONTACT, is_active=True)
    door.wait(lambda: len(door.changes) == 2)

    assert door.told()[-1] == ("unknown", "open")


def test_a_door_without_a_contact_writes_nothing_and_lets_out_all_the_same(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(exit=EXIT))

    door.touch(CONTACT, is_active=True)
    door.touch(EXIT, is_active=True)
    door.wait(lambda: door.home.lock.released_until > time.monotonic())

    assert door.changes == []


def test_fire_releases_at_once_and_the_strike_stays_released(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, EXIT, FIRE))
    door.touch(CONTACT, is_active=False)
    door.home.roster.set_lockdown(True)
    door.home.residents.refresh()

    door.touch(FIRE, is_active=True)
    door.wait_for(DoorPosition.FREE)
    assert door.home.lock.released_until == math.inf
    door.touch(CONTACT, is_active=True)
    door.touch(EXIT, is_active=True)
    door.wait(lambda: len([body for body in door.home.bodies() if isinstance(body, Release)]) == 1)
    assert door.home.lock.released_until == math.inf
    door.touch(FIRE, is_active=False)
    door.wait_for(DoorPosition.OPEN)

    assert door.home.lock.released_until == 0.0
    assert door.told() == [("unknown", "secured"), ("secured", "free"), ("free", "open")]
    assert [(each.code, each.level) for each in door.alarms] == [("fire", "critical"), ("fire-over", "info")]


def test_a_lock_that_is_away_in_a_fire_is_released_when_it_is_back_and_told_once(
    at: Callable[[Inputs], Doorstep],
) -> None:
    door = at(Inputs(fire=FIRE))
    door.home.lock.online = False

    door.touch(FIRE, is_active=True)
    door.wait(lambda: len(door.alarms) == 2)
    door.home.lock.online = True
    door.doorway.put(LockEvent("online"))
    door.wait(lambda: door.home.lock.released_until == math.inf)

    assert [each.code for each in door.alarms] == ["fire", "not-released"]


def test_a_door_that_is_open_to_all_minds_nothing_and_is_locked_when_the_hours_end(
    at: Callable[[Inputs], Doorstep],
) -> None:
    door = at(Inputs(CONTACT))
    door.touch(CONTACT, is_active=False)
    door.wait_for(DoorPosition.SECURED)
    door.is_open_to_all = True
    door.wait_for(DoorPosition.UNLOCKED)
    door.touch(CONTACT, is_active=True)
    door.wait(lambda: door.doorway.door.is_open is True)
    door.touch(CONTACT, is_active=False)
    door.wait(lambda: door.doorway.door.is_open is False)

    door.is_open_to_all = False
    door.wait_for(DoorPosition.SECURED)

    assert door.told() == [("unknown", "secured"), ("secured", "unlocked"), ("unlocked", "secured")]
    assert door.home.lock.released_until == 0.0


def test_a_lock_that_lost_its_power_is_held_released_again(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT, fire=FIRE))
    door.touch(FIRE, is_active=True)
    door.wait_for(DoorPosition.FREE)

    door.home.lock.released_until = 0.0
    door.doorway.put(LockEvent("offline", "no answer"))

    door.wait(lambda: door.home.lock.released_until == math.inf)


def test_the_strike_falling_back_at_the_start_cuts_nobody_off(at: Callable[[Inputs], Doorstep]) -> None:
    door = at(Inputs(CONTACT))
    door.home.give_pin(door.home.move_in())

    door.home.pin()
    # When the doorway has seen this, it has looked at the strike after the release.
    door.touch(CONTACT, is_active=False)
    door.wait(lambda: door.doorway.door.is_open is False)

    assert door.home.lock.released_until > time.monotonic()
