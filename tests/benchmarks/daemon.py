"""The daemon as a whole: memory over looped frames, and from the start to the first frame judged.

MENLU_SOAK sets for how many seconds frames are looped (60 by default; docs/performance.md gives an hour's figures).
"""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure
from tests.stage.box import Box
from tests.stage.program import REPO

SOAK = float(os.environ.get("MENLU_SOAK", "60"))
SAMPLES = 20
MEGABYTE = 1e6
PICTURES = REPO / ".cache" / "photographs"


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        box = Box(
            Path(folder),
            central="http://127.0.0.1:1",
            lock="simulated:",
            camera="seconds=1&gap=1.1&fps=15&loop=yes",
            extra="[face]\napproach = 0.08\n",
        )
        box.enrol("Resident", [PICTURES / "obama.jpg"])
        for number, name in enumerate(["obama2.jpg", "biden.jpg", "obama3.jpg"]):
            box.walk_up(PICTURES / name, number)
        started = time.monotonic()
        with box.start() as program:
            yield Figure("start to first frame judged", time.monotonic() - started, "s", at_most=3.0)
            warm, memory = soak(program.pid)
    yield Figure(f"resident memory after {SOAK:.0f} s of looped frames", max(memory), "MB", at_most=220)
    note = "largest of the last quarter beside the largest of the first, after ten seconds' warming up"
    yield Figure("growth of memory", max(memory[-SAMPLES // 4 :]), "MB", warm, "first quarter", 1.03, note=note)


def soak(pid: int) -> tuple[float, list[float]]:
    """The largest resident memory of the first quarter, and all samples, MB."""
    time.sleep(10)
    samples = []
    for _ in range(SAMPLES):
        time.sleep(SOAK / SAMPLES)
        samples.append(resident(pid))
    return max(samples[: SAMPLES // 4]), samples


def resident(pid: int) -> float:
    """Resident memory of a process, MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    raise ProcessLookupError(pid)
