"""The lock's firmware as a process, on a line of 9600 baud."""

import json
import sys
from pathlib import Path
from typing import Any

from tests.stage.program import REPO, Program
from tests.stage.waiting import wait_until


class LockFirmware:
    """libosdp's peripheral; `port` is the panel's end of its line."""

    def __init__(self, folder: Path, baud: int = 9600) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._baud = folder, baud
        self.port = folder / "lock"
        self.program = self.start()

    @property
    def url(self) -> str:
        """As a box's configuration names it; the factory's key may be replaced once."""
        return f"osdp://{self.port}?baud={self._baud}&address=0&install=yes"

    @property
    def key(self) -> str:
        """The base key it has, in hex digits."""
        return (self._folder / "lock.key").read_text("utf-8")

    def start(self) -> Program:
        """Start it (again), with the key it was given."""
        command = [sys.executable, REPO / "scripts" / "lock-firmware", "--link", self.port]
        options = ["--baud", str(self._baud), "--key-file", self._folder / "lock.key"]
        self.program = Program([*command, *options], self._folder / "firmware.log")
        self.program.wait_for(lambda line: '"ready"' in line, 60)
        return self.program

    def releases(self) -> list[dict[str, Any]]:
        """Each release of the strike since the last start, with `at` (time.monotonic, s)."""
        told = [json.loads(line) for line in list(self.program.lines)]
        return [event for event in told if event["event"] == "released"]

    def release_number(self, number: int, timeout: float) -> float:
        """When (time.monotonic, s) the strike was released for the `number`th time, counted from 0. TimeoutError."""
        wait_until(lambda: len(self.releases()) > number, "the strike is released", within=timeout)
        return float(self.releases()[number]["at"])
