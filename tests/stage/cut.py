"""Power cuts at every place: a piece of code is run again and again, killed each time one step further on."""

import multiprocessing
import os
import signal
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


def cut_everywhere(act: Callable[..., object], *arguments: object) -> Iterator[int]:
    """Run `act(*arguments)` and kill it before its first change to the disk, then before its second, and so on.

    Yields the number of the change after each cut, for the caller to look and to put things back; ends with the run
    that nothing was left to cut in.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(MODULES)
    for step in count(1):
        process = context.Process(target=_run, args=(step, act, arguments))
        process.start()
        process.join(WITHIN)
        code = process.exitcode
        process.close()
        if code == 0:
            return
        assert code == -signal.SIGKILL, f"cut before step {step}, it ended with {code}"
        yield step


def _run(step: int, act: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    taken = 0

    def watch(event: str, details: tuple[Any, ...]) -> None:
        nonlocal taken
        if event in _CHANGES or (event == "open" and isinstance(details[2], int) and details[2] & _WRITES):
            taken += 1
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    act(*arguments)
