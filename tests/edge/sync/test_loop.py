import threading
import time
from collections.abc import Iterator

import pytest

from edge.sync import backoff
from edge.sync.backoff import Backoff
from edge.sync.loop import Sync
from edge.work import Work
from tests.edge.sync.conftest import Box
from tests.fakes.central import Fault
from tests.stage.waiting import wait_until

PATIENCE = 20.0
"""s: much longer than anything here takes."""


@pytest.fixture
def sync(box: Box) -> Sync:
    return Sync(box.outbox, box.link, box.clock)


@pytest.fixture
def work(box: Box) -> Iterator[Work]:
    with Work() as work:
        yield work


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "LEAST", 0.001)
    monkeypatch.setattr(backoff, "FIRST", 0.002)
    monkeypatch.setattr(backoff, "MOST", 0.02)
    monkeypatch.setattr(backoff, "UNWANTED", (0.01, 0.02))


def test_what_is_appended_is_pushed(box: Box, sync: Sync, work: Work) -> None:
    work.begin("sync", sync.run)
    for name in "abc":
        box.append(name)
        wait_until(lambda: sync.status.waiting == 0, "nothing waits")

    assert box.names_at_central() == ["a", "b", "c"]
    assert sync.status.online
    assert sync.status.error is None


def test_records_of_another_process_are_pushed(box: Box, sync: Sync, work: Work) -> None:
    work.begin("sync", sync.run)
    wait_until(lambda: sync.status.online, "central is reached")

    box.append("a")
    box.outbox.appended.clear()

    wait_until(lambda: box.names_at_central() == ["a"], "a is at central")


def test_being_offline_shows_with_the_reason(box: Box, sync: Sync, work: Work, short_waits: None) -> None:
    box.central.faults.extend([Fault.SILENCE] * 10_000)
    box.append("a", "b")
    work.begin("sync", sync.run)

    wait_until(lambda: sync.status.error is not None, "an error is told")

    status = sync.status
    assert (status.online, status.waiting) == (False, 2)
    assert status.since > 0
    assert "does not answer" in (status.error or "")


def test_it_is_online_again_when_central_is(box: Box, sync: Sync, work: Work, short_waits: None) -> None:
    box.central.faults.extend(list(Fault))
    box.append("a", "b")
    work.begin("sync", sync.run)

    wait_until(
        lambda: sync.status.online and sync.status.waiting == 0 and not box.central.faults,
        "all is sent after the faults",
    )

    assert box.names_at_central() == ["a", "b"]


def test_a_central_that_is_away_is_not_asked_all_the_time(box: Box, sync: Sync, work: Work) -> None:
    box.central.faults.extend([Fault.SERVER_ERROR] * 10_000)
    work.begin("sync", sync.run)
    wait_until(lambda: box.central.requests >= 2, "two requests")

    # Each wait is 0.2 s at least.
    begun, before = time.monotonic(), box.central.requests
    threading.Event().wait(0.5)
    assert box.central.requests - before <= (time.monotonic() - begun) / backoff.LEAST + 1


def test_a_clock_that_is_wrong_is_set_by_centrals(box: Box, sync: Sync, work: Work, short_waits: None) -> None:
    box.wall -= 24 * 3600
    box.append("a")
    work.begin("sync", sync.run)

    wait_until(lambda: sync.status.waiting == 0, "nothing waits")

    assert abs(box.clock.read().now / 1000 - time.time()) < 60


def test_a_box_that_is_not_wanted_asks_seldom_and_says_so(box: Box, sync: Sync, work: Work, short_waits: None) -> None:
    box.central.rows.boxes.clear()
    box.append("a")
    work.begin("sync", sync.run)
    wait_until(lambda: "no box is known" in (sync.status.error or ""), "central's refusal is told")

    box.central.know(box.vault.device_key.public_key())

    wait_until(lambda: sync.status.waiting == 0, "nothing waits")


def test_a_broken_outbox_does_not_end_the_loop(box: Box, sync: Sync, work: Work, short_waits: None) -> None:
    box.append("a")
    work.begin("sync", sync.run)
    wait_until(lambda: sync.status.waiting == 0, "nothing waits")
    box.outbox.file.path.unlink()
    wait_until(lambda: not sync.status.online, "central counts as away")

    box.outbox.mend(1)
    box.append("b")

    wait_until(lambda: box.names_at_central() == ["a", "b"], "both are at central")


def test_waits_grow_and_stay_within_bounds() -> None:
    waits = Backoff()
    drawn = [waits.failed() for _ in range(200)]

    assert all(backoff.LEAST <= wait <= backoff.MOST for wait in drawn)
    assert drawn[0] <= backoff.FIRST
    assert max(drawn[50:]) > 30
    waits.succeeded()
    assert waits.failed() <= backoff.FIRST
