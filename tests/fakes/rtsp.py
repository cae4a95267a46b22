"""A network camera on this machine that can be frozen, killed and brought back. See rtsp_server.py."""

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

SERVER = Path(__file__).with_name("rtsp_server.py")
SYSTEM_PYTHON = Path("/usr/bin/python3")


class RtspServer:
    """The server in a process of its own; `url` stays the same when it is killed and started again."""

    def __init__(self) -> None:
        """Skips the test where Debian's GStreamer packages are absent."""
        self._port = "0"
        self.start()

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self._port}/cam"

    def start(self) -> None:
        """Returns once it answers."""
        if not SYSTEM_PYTHON.exists():
            pytest.skip(f"no {SYSTEM_PYTHON} to run the RTSP server")
        self._process = subprocess.Popen([SYSTEM_PYTHON, SERVER, self._port], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        with self._process.stdout as said:
            first_line = said.readline().strip()
        if first_line.startswith("absent"):
            self._process.wait()
            pytest.skip(f"RTSP server: {first_line}; scripts/setup installs it by apt when run by root")
        self._port = str(int(first_line))

    def freeze(self) -> None:
        """As a camera whose processor hangs: the connection stays, nothing comes."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a camera without power."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
