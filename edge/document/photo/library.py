"""The maker's library, called in a process of its own: it may crash, hang or leak without harm to the door.

The process has a time limit, little memory, no file to write, none to read but libraries, no connection, no child, no
core dump and no environment (`edge.document.photo.sandbox`). It is not kept: the next photograph has a new one.
"""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np

from edge.document.photo import HEIGHT, WIDTH, Picture, sandbox
from edge.document.photo.picture import decode
from edge.errors import DocumentError

CALLS = tuple(sandbox.CALLS)
"""How makers' libraries are called; the first is the default."""
TIME_LIMIT = 5.0
"""How long one photograph may take, s; libraries take some tens of milliseconds."""
LICENCE = frozenset({-22, -12})
"""What libraries answer when their licence file is missing or is another reader's."""
_CODE = struct.Struct("<i")


class LibraryDecoder:
    """The PhotoDecoder of the library at `path`, whose function is `call`."""

    def __init__(self, path: Path, call: str, time_limit: float = TIME_LIMIT) -> None:
        self._command = [sys.executable, "-I", "-S", "-B", sandbox.__file__, str(path), call]
        self._time_limit = time_limit

    def decode(self, photo: bytes) -> Picture:
        code, data = self._called(photo)
        if code in LICENCE:
            raise DocumentError(
                f"the photograph library has no licence (code {code}): put the licence file of this reader beside it"
            )
        if code < 0 or not any(data):
            raise DocumentError(f"the photograph library gave no picture (code {code})")
        if data.startswith(b"BM"):
            return decode(data)
        if len(data) < WIDTH * HEIGHT * 3:
            raise DocumentError(f"the photograph library gave {len(data)} bytes, which are no picture")
        pixels = np.frombuffer(data, np.uint8, WIDTH * HEIGHT * 3).reshape(HEIGHT, WIDTH, 3)
        return np.ascontiguousarray(pixels[:, :, ::-1])

    def _called(self, photo: bytes) -> tuple[int, bytes]:
        """What the function returned, and what it wrote."""
        try:
            done = subprocess.run(
                self._command,
                input=photo,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                timeout=self._time_limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise DocumentError(f"the photograph library took longer than {self._time_limit:g} s") from None
        except OSError as error:
            raise DocumentError(f"the photograph library can't be started: {error}") from error
        if done.returncode == sandbox.NOT_LOADED:
            raise DocumentError("the photograph library can't be loaded: is it made for this kind of processor?")
        if done.returncode or len(done.stdout) < _CODE.size:
            raise DocumentError(f"the photograph library crashed (status {done.returncode})")
        return _CODE.unpack_from(done.stdout)[0], done.stdout[_CODE.size :]
