"""The whole of it: a cluster, two web hosts, a fleet of boxes, and one fault after the other."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
from werkzeug.test import Client

from central.db import Database
from tests.central.edges.conftest import new_code
from tests.fakes.forwarding import Forwarding
from tests.fakes.signing_box import SigningBox
from tests.ha import cluster as clusters
from tests.ha import comparison, sample
from tests.ha.cluster import Cluster
from tests.ha.comparison import Comparison
from tests.ha.faults import FAULTS
from tests.ha.fleet import Ack, Fleet
from tests.ha.web import WebHost
from tests.stage.waiting import wait_until
from wire.claim import Claimed

FOLDER = Path("/tmp/menlu-ha-lab")
"""One cluster at a time: its addresses are fixed."""
QUIET_BEFORE = 5.0
"""s of intake before each fault, so that there is something to lose."""
FLOWS_AGAIN = 40
"""Boxes that have to be acknowledged again after a fault until the intake is said to flow."""
INTAKE_WITHIN = 180.0
"""s."""


@dataclass(frozen=True)
class Outcome:
    """What a fault did. outage: the longest time in which no box was acknowledged anything, s.

    slowest: how long the unluckiest box waited for an acknowledgement, its own pauses among it, s. rejoined: from the
    fault until all three nodes were in order again, s. refusals: what came instead of acknowledgements, and how often.
    """

    fault: str
    outage: float
    slowest: float
    rejoined: float
    kept: Comparison
    refusals: dict[str, int]


class Lab:
    """Up and under intake; `boxes` by the numbers central knows them by."""

    def __init__(self, cluster: Cluster, hosts: list[WebHost], boxes: dict[int, SigningBox], fleet: Fleet) -> None:
        self.cluster, self._hosts, self._boxes, self.fleet = cluster, hosts, boxes, fleet

    def suffer(self, name: str) -> Outcome:
        """Let one fault happen, wait until all is in order again, and compare."""
        self.cluster.wait_settled()
        time.sleep(QUIET_BEFORE)
        before = self.fleet.refusals()
        began = time.monotonic()
        with FAULTS[name](self.cluster, self._hosts):
            wait_until(lambda: self._flows(began), "records are taken in again", within=INTAKE_WITHIN, every=0.2)
        self.cluster.wait_settled()
        settled = time.monotonic()
        wait_until(lambda: self._all_since(began), "every box was acknowledged again", within=INTAKE_WITHIN, every=0.5)
        acks = self.fleet.acks[:]
        refused = self.fleet.refusals()
        refused.subtract(before)
        return Outcome(name, _gap(acks, began), _slowest(acks, began), settled - began, self.compare(), dict(+refused))

    def compare(self) -> Comparison:
        """What was acknowledged up to now, with what the database holds."""
        numbers = list(self._boxes)
        acknowledged = {numbers[each.number]: each.acknowledged.seq for each in self.fleet.boxes}
        return comparison.compare(self.cluster.url, self._boxes, acknowledged)

    def _flows(self, began: float) -> bool:
        """Whether many boxes are acknowledged since the longest silence after the fault."""
        acks = self.fleet.acks[:]
        start = _end_of_gap(acks, began)
        flowing = {ack.box for ack in acks if ack.at >= start}
        return time.monotonic() - began > QUIET_BEFORE and len(flowing) >= min(FLOWS_AGAIN, len(self._boxes))

    def _all_since(self, began: float) -> bool:
        start = _end_of_gap(self.fleet.acks[:], began)
        return {ack.box for ack in self.fleet.acks if ack.at >= start} == set(range(len(self._boxes)))


@contextmanager
def running(boxes: int, pause: float, folder: Path = FOLDER) -> Iterator[Lab]:
    """Bring it up, with that many boxes that send every `pause` s; end all of it afterwards."""
    down(folder)
    folder.mkdir()
    folder.chmod(0o755)
    try:
        cluster = Cluster(folder)
        say("three nodes with etcd, Patroni and PostgreSQL")
        cluster.up()
        hosts = [WebHost(folder, number, cluster.url) for number in (1, 2)]
        say("two web hosts")
        for host in hosts:
            host.start()
        say(f"{boxes} boxes make themselves known")
        known = _claimed(cluster.url, boxes)
        fleet = Fleet(f"http://{sample.WEB}", list(known.values()), pause)
        fleet.start()
        yield Lab(cluster, hosts, known, fleet)
    finally:
        clusters.down(folder)


def down(folder: Path = FOLDER) -> None:
    """End and remove whatever there is of it."""
    if folder.exists():
        clusters.down(folder)
        shutil.rmtree(folder)


def say(sentence: str) -> None:
    """Progress, for whoever waits."""
    print(f"{time.strftime('%H:%M:%S')}  {sentence}", file=sys.stderr, flush=True)


def _claimed(database: str, count: int) -> dict[int, SigningBox]:
    made = {}
    with closing(Database(database)) as opened, closing(Forwarding(f"http://{sample.WEB}")) as way:
        for number in range(count):
            box = SigningBox(Client(way), now=int(time.time()))
            answer = box.claim(new_code(opened, f"Box {number}"))
            assert answer.status_code == 201, answer.text
            made[int(msgspec.json.decode(answer.data, type=Claimed).box)] = box
    return made


def _gap(acks: list[Ack], began: float) -> float:
    """The longest time without any acknowledgement since the fault."""
    times = _times(acks, began)
    return max((later - earlier for earlier, later in pairwise(times)), default=0.0)


def _end_of_gap(acks: list[Ack], began: float) -> float:
    times = _times(acks, began)
    pairs = list(pairwise(times))
    return max(pairs, key=lambda pair: pair[1] - pair[0])[1] if pairs else float("inf")


def _times(acks: list[Ack], began: float) -> list[float]:
    """When acknowledgements came: the last one before the fault (or the fault, where there is none), and all since."""
    times = sorted(ack.at for ack in acks)
    last = max((at for at in times if at < began), default=began)
    return [last, *(at for at in times if at >= began)]


def _slowest(acks: list[Ack], began: float) -> float:
    """The longest time that any one box waited since the fault."""
    return max(_gap([ack for ack in acks if ack.box == box], began) for box in {ack.box for ack in acks})
