"""The newest frame of a camera, and whether there still is a camera.

A camera is read faster than it is looked at: whoever asks gets the newest frame, never one from a queue. A camera that
stalls, freezes or goes away is noticed, told, and opened again for as long as it takes.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique
from types import TracebackType
from typing import Self

from edge.camera import Camera, Frame
from edge.camera.reader import Reader
from edge.camera.vigil import USUAL, Patience, Vigil

MOST_LEFT_BEHIND = 2
"""Readers caught in a hanging driver; with that many the camera is not opened again until one of them returns."""

log = logging.getLogger(__name__)


@unique
class CameraState(StrEnum):
    """Opening for the first time; giving pictures; open but blind; not to be opened."""

    OPENING = "opening"
    LIVE = "live"
    STALLED = "stalled"
    GONE = "gone"


@dataclass(frozen=True)
class CameraStatus:
    """The state of the camera and a sentence about it."""

    state: CameraState
    detail: str = ""


CameraListener = Callable[[CameraStatus], None]
"""Called from the camera's thread when the state changes: put the status in a queue and return."""


class LiveCamera:
    """Keeps a camera open on threads of its own, and its newest frame."""

    def __init__(
        self,
        open_it: Callable[[], Camera],
        listener: CameraListener = lambda _: None,
        patience: Patience = USUAL,
    ) -> None:
        """`open_it` is called again whenever the camera failed; its EdgeError says why it can't be opened."""
        self._open = open_it
        self._listener = listener
        self._patience = patience
        self._news = threading.Condition()
        self._vigil = Vigil(patience)
        self._frame: Frame | None = None
        self._reader: Reader | None = None
        self._left_behind: list[Reader] = []
        self._status = CameraStatus(CameraState.OPENING)
        self._attention = threading.Event()
        self._closing = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, name="camera", daemon=True)
        self._supervisor.start()

    @property
    def status(self) -> CameraStatus:
        """How the camera is now."""
        return self._status

    def next(self, after: float | None, timeout: float) -> Frame | None:
        """The newest frame once it was taken later than `after` (monotonic s); None when none came within `timeout` s,
        or after `close`."""
        until = time.monotonic() + timeout
        with self._news:
            while not self._closing.is_set():
                now = time.monotonic()
                if self._is_fresh(after, now):
                    return self._frame
                if now >= until:
                    break
                self._news.wait(until - now)
        return None

    def close(self) -> None:
        """End the threads and let the camera go. Waits a little for a driver that hangs, then leaves it behind."""
        self._closing.set()
        self._attention.set()
        with self._news:
            self._news.notify_all()
        self._supervisor.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_fresh(self, after: float | None, now: float) -> bool:
        frame = self._frame
        if frame is None or now - frame.taken > self._patience.max_age:
            return False
        return after is None or frame.taken > after

    def _take(self, reader: Reader, frame: Frame) -> None:
        """A frame came, on the reader's thread."""
        with self._news:
            if reader is not self._reader or not self._vigil.saw(frame):
                return
            self._frame = frame
            self._news.notify_all()
        if self._status.state is not CameraState.LIVE:
            self._attention.set()

    def _supervise(self) -> None:
        pause = self._patience.retry_first
        while not self._closing.is_set():
            if self._attend():
                pause = self._patience.retry_first
            self._closing.wait(pause)
            pause = min(2 * pause, self._patience.retry_most)
            self._wait_for_room()
        self._join_readers()

    def _attend(self) -> bool:
        """Open the camera, watch it until it fails, and let it go. True when it had been live for a good while."""
        reader = self._start_reader()
        began = time.monotonic()
        trouble = self._watch(reader)
        self._leave(reader)
        steady = self._status.state is CameraState.LIVE and time.monotonic() - began > self._patience.retry_most
        if trouble is not None:
            self._tell(trouble)
        return steady

    def _start_reader(self) -> Reader:
        with self._news:
            self._vigil.opened(time.monotonic())
            self._reader = Reader(self._open, self._take, self._attention.set)
            return self._reader

    def _watch(self, reader: Reader) -> CameraStatus | None:
        """What became of the camera, as soon as it fails; None when it is to be closed."""
        while not self._closing.is_set():
            trouble = self._trouble(reader)
            if trouble is not None:
                return trouble
            if self._frame is not None:
                self._tell(CameraStatus(CameraState.LIVE, "the camera gives pictures"))
            self._attention.wait(self._vigil.due - time.monotonic())
            self._attention.clear()
        return None

    def _trouble(self, reader: Reader) -> CameraStatus | None:
        if reader.finished:
            return CameraStatus(CameraState.GONE, str(reader.failure or "the camera's driver failed"))
        with self._news:
            trouble = self._vigil.trouble(time.monotonic())
        return CameraStatus(CameraState.STALLED, f"the camera {trouble}") if trouble else None

    def _leave(self, reader: Reader) -> None:
        """Let the reader go and forget its last frame: it is old, and it may show a person."""
        reader.abandon()
        with self._news:
            self._reader = self._frame = None
            self._vigil.left()
        self._left_behind.append(reader)

    def _wait_for_room(self) -> None:
        """A driver that hangs keeps its thread; a few of them, and the camera is left alone until one returns."""
        while not self._closing.is_set():
            self._left_behind = [reader for reader in self._left_behind if not reader.finished]
            if len(self._left_behind) < MOST_LEFT_BEHIND:
                return
            self._tell(
                CameraStatus(CameraState.STALLED, "the camera's driver hangs: unplug the camera, plug it in again")
            )
            self._closing.wait(self._patience.retry_first)

    def _join_readers(self) -> None:
        until = time.monotonic() + self._patience.close_within
        for reader in self._left_behind:
            reader.join(max(0.0, until - time.monotonic()))

    def _tell(self, status: CameraStatus) -> None:
        changed = status.state is not self._status.state
        self._status = status
        if changed:
            log.info("camera is %s: %s", status.state, status.detail)
            self._listener(status)
