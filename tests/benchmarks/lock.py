"""A release and a report over OSDP, beside the time their bytes need on the wire.

The lock is libosdp's peripheral in a process of its own, in secure channel, on a line with the byte times of its baud
rate. Promised at 9600 baud is what libosdp's own panel reached: 53 ms to acknowledge a release, 93 ms for a report.
A report waits in the peripheral for the next poll, which the floor does not count.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from edge.lock import Lock
from edge.lock.open import open_lock
from edge.lock.osdp import replies
from edge.lock.osdp.commands import Output, OutputControl, Poll
from edge.lock.osdp.frame import MARK, Frame
from edge.lock.osdp.message import Message
from edge.lock.osdp.secure_channel import SecureChannel, SessionKeys
from tests.benchmarks.figure import Figure
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.lock_listener import Heard
from tests.fakes.lock_process import LockProcess
from tests.fakes.serial_line import BITS_PER_BYTE

TIMES = 60
STRIKE = 0.1
"""The shortest release, s: its end is reported before the next begins."""
OUTPUT = Output(0, OutputControl.ON_FOR_A_TIME, 1)
TAMPER = replies.LocalStatus(1, 0)
LIBOSDP = {("release", 9600): 53.0, ("report", 9600): 93.0}
"""p50 of libosdp 3.2.9's panel on such a line, ms."""


def measure() -> Iterator[Figure]:
    for baud in (9600, 115200):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with LockProcess("--link", folder / "lock", "--baud", str(baud), "--key-file", folder / "key") as firmware:
                yield from _measure_at(baud, f"osdp://{folder}/lock?baud={baud}&install=yes", firmware)


def _measure_at(baud: int, url: str, firmware: LockProcess) -> Iterator[Figure]:
    heard = Heard()
    with closing(open_lock(url, keys=MemoryKeyStore(), listener=heard)) as lock:
        heard.wait_for("online")
        yield _figure("release", baud, _releases(lock), _wire_time(baud, OUTPUT, replies.Ack()))
        yield _figure("report", baud, _reports(firmware, heard), _wire_time(baud, Poll(), TAMPER))


def _figure(what: str, baud: int, took: list[float], floor: float) -> Figure:
    promise = LIBOSDP.get((what, baud))
    slowest = statistics.quantiles(took, n=20)[-1]
    return Figure(
        f"OSDP {what} at {baud} baud, p50",
        statistics.median(took) * 1e3,
        "ms",
        floor * 1e3,
        "its bytes on the wire",
        at_most=promise / (floor * 1e3) if promise else None,
        note=f"p95 {slowest * 1e3:.0f} ms" + (f"; libosdp's panel {promise:.0f} ms" if promise else ""),
    )


def _releases(lock: Lock) -> list[float]:
    """From the call of release to its answer, s."""
    took = []
    for _ in range(TIMES):
        time.sleep(random.uniform(0.3, 0.4))
        start = time.monotonic()
        lock.release(STRIKE)
        took.append(time.monotonic() - start)
    return took


def _reports(firmware: LockProcess, heard: Heard) -> list[float]:
    """From the moment the peripheral has something to report until our listener hears it, s."""
    took = []
    for number in range(TIMES):
        word = "normal" if number % 2 else "tamper"
        time.sleep(random.uniform(0.1, 0.2))
        firmware.tell(word)
        told = firmware.wait_for("told", number + 1)["at"]
        took.append(heard.wait_for(word, number // 2 + 1) - told)
    return took


def _wire_time(baud: int, command: Message, reply: Message) -> float:
    """How long both messages are on the wire as they are sent: marked and sealed."""
    channel = SecureChannel(SessionKeys.derive(bytes(16), bytes(8)), bytes(16))
    sealed = [
        channel.seal(Frame(0, 1, command.code, command.payload())),
        channel.seal(Frame(0, 1, reply.code, reply.payload(), is_reply=True)),
    ]
    return sum(len(MARK + frame.to_bytes()) for frame in sealed) * BITS_PER_BYTE / baud
