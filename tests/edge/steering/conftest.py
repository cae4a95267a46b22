"""A door, and a phone that steers the enrolment there."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from edge.enrolment.states import State
from edge.steering import Steering
from tests.fakes.doorway import PREPARATION, Screen, screen
from wire.orders import Steer
from wire.steering import Act, Progress


class Phone:
    """Its holder touches what they see. shown: the newest Progress; all: every one, oldest first."""

    def __init__(self, door: Screen, steering: Steering, preparation: str = PREPARATION) -> None:
        self.door, self._steering, self._preparation = door, steering, preparation
        self.all: list[Progress] = []
        self._ids = count(100)

    @property
    def shown(self) -> Progress:
        return self.all[-1]

    def touch(self, act: Act, serial: int | None = None) -> None:
        """Touch something, on the page that is shown or on an older one."""
        at = (self.shown.serial if self.all else 0) if serial is None else serial
        expires = self.door.house.now + 15_000
        self._steering.take(Steer(next(self._ids), expires, preparation=self._preparation, serial=at, act=act))
        self.look()

    def look(self) -> None:
        """What central is told is shown."""
        self.door.now += 0.4
        while (progress := self._steering.news()) is not None:
            self._steering.told(progress)
            if progress.preparation == self._preparation:
                self.all.append(progress)

    def at(self) -> State:
        return State(self.shown.state)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as built:
        built.invite(minors=True)
        yield built


@pytest.fixture
def steering(door: Screen) -> Steering:
    return Steering(door.enroller, door.house.roster, door.house.clock, lambda: door.now)


@pytest.fixture
def phone(door: Screen, steering: Steering) -> Phone:
    return Phone(door, steering)
