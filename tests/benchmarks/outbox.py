"""The outbox: a durable commit for each record, and how fast records leave for central.

Append beside bare `sqlite3`: the same row into a table of the same shape, the same pragmas, the same disk, in turns.
Draining: read, pack, sign; no network. ThingsBoard IoT Gateway's SQLite storage stands beside ours if it is there; its
`put` returns before anything is on disk, so its figure is to the moment the rows are in the file. To have it:

    python3.11 -m venv .cache/thingsboard-venv
    .cache/thingsboard-venv/bin/pip install thingsboard-gateway==3.8.5
"""

import secrets
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.store.outbox import Outbox
from tests.benchmarks.figure import Figure
from wire.batch import MAX_RECORDS, pack
from wire.kinds import Entry
from wire.record import Record
from wire.signature import sign

APPENDS = 1000
WARM_UP = 50
DRAINED = 100_000
PEER_EVENTS = 20_000
AT = 1_760_000_000_000
ENTRY = Entry("front-gate", True, "granted", "face", "3f9c2e71a0b4d586", 0.731)
PEER = Path(__file__).parents[2] / ".cache" / "thingsboard-venv" / "bin" / "python"


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:
        folder = Path(name)
        yield _appending(folder)
        with closing(Outbox(folder / "drained.db")) as outbox:
            filled = _fill(outbox)
            yield _draining(outbox)
        if PEER.exists():
            yield _beside_peer(filled, folder)


def _appending(folder: Path) -> Figure:
    with closing(Outbox(folder / "ours.db")) as outbox, closing(_bare(folder / "bare.db")) as bare:
        sample = outbox.append(ENTRY, AT)
        turns = [_turn(outbox, bare, sample, seq) for seq in range(2, APPENDS + WARM_UP + 2)][WARM_UP:]
    ours, floor = (1 / statistics.median(side) for side in zip(*turns, strict=True))
    name = "outbox: append, a durable commit each"
    return Figure(
        name,
        ours,
        "records/s",
        floor,
        "bare sqlite3 insert and commit",
        at_least=0.8,
        note="median",
    )


def _turn(outbox: Outbox, bare: sqlite3.Connection, sample: Record, seq: int) -> tuple[float, float]:
    """Seconds for one record: ours, bare. Who is first changes, since the first may pay for the disk's last work."""

    def ours() -> None:
        outbox.append(ENTRY, AT)

    def floor() -> None:
        row = (1, seq, AT, "entry", bytes(sample.body), sample.prev, sample.digest)
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        bare.execute("COMMIT")

    order = (ours, floor) if seq % 2 else (floor, ours)
    spent = {}
    for side in order:
        begun = time.perf_counter()
        side()
        spent[side] = time.perf_counter() - begun
    return spent[ours], spent[floor]


def _bare(path: Path) -> sqlite3.Connection:
    """A table of the same shape under the same pragmas, and nothing else."""
    with closing(Outbox(path)) as outbox:
        assert outbox.chains()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _fill(outbox: Outbox) -> float:
    """Append many, a thousand a commit; records per second."""
    begun = time.perf_counter()
    for _ in range(DRAINED // 1000):
        outbox.extend([(ENTRY, AT)] * 1000)
    return DRAINED / (time.perf_counter() - begun)


def _draining(outbox: Outbox) -> Figure:
    key = Ed25519PrivateKey.generate()
    begun, seq = time.process_time(), 0
    while records := outbox.after(seq, MAX_RECORDS):
        url = "https://central.example/api/v1/records"
        sign("POST", url, pack(records), key, created=AT // 1000, nonce=secrets.token_urlsafe(16))
        seq = records[-1].seq
    assert seq == DRAINED
    rate = DRAINED / (time.process_time() - begun)
    return Figure("outbox: draining (read, pack, sign)", rate, "records/s", note="CPU time, no network")


_PEER_PROGRAM = """
import json, logging, sqlite3, sys, threading, time
from thingsboard_gateway.storage.sqlite.sqlite_event_storage import SQLiteEventStorage
folder, count = sys.argv[1], int(sys.argv[2])
log = logging.getLogger("peer")
log.trace = log.debug
log.setLevel(logging.CRITICAL)
settings = {"data_file_path": folder + "/", "messages_ttl_check_in_hours": 1, "messages_ttl_in_days": 7,
            "max_read_records_count": 1000, "writing_batch_size": 1000, "size_limit": 1024, "max_db_amount": 10,
            "oversize_check_period": 1}
storage = SQLiteEventStorage(settings, log, threading.Event())
time.sleep(0.5)
event = json.dumps({"door": "front-gate", "granted": True, "reason": "granted", "method": "face", "score": 0.731})
begun = time.perf_counter()
for _ in range(count):
    storage.put(event)
reader = sqlite3.connect(f"file:{folder}/data.db?mode=ro", uri=True)
while reader.execute("SELECT count(*) FROM messages").fetchone()[0] < count:
    time.sleep(0.005)
print(count / (time.perf_counter() - begun))
reader.close()
storage.stop()
"""


def _beside_peer(ours: float, folder: Path) -> Figure:
    data = folder / "peer"
    data.mkdir()
    program = [str(PEER), "-c", _PEER_PROGRAM, str(data), str(PEER_EVENTS)]
    done = subprocess.run(program, check=True, capture_output=True, text=True, timeout=300)
    peer = float(done.stdout.split()[-1])
    note = "theirs without sync, and says yes before it is on disk"
    return Figure("outbox: a thousand a commit", ours, "records/s", peer, "ThingsBoard IoT Gateway's SQLite", note=note)
