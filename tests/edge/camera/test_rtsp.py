"""A real network camera, over a real connection, that freezes and disappears."""

from collections.abc import Iterator

import pytest

from edge.camera import open_camera
from edge.camera.live import CameraState, LiveCamera
from edge.camera.vigil import Patience
from edge.errors import CameraError
from tests.edge.camera.told import LONG, Told
from tests.fakes.rtsp import RtspServer


@pytest.fixture
def server() -> Iterator[RtspServer]:
    with RtspServer() as server:
        yield server


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def live(server: RtspServer, told: Told) -> Iterator[LiveCamera]:
    url = server.url
    patience = Patience(stall_after=1.5, retry_first=0.1, retry_most=0.5)
    with LiveCamera(lambda: open_camera(url), told, patience) as live:
        told.wait_for(CameraState.LIVE)
        yield live


def test_pictures_come_and_change(live: LiveCamera) -> None:
    first = live.next(None, LONG)
    assert first is not None

    second = live.next(first.taken, LONG)

    assert second is not None
    assert first.image.shape == second.image.shape == (480, 640, 3)
    assert first.image.any()
    assert (first.image != second.image).any()


def test_a_frozen_camera_is_noticed_and_comes_back(live: LiveCamera, server: RtspServer, told: Told) -> None:
    server.freeze()
    told.wait_for(CameraState.STALLED)
    assert live.next(None, 0.1) is None

    server.thaw()

    told.wait_for(CameraState.LIVE)
    assert live.next(None, LONG) is not None


def test_a_camera_without_power_is_noticed_and_comes_back(live: LiveCamera, server: RtspServer, told: Told) -> None:
    server.kill()
    assert told.wait_for(CameraState.GONE).detail.startswith(f"camera {server.url} ")

    server.start()

    told.wait_for(CameraState.LIVE)
    assert live.next(None, LONG) is not None


def test_a_wrong_path_is_a_camera_that_cannot_be_opened(server: RtspServer) -> None:
    with pytest.raises(CameraError, match="can't be opened: is it switched on"):
        open_camera(server.url + "/no-such-stream")
