"""Two batches under way at once: whatever becomes of either, central has each record once and in order."""

import threading
from collections.abc import Iterator

import httpx
import pytest

from edge.sync import pusher as pushing
from edge.sync.link import Link, open_client
from edge.sync.pusher import Pusher
from tests.edge.sync.conftest import URL, Box
from tests.fakes.central import Fault
from wire.batch import MAX_RECORDS, unpack

PATIENCE = 10
"""s."""


class Meeting(httpx.BaseTransport):
    """Lets the first batch to central only when the second is there too, and then one behind the other."""

    def __init__(self, box: Box) -> None:
        self.in_order = True
        self.met = False
        self.answered = 0
        self._central = box.central
        self._turns = [threading.Event(), threading.Event()]
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return self._central.handle_request(request)
        # By what it carries: each comes from a thread of its own, the second at times first.
        place = (unpack(request.content).first - 1) // MAX_RECORDS
        if place == 1:
            self.met = True
            self._turns[0 if self.in_order else 1].set()
        if place <= 1:
            self._turns[place].wait(PATIENCE)
        try:
            return self._central.handle_request(request)
        finally:
            with self._lock:
                self.answered += 1
            for turn in self._turns:
                turn.set()


@pytest.fixture
def meeting(box: Box) -> Iterator[Meeting]:
    """Central, where two batches meet; the box's link leads there."""
    made = Meeting(box)
    with open_client(transport=made) as client:
        box.link = Link(client, URL, box.vault, box.clock)
        yield made


def backlog(box: Box, batches: int) -> list[str]:
    names = [str(place) for place in range(batches * MAX_RECORDS + 7)]
    box.append(*names)
    return names


def test_the_next_batch_is_sent_before_the_last_one_is_answered(box: Box, meeting: Meeting) -> None:
    names = backlog(box, 3)

    box.drain()

    assert meeting.met
    assert box.names_at_central() == names
    assert box.outbox.waiting == 0


def test_a_batch_that_overtook_another_is_sent_again(box: Box, meeting: Meeting) -> None:
    names = backlog(box, 4)
    meeting.in_order = False
    pusher = Pusher(box.outbox, box.link)

    while pusher.step():
        pass

    assert meeting.met
    assert box.names_at_central() == names


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("place", [1, 2])
def test_a_failure_in_the_midst_of_a_backlog_loses_and_doubles_nothing(box: Box, fault: Fault, place: int) -> None:
    names = backlog(box, 3)
    box.central.faults.extend([None] * place + [fault])

    box.drain()

    assert sorted(box.names_at_central(), key=int) == names


def test_a_box_that_is_killed_with_two_under_way_sends_the_rest(box: Box) -> None:
    names = backlog(box, 4)
    Pusher(box.outbox, box.link).step()

    box.drain(Pusher(box.outbox, box.link))

    assert box.names_at_central() == names


def test_nothing_is_under_way_when_it_rests(box: Box, meeting: Meeting) -> None:
    backlog(box, 4)
    pusher = Pusher(box.outbox, box.link)
    pusher.step()

    pusher.rest()

    # Whichever came first: the other may have overtaken it, and is sent again later.
    assert meeting.met
    assert meeting.answered == 2


@pytest.mark.usefixtures("meeting")
def test_how_far_central_has_come_is_noted_now_and_then_and_at_the_end(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[int] = []
    monkeypatch.setattr(box.outbox, "mark_acknowledged", lambda cursor: noted.append(cursor.seq))
    monkeypatch.setattr(pushing, "NOTE_EVERY", 3600)
    names = backlog(box, 2)

    box.drain()

    assert noted == [0, 2 * MAX_RECORDS, len(names)]
