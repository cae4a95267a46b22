"""v4l2:///dev/video0 and rtsp://… — cameras read by OpenCV, the one by V4L2, the other by its FFmpeg.

A call on a capture may block for the time-outs below, and for ever in a broken kernel driver: `live` calls it on a
thread that it can leave behind.
"""

import os
from pathlib import Path
from typing import Self

# FFmpeg takes its options from the environment only, before the first capture is opened.
# TCP: over UDP a lost packet smears the picture. One second of analysis instead of two: the camera is open sooner.
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp|analyzeduration;1000000")
# No remarks on standard error about each damaged packet: what matters becomes a CameraError.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np

from edge.camera import Image
from edge.camera.address import Address
from edge.camera.picture import shrink
from edge.errors import CameraError, ConfigError

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

TIME_OUTS = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 5000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 5000]
LARGEST = (1920, 1080)
"""Pixels; a frame of 4K takes 25 MB, several are held at a time, and a face at a door is large enough in this."""
# A second decoder thread brings nothing at a camera's rate and holds frames of its own.
ONE_THREAD = [cv2.CAP_PROP_N_THREADS, 1]


class Capture:
    """An open cv2.VideoCapture whose troubles are sentences; `shown` is its address for people."""

    def __init__(self, source: str, backend: int, settings: list[int], shown: str, advice: str) -> None:
        """Raises CameraError with `advice` when it can't be opened."""
        self._shown = shown
        try:
            self._capture = cv2.VideoCapture(source, backend, settings)
        except cv2.error as error:
            raise CameraError(f"camera {shown} can't be opened: {advice}") from error
        if not self._capture.isOpened():
            raise CameraError(f"camera {shown} can't be opened: {advice}")

    @classmethod
    def device(cls, address: Address) -> Self:
        """Open v4l2:///dev/video0?width=640&height=480; the driver takes the nearest size it has."""
        address.allow(("width", "height"))
        path = address.local_path()
        size = [
            *(cv2.CAP_PROP_FRAME_WIDTH, int(address.number("width", 640, 160, 3840))),
            *(cv2.CAP_PROP_FRAME_HEIGHT, int(address.number("height", 480, 120, 2160))),
        ]
        if not Path(path).exists():
            present = ", ".join(sorted(map(str, Path("/dev").glob("video*")))) or "no camera at all"
            raise CameraError(f"there is no camera {path}; this box has {present}")
        return cls(path, cv2.CAP_V4L2, size, address.shown, "is it a camera, and may this user read it (group video)?")

    @classmethod
    def stream(cls, address: Address) -> Self:
        """Open rtsp://user:password@host/path; its query belongs to the camera."""
        if not address.host:
            raise ConfigError(f"camera {address.shown!r} names no host; accepted is rtsp://user:password@host/path")
        advice = "is it switched on, and are address, path, user and password right?"
        return cls(address.url, cv2.CAP_FFMPEG, TIME_OUTS + ONE_THREAD, address.shown, advice)

    @classmethod
    def video(cls, path: Path) -> Self:
        """Open a video file."""
        if not path.is_file():
            raise CameraError(f"there is no video file {path}")
        return cls(str(path), cv2.CAP_FFMPEG, ONE_THREAD, str(path), "is it a video?")

    @property
    def fps(self) -> float:
        """Frames a second as the source declares them; 0 when it does not."""
        return float(self._capture.get(cv2.CAP_PROP_FPS))

    def read(self) -> Image:
        """The next picture, scaled down when it is very large. Raises CameraError when none came."""
        image = self.try_read()
        if image is None:
            raise CameraError(f"camera {self._shown} gives no more pictures")
        return image

    def try_read(self) -> Image | None:
        """The next picture, None when there is none."""
        try:
            came, image = self._capture.read()
        except cv2.error as error:
            raise CameraError(f"camera {self._shown} gave a picture that can't be decoded") from error
        return shrink(np.asarray(image, np.uint8), *LARGEST) if came else None

    def close(self) -> None:
        self._capture.release()
