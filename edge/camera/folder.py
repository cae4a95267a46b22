"""folder:///path — a camera before which the photographs of a folder appear, one after another.

Each picture stands for `seconds`, then the scene is empty for `gap` seconds. A file moved into the folder while the
camera runs is shown once, too: that is how somebody walks up in a demonstration or a test.
"""

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Self

from edge.camera import Image
from edge.camera.address import Address
from edge.camera.pace import Pace
from edge.camera.picture import as_seen, decode, empty_scene
from edge.errors import CameraError

WIDTH, HEIGHT = 640, 480
SUFFIXES = frozenset({".jpg", ".jpeg", ".png"})
LARGEST_FILE = 64 * 1024**2  # bytes

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Showing:
    """Seconds each picture stands, seconds of empty scene after it, frames a second; once or over and over."""

    seconds: float = 1.5
    gap: float = 1.0
    fps: float = 10.0
    loop: bool = False


@dataclass(frozen=True, order=True)
class Photograph:
    """A picture file as it was when it was seen; one that is written anew is another (changed in ns, size in bytes)."""

    name: str
    changed: int
    size: int


class FolderCamera:
    """The photographs of a folder in the order of their names. The same files give the same frames."""

    def __init__(self, folder: Path, showing: Showing = Showing()) -> None:
        """Raises CameraError when there is no such folder."""
        self._folder = folder
        self._showing = showing
        self._shown: set[Photograph] = set()
        self._reported: set[str] = set()
        self._frames = self._play()
        self._pace = Pace(showing.fps)
        self._photographs()

    @classmethod
    def at(cls, address: Address) -> Self:
        """Open folder:///path?seconds=1.5&gap=1&fps=10&loop=yes."""
        address.allow(("seconds", "gap", "fps", "loop"))
        usual = Showing()
        showing = Showing(
            seconds=address.number("seconds", usual.seconds, 0.02, 3600),
            gap=address.number("gap", usual.gap, 0, 3600),
            fps=address.number("fps", usual.fps, 1, 60),
            loop=address.switch("loop", usual.loop),
        )
        return cls(Path(address.local_path()), showing)

    def read(self) -> Image:
        """The next frame, when it is due. Raises CameraError when the folder is gone."""
        self._pace.wait()
        return next(self._frames)

    def close(self) -> None:
        self._frames.close()

    def _play(self) -> Generator[Image, None, None]:
        for count, image in enumerate(self._scenes()):
            yield as_seen(image, count)

    def _scenes(self) -> Iterator[Image]:
        empty = empty_scene(WIDTH, HEIGHT)
        stands, between = (round(s * self._showing.fps) for s in (self._showing.seconds, self._showing.gap))
        while True:
            image = self._next_picture()
            if image is None:
                yield empty
            else:
                yield from repeat(image, max(1, stands))
                yield from repeat(empty, between)

    def _next_picture(self) -> Image | None:
        """The picture whose turn it is; None when all were shown, or this one can't be read."""
        photographs = self._photographs()
        if self._showing.loop and self._shown.issuperset(photographs):
            self._shown.clear()
        waiting = [photograph for photograph in photographs if photograph not in self._shown]
        if not waiting:
            return None
        self._shown.add(waiting[0])
        return self._load(waiting[0])

    def _photographs(self) -> list[Photograph]:
        """The folder's pictures by name. One that was taken away is forgotten: it may come again."""
        try:
            files = [file for file in self._folder.iterdir() if file.suffix.lower() in SUFFIXES]
        except OSError as error:
            raise CameraError(f"camera folder {self._folder} can't be read: {error.strerror}") from error
        photographs = sorted(filter(None, map(_seen, files)))
        self._shown.intersection_update(photographs)
        return photographs

    def _load(self, photograph: Photograph) -> Image | None:
        """The picture, fitted to the frame; None when it can't be shown, which is told once."""
        try:
            return decode(self._bytes(photograph), WIDTH, HEIGHT)
        except CameraError as error:
            if photograph.name not in self._reported:
                self._reported.add(photograph.name)
                log.warning("camera folder %s: picture %s is skipped: it %s", self._folder, photograph.name, error)
            return None

    def _bytes(self, photograph: Photograph) -> bytes:
        if photograph.size > LARGEST_FILE:
            raise CameraError(f"is too large: {photograph.size} bytes; accepted are up to {LARGEST_FILE}")
        try:
            return (self._folder / photograph.name).read_bytes()
        except OSError as error:
            raise CameraError(f"can't be read: {error.strerror}") from error


def _seen(file: Path) -> Photograph | None:
    """The file as it is now; None when it went away since it was listed, or is no file."""
    try:
        status = file.stat()
    except OSError:
        return None
    return Photograph(file.name, status.st_mtime_ns, status.st_size) if file.is_file() else None
