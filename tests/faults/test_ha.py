"""The cluster of deploy/ha under intake: what was acknowledged is kept, once, whichever part of it dies."""

from collections.abc import Iterator

import pytest

from tests.ha import lab, programs
from tests.ha.faults import FAULTS
from tests.ha.lab import Lab

pytestmark = [pytest.mark.ha, pytest.mark.long]


@pytest.fixture
def running(request: pytest.FixtureRequest) -> Iterator[Lab]:
    if request.config.getoption("markexpr") != "ha":
        pytest.skip("takes some 8 minutes and the addresses 127.0.71.10 to .22; asked for by: scripts/test -m ha")
    if absent := programs.missing():
        pytest.skip(absent)
    with lab.running(boxes=60, pause=6.0) as up:
        yield up
    lab.down()


def test_whatever_dies_nothing_acknowledged_is_lost_or_doubled(running: Lab) -> None:
    outcomes = [running.suffer(fault) for fault in FAULTS]
    running.fleet.stop()

    assert all(outcome.kept.acknowledged > 0 for outcome in outcomes)
    assert [(outcome.fault, outcome.kept.lost, outcome.kept.doubled) for outcome in outcomes] == [
        (fault, 0, 0) for fault in FAULTS
    ]
    final = running.compare()
    assert (final.lost, final.doubled) == (0, 0)
    assert final.acknowledged == sum(len(each.box.records) for each in running.fleet.boxes)
