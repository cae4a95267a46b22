"""A writer that is killed at a random moment: every append it was told of is on disk."""

import random
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from edge.store.outbox import Outbox
from wire.kinds import Alarm
from wire.record import is_intact

WRITER = """
import sys
from pathlib import Path
from edge.store.outbox import Outbox
from wire.kinds import Entry

outbox = Outbox(Path(sys.argv[1]))
while True:
    record = outbox.append(Entry("front", True, "granted", "face", "p1", 0.7), 1_760_000_000_000)
    print(record.seq, record.digest, flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_every_append_that_returned_is_on_disk(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "outbox.db"
    told: list[str] = []
    chance = random.Random(seed)
    for _ in range(2):
        told += _write_until_killed(path, after=chance.randint(1, 60), pause=chance.uniform(0, 0.02))

    with closing(Outbox(path)) as outbox:
        records = outbox.after(0, 100_000)
        outbox.append(Alarm("after", "info"), 1)
        assert outbox.file.broken is None

    assert all(is_intact(record) for record in records)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    on_disk = {f"{record.seq} {record.digest}" for record in records}
    assert set(told) <= on_disk
    assert len(told) >= 2


def _write_until_killed(path: Path, after: int, pause: float) -> list[str]:
    """Kill a writer some moments after it told of `after` appends; all it told of."""
    program = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(after)]
        threading.Event().wait(pause)
        writer.kill()
        told += writer.stdout.readlines()
    return [line.strip() for line in told if line.endswith("\n")]
