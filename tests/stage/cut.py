"""Power cuts at every place: a piece of code is run again and again, killed each time one step further on."""

import multiprocessing
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

MODULES = ["edge.residents"]
"""Loaded once, not for every cut."""
WITHIN = 60.0
"""s, on a machine that does much else."""
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def cut_everywhere(act: Callable[..., object], *arguments: object, statements: bool = False) -> Iterator[int]:
    """Run `act(*arguments)` and kill it before its first change to the disk, then before its second, and so on.

    statements: each statement SQLite is given counts as a change, too.
    Yields the number of the change after each cut, for the caller to look and to put things back; ends with the run
    that nothing was left to cut in.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*MODULES, act.__module__])
    for step in count(1):
        process = context.Process(target=_run, args=(step, act, arguments, statements))
        process.start()
        process.join(WITHIN)
        code = process.exitcode
        process.close()
        if code == 0:
            return
        assert code == -signal.SIGKILL, f"cut before step {step}, it ended with {code}"
        yield step


def _run(step: int, act: Callable[..., object], arguments: tuple[Any, ...], statements: bool) -> None:
    taken = 0

    def take(*_: object) -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, details: tuple[Any, ...]) -> None:
        if event in _CHANGES or (event == "open" and isinstance(details[2], int) and details[2] & _WRITES):
            take()

    def connect(*words: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect_untraced(*words, **options)
        connection.set_trace_callback(take)
        return connection

    connect_untraced = sqlite3.connect
    if statements:
        sqlite3.connect = connect  # type: ignore[assignment]
    sys.addaudithook(watch)
    act(*arguments)
