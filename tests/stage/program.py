"""A program as a child process: its output line by line, its end by request or by force."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

REPO = Path(__file__).resolve().parents[2]
COMMANDS = Path(sys.executable).parent
"""Where menlu-central and menlu-edge lie: beside the Python that runs this."""


class ProgramEnded(RuntimeError):
    """The program ended before it said what was waited for."""


class Program:
    """One run of a command. Standard error goes to `log`; standard output is read in a thread."""

    def __init__(self, command: Sequence[str | Path], log: Path, environment: Mapping[str, str] = {}) -> None:
        self.log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            )
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def say(self, word: str) -> None:
        """A line on the program's standard input."""
        assert self._process.stdin
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def wait_for(self, wanted: Callable[[str], bool], timeout: float, start: int = 0) -> str:
        """The first line from `start` on that is `wanted`. Raises ProgramEnded, TimeoutError."""
        until = time.monotonic() + timeout
        with self._news:
            while True:
                for line in self.lines[start:]:
                    if wanted(line):
                        return line
                start = len(self.lines)
                if self._ended:
                    raise ProgramEnded(f"it ended: {self.last_words()}")
                if not self._news.wait(until - time.monotonic()):
                    raise TimeoutError(f"nothing of the kind in {timeout} s: {self.last_words()}")

    def stop(self, timeout: float = 15.0) -> int:
        """Ask it to end (SIGTERM), force it after `timeout` s; its exit code."""
        if self.running:
            self._process.terminate()
        return self._end(timeout)

    def kill(self) -> None:
        """SIGKILL: as when the power goes."""
        self._process.send_signal(signal.SIGKILL)
        self._end(5.0)

    def _end(self, timeout: float) -> int:
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reader.join(5.0)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        return code

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._add(line.rstrip("\n"))
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _add(self, line: str) -> None:
        with self._news:
            self.lines.append(line)
            self._news.notify_all()

    def last_words(self) -> str:
        """What it said last, for complaints."""
        errors = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " | ".join([*self.lines[-2:], *errors[-3:]]) or "it said nothing"


def output(command: Sequence[str | Path]) -> Iterator[str]:
    """The lines a command prints that ends by itself. Raises ProgramEnded with its complaint when it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProgramEnded(done.stderr.strip() or f"exit code {done.returncode}")
    return iter(done.stdout.splitlines())
