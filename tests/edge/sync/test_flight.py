"""Several batches under way at once: whatever becomes of either, central has each record once and in order."""

import threading
from collections.abc import Iterator

import httpx
import pytest

from edge.sync import pusher as pushing
from edge.sync.flight import LANES, Flight, Parcel
from edge.sync.link import Link, open_client
from edge.sync.pusher import Pusher
from tests.edge.sync.conftest import URL, Box
from tests.fakes.central import Fault
from wire.batch import MAX_RECORDS, unpack

PATIENCE = 10
"""s."""


class Meeting(httpx.BaseTransport):
    """Lets the first batches to central only when as many are there as may be under way, and then one by one."""

    def __init__(self, box: Box) -> None:
        self.in_order = True
        self.met = False
        self.answered = 0
        self._central = box.central
        self._turns = [threading.Event() for _ in range(LANES)]
        self._come: set[int] = set()
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return self._central.handle_request(request)
        # By what it carries: each comes from a thread of its own, a later one at times first.
        place = (unpack(request.content).first - 1) // MAX_RECORDS
        if place < LANES:
            self._wait_for_turn(place)
        try:
            return self._central.handle_request(request)
        finally:
            with self._lock:
                self.answered += 1
                self._call_next()

    def _wait_for_turn(self, place: int) -> None:
        with self._lock:
            self._come.add(place)
            if len(self._come) == LANES and not self.met:
                self.met = True
                self._call_next()
        self._turns[place].wait(PATIENCE)

    def _call_next(self) -> None:
        turns = self._turns if self.in_order else self._turns[::-1]
        for turn in turns:
            if not turn.is_set():
                turn.set()
                return


@pytest.fixture
def meeting(box: Box) -> Iterator[Meeting]:
    """Central, where batches meet; the box's link leads there."""
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


def test_after_one_was_overtaken_they_go_one_by_one_for_a_while(
    box: Box, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: list[int] = []

    class Watched(Flight):
        def send(self, parcel: Parcel) -> None:
            super().send(parcel)
            under_way.append(len(self))

    monkeypatch.setattr(pushing, "Flight", Watched)
    monkeypatch.setattr(pushing, "TRUST", 2)
    backlog(box, LANES + 4)
    meeting.in_order = False

    box.drain()

    # The first ones together, and one more before the first refusal is read.
    after = under_way[LANES + 1 :]
    assert after[:2] == [1, 1]
    assert max(after) == LANES


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("place", [1, 2])
def test_a_failure_in_the_midst_of_a_backlog_loses_and_doubles_nothing(box: Box, fault: Fault, place: int) -> None:
    names = backlog(box, 3)
    box.central.faults.extend([None] * place + [fault])

    box.drain()

    assert sorted(box.names_at_central(), key=int) == names


def test_a_box_that_is_killed_with_some_under_way_sends_the_rest(box: Box) -> None:
    names = backlog(box, 4)
    Pusher(box.outbox, box.link).step()

    box.drain(Pusher(box.outbox, box.link))

    assert box.names_at_central() == names


def test_nothing_is_under_way_when_it_rests(box: Box, meeting: Meeting) -> None:
    backlog(box, LANES + 1)
    pusher = Pusher(box.outbox, box.link)
    pusher.step()

    pusher.rest()

    assert meeting.met
    assert meeting.answered == LANES


@pytest.mark.usefixtures("meeting")
def test_how_far_central_has_come_is_noted_now_and_then_and_at_the_end(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[int] = []
    monkeypatch.setattr(box.outbox, "mark_acknowledged", lambda cursor: noted.append(cursor.seq))
    monkeypatch.setattr(pushing, "NOTE_EVERY", 3600)
    names = backlog(box, LANES)

    box.drain()

    assert noted == [0, LANES * MAX_RECORDS, len(names)]
