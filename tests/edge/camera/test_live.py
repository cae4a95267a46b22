"""The live camera keeps the newest frame, notices every way a camera fails, and opens it again."""

import threading
from collections.abc import Iterator

import pytest

from edge.camera.live import CameraState, CameraStatus, LiveCamera
from edge.camera.vigil import Patience
from tests.edge.camera.told import LONG, Told
from tests.fakes.camera import FakeCameraPort, number_of
from tests.stage.waiting import wait_until

QUICK = Patience(open_within=2, stall_after=0.5, frozen_after=0.8, close_within=0.2, retry_first=0.01, retry_most=0.05)


@pytest.fixture
def port() -> Iterator[FakeCameraPort]:
    port = FakeCameraPort()
    yield port
    port.flowing.set()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def live(port: FakeCameraPort, told: Told) -> Iterator[LiveCamera]:
    with LiveCamera(port.open, told, QUICK) as live:
        assert told.next().state is CameraState.LIVE
        yield live


def test_each_frame_is_newer_than_the_last(live: LiveCamera) -> None:
    frame = live.next(None, LONG)
    for _ in range(20):
        assert frame is not None
        newer = live.next(frame.taken, LONG)
        assert newer is not None
        assert newer.taken > frame.taken
        frame = newer


def test_a_slow_consumer_gets_the_newest_frame_and_none_from_a_queue(live: LiveCamera, port: FakeCameraPort) -> None:
    first = live.next(None, LONG)
    assert first is not None
    wait_until(lambda: port.given >= number_of(first.image) + 50, "fifty newer frames")
    given = port.given

    later = live.next(first.taken, LONG)

    assert later is not None
    assert number_of(later.image) >= given - 1


def test_without_a_newer_frame_the_wait_ends(live: LiveCamera, port: FakeCameraPort, told: Told) -> None:
    port.flowing.clear()
    assert told.next().state is CameraState.STALLED

    assert live.next(None, 0.05) is None


def test_a_camera_that_hangs_is_told_and_comes_back(live: LiveCamera, port: FakeCameraPort, told: Told) -> None:
    port.flowing.clear()
    assert told.next() == CameraStatus(CameraState.STALLED, "the camera gives no picture for 0.5 s")
    assert live.status.state is CameraState.STALLED

    port.flowing.set()

    assert told.next().state is CameraState.LIVE
    assert live.next(None, LONG) is not None


def test_a_driver_that_keeps_hanging_takes_few_threads(port: FakeCameraPort) -> None:
    port.flowing.clear()
    hurried = Patience(open_within=0.05, stall_after=0.05, retry_first=0.01, retry_most=0.01)
    with LiveCamera(port.open, patience=hurried) as live:
        wait_until(lambda: "hangs" in live.status.detail, "the camera is said to hang")
        assert port.opened == 2
        port.flowing.set()
        assert live.next(None, LONG) is not None


def test_a_picture_that_stands_still_is_told_and_not_handed_out(
    live: LiveCamera, port: FakeCameraPort, told: Told
) -> None:
    port.frozen = True
    assert "very same picture" in told.next().detail
    assert live.next(None, 0.1) is None

    port.frozen = False

    assert told.next().state is CameraState.LIVE


def test_an_unplugged_camera_is_told_and_comes_back(live: LiveCamera, port: FakeCameraPort, told: Told) -> None:
    port.unplugged = True
    assert told.next().state is CameraState.GONE

    port.unplugged = False

    assert told.next().state is CameraState.LIVE


def test_a_camera_that_is_not_there_at_the_start_is_told_once(port: FakeCameraPort, told: Told) -> None:
    port.unplugged = True
    with LiveCamera(port.open, told, QUICK):
        assert told.next() == CameraStatus(CameraState.GONE, "there is no camera in the port")
        port.unplugged = False
        assert told.next().state is CameraState.LIVE


def test_a_hundred_openings_leave_no_thread_and_no_handle_behind(port: FakeCameraPort, told: Told) -> None:
    before = set(threading.enumerate())
    with LiveCamera(port.open, told, Patience(retry_first=0.001, retry_most=0.001)):
        for _ in range(100):
            assert told.next().state is CameraState.LIVE
            port.unplugged = True
            assert told.next().state is CameraState.GONE
            port.unplugged = False

    assert not set(threading.enumerate()) - before
    assert port.held == 0


def test_close_lets_the_camera_go_and_ends_every_wait(port: FakeCameraPort) -> None:
    live = LiveCamera(port.open, patience=QUICK)
    assert live.next(None, LONG) is not None
    waiting = threading.Thread(target=live.next, args=(None, LONG))
    waiting.start()

    live.close()
    waiting.join(LONG)

    assert not waiting.is_alive()
    assert live.next(None, LONG) is None
    assert port.held == 0


def test_close_does_not_wait_for_a_driver_that_hangs_for_ever(port: FakeCameraPort, told: Told) -> None:
    live = LiveCamera(port.open, told, QUICK)
    assert told.next().state is CameraState.LIVE
    port.flowing.clear()

    live.close()

    assert port.held == 1
    port.flowing.set()
