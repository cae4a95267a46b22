"""How an enrolment stands is told to central: signed, the newest only, and whatever the network does."""

import threading

import httpx
import pytest

from edge.errors import CentralUnreachable
from edge.sync import Link, Reporter, open_client
from edge.sync.reporter import LOOK, MOST
from tests.edge.sync.conftest import URL, Box
from tests.fakes.central import Fault
from tests.stage.waiting import wait_until
from wire.steering import Progress


def at(serial: int) -> Progress:
    return Progress("9d0c", serial, "face", ["alive"], "Hãy nhìn thẳng vào máy ảnh", 0.5)


class Standing:
    """How the enrolment stands: the newest page that is not told yet."""

    def __init__(self) -> None:
        self.newest: Progress | None = None

    def news(self) -> Progress | None:
        return self.newest

    def told(self, progress: Progress) -> None:
        if progress == self.newest:
            self.newest = None


@pytest.fixture
def standing() -> Standing:
    return Standing()


@pytest.fixture
def reporter(box: Box, standing: Standing) -> Reporter:
    return Reporter(box.link, standing)


def test_what_is_new_is_told_at_once_and_once(box: Box, standing: Standing, reporter: Reporter) -> None:
    standing.newest = at(1)
    assert reporter.turn() == 0
    assert reporter.turn() == LOOK
    assert box.central.progress == [at(1)]


def test_central_is_asked_nothing_while_nobody_is_steered(box: Box, reporter: Reporter) -> None:
    assert reporter.turn() == LOOK
    assert box.central.requests == 0


@pytest.mark.parametrize(
    "fault",
    [Fault.SILENCE, Fault.SERVER_ERROR, Fault.AWAY, Fault.GARBAGE, Fault.WRONG_JSON, Fault.REDIRECT, Fault.NOT_FOUND],
)
def test_after_a_failure_it_is_told_how_it_stands_by_then(
    box: Box, standing: Standing, reporter: Reporter, fault: Fault
) -> None:
    box.central.faults.append(fault)
    standing.newest = at(1)
    assert 0 < reporter.turn() <= MOST
    standing.newest = at(2)
    assert reporter.turn() == 0
    assert box.central.progress == [at(2)]


def test_who_stands_at_the_door_waits_little_however_often_it_failed(
    box: Box, standing: Standing, reporter: Reporter
) -> None:
    box.central.faults.extend([Fault.SILENCE] * 20)
    standing.newest = at(1)
    assert max(reporter.turn() for _ in range(20)) <= MOST


def test_what_central_does_not_want_is_not_sent_again(box: Box, standing: Standing, reporter: Reporter) -> None:
    box.central.rows.boxes.clear()
    standing.newest = at(1)
    assert reporter.turn() > 0
    assert (standing.newest, box.central.requests) == (None, 1)


def test_a_wrong_clock_is_set_right_first(box: Box, standing: Standing, reporter: Reporter) -> None:
    box.wall -= 3600
    standing.newest = at(1)
    reporter.turn()
    assert reporter.turn() == 0
    assert box.central.progress == [at(1)]


def test_a_page_that_is_not_centrals_is_no_answer(box: Box) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(b"log in")))
    with open_client(transport=transport) as client, pytest.raises(CentralUnreachable, match="is not central"):
        Link(client, URL, box.vault, box.clock).tell("/api/v1/progress", b"{}")


def test_its_thread_tells_until_the_daemon_ends(box: Box, standing: Standing, reporter: Reporter) -> None:
    over = threading.Event()
    thread = threading.Thread(target=reporter.run, args=(over,))
    thread.start()
    standing.newest = at(1)
    wait_until(lambda: box.central.progress, "it is told")
    over.set()
    thread.join(20)
    assert not thread.is_alive()
