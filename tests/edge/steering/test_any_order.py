"""Whatever is touched, laid, looked at and typed in whatever order: the phone stays in step, and hears nothing read."""

import random
from collections.abc import Callable

import msgspec
import pytest

from edge.enrolment.states import State
from edge.steering.acts import ANSWERED_BEFORE
from tests.edge.steering.conftest import Phone
from tests.edge.steering.test_steering import CHILD
from tests.fakes.doorway import CHEN, FAILED, OWN_CODE, STAY, Screen
from wire.steering import Act

STEPS = 150
PIN = "274916"
SECRET = (CHEN.name, CHEN.number, CHILD.number, CHEN.address, PIN, OWN_CODE)


def happenings(door: Screen, phone: Phone, chance: random.Random) -> list[Callable[[], object]]:
    """What may happen next; what is offered more often than the rest, so that it comes far."""

    def touch_offered() -> None:
        phone.touch(Act(chance.choice(phone.shown.acts or [Act.BEGIN])))

    return [
        *[touch_offered] * 6,
        lambda: phone.touch(chance.choice(list(Act)), serial=phone.shown.serial - chance.randint(0, 1)),
        lambda: phone.touch(Act.BEGIN, serial=0),
        lambda: door.lay(chance.choice([CHEN, CHEN, CHILD])),
        door.look,
        lambda: door.press(chance.choice([f"{PIN}#", f"{PIN}#", "123456#", "302*274916#", "27"])),
        lambda: door.wait(chance.choice([1, 61, 80])),
        lambda: setattr(door, "found", FAILED if chance.random() < 0.5 else door.found),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_the_phone_stays_in_step_and_hears_nothing_that_was_read(door: Screen, phone: Phone, seed: int) -> None:
    chance = random.Random(seed)
    door.prepare(face=chance.random() < 0.7)
    phone.touch(Act.BEGIN)
    for _ in range(STEPS):
        chance.choice(happenings(door, phone, chance))()
        phone.look()
        steered = door.enroller.view().enrolment
        assert phone.at() is steered.state
        assert phone.at() not in {State.SETTLING, *ANSWERED_BEFORE}
        if steered.registration is not None:
            door.house.roster.revoke(steered.person)
            door.prepare(stay=STAY)
    serials = [progress.serial for progress in phone.all]
    assert serials == sorted(serials)
    told = b"".join(msgspec.json.encode(progress) for progress in phone.all)
    assert [word for word in SECRET if word.encode() in told] == []
    assert len({progress.state for progress in phone.all}) > 3
