"""A program of the cluster: its log, and its number in a file, so that what a killed run left can be ended."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


def start(
    folder: Path, name: str, command: Sequence[str | Path], *, user: str | None, environment: Mapping[str, str] = {}
) -> int:
    """Start it apart from this process; its number."""
    with (folder / f"{name}.log").open("ab") as log:
        started = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            cwd="/",
            start_new_session=True,
            env={**os.environ, **environment},
        )
    (folder / f"{name}.pid").write_text(str(started.pid))
    # Somebody else waits for it: the kernel, once this process is gone.
    started.returncode = 0
    return started.pid


def number_of(folder: Path, name: str) -> int | None:
    """Its number, if it runs. Its command names the folder, or its number is somebody else's by now."""
    with suppress(OSError, ValueError):
        number = int((folder / f"{name}.pid").read_text())
        if str(folder).encode() in Path(f"/proc/{number}/cmdline").read_bytes():
            return number
    return None


def is_alive(folder: Path, name: str) -> bool:
    """Whether it runs; what has ended of our own is let go of first."""
    reap()
    return number_of(folder, name) is not None


def last_words(folder: Path, name: str) -> str:
    """The last line of its log."""
    lines = (folder / f"{name}.log").read_text("utf-8", "replace").splitlines()
    return lines[-1] if lines else "it said nothing"


def children(number: int) -> list[int]:
    """The processes it has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == number:
                found.append(int(stat.parent.name))
    return found


def send(numbers: Sequence[int | None], what: signal.Signals) -> None:
    """Send a signal to those that are still there."""
    for number in numbers:
        with suppress(ProcessLookupError):
            if number:
                os.kill(number, what)


def reap() -> None:
    """Let go of the children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
