"""The lock's firmware as a child process: start, tell, read what it did, kill."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

REPO = Path(__file__).resolve().parents[2]
SCRIPT = REPO / "scripts" / "lock-firmware"
PATIENCE = 20.0
"""How long anything may take before a test gives up, s."""

Said = dict[str, Any]


def prepare() -> str | None:
    """Make its environment. Returns why there is none, on a machine that can't."""
    made = subprocess.run([sys.executable, SCRIPT, "--prepare"], capture_output=True, text=True, check=False)
    return None if made.returncode == 0 else made.stderr.strip().rpartition("\n")[2]


class LockProcess:
    """A running firmware; `arguments` are those of scripts/lock-firmware. It is ready when it is made."""

    def __init__(self, *arguments: str | Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, SCRIPT, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._said: list[Said] = []
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.wait_for("ready")

    def tell(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")

    def said(self, event: str) -> list[Said]:
        """What it has said so far of this kind."""
        with self._news:
            return [said for said in self._said if said["event"] == event]

    def wait_for(self, event: str, count: int = 1) -> Said:
        """The `count`th thing of this kind that it says."""
        with self._news:
            came = self._news.wait_for(lambda: self._ended or self._count(event) >= count, PATIENCE)
        assert came, f"the firmware did not say {event}"
        assert self._count(event) >= count, f"the firmware ended without {event}"
        return self.said(event)[count - 1]

    def kill(self) -> None:
        """As by a power cut."""
        self._process.kill()
        self._reap()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._reap()

    def __enter__(self) -> "LockProcess":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def _reap(self) -> None:
        self._process.wait(PATIENCE)
        self._thread.join(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()

    def _count(self, event: str) -> int:
        return sum(said["event"] == event for said in self._said)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._said.append(json.loads(line))
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()
