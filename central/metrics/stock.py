"""What is so at the moment the metrics are asked for: in the database, in the folder of backups, on the disk.

Every process tells the same, so there is nothing to add up.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from central.audit.shipping import shipments
from central.audit.targets import Target, open_targets
from central.clock import service as clock
from central.config import Config
from central.db import Database
from central.edges import service as edges
from central.rental import service as rental

log = logging.getLogger(__name__)

NEVER: Final = float("inf")


class Stock(Collector):
    """Tells of one central."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database, self._backups = database, config.backups
        self._targets = open_targets(config)
        self._places = places(database, config)

    def collect(self) -> Iterator[Metric]:
        """All of it; of a database that does not answer, only that."""
        try:
            with self._database.reading() as session:
                found = list(_from_database(session, time.time_ns() // 1_000_000))
                found += _of_audit(session, self._targets, time.time_ns() // 1_000_000)
        except DatabaseError as error:
            log.warning("the metrics lack what the database knows: %s", error.orig)
            found = []
        yield _gauge("menlu_database_up", "Whether the database answers.", float(bool(found)))
        yield from found
        if self._backups:
            age = backup_age(Path(self._backups), time.time())
            yield _gauge("menlu_backup_age_seconds", "Since the last backup was made.", age)
        free = GaugeMetricFamily("menlu_disk_free_bytes", "Room left for central.", labels=["place"])
        for place, folder in self._places.items():
            free.add_metric([place], shutil.disk_usage(folder).free)
        yield free


def places(database: Database, config: Config) -> dict[str, Path]:
    """The folders central writes to, by what lies there."""
    url = database.engine.url
    file = Path(url.database).absolute() if url.get_backend_name() == "sqlite" and url.database else None
    named = {
        "database": file and file.parent,
        "backups": Path(config.backups) if config.backups else None,
        "audit copy": Path(config.audit_file).absolute().parent if config.audit_file else None,
    }
    return {place: folder for place, folder in named.items() if folder and folder.is_dir()}


def backup_age(folder: Path, now: float) -> float:
    """Seconds since the newest file there was finished; NEVER without one. One that is being made ends in .part."""
    try:
        made = [each.stat().st_mtime for each in folder.iterdir() if each.is_file() and each.suffix != ".part"]
    except OSError:
        return NEVER
    return max(0.0, now - max(made)) if made else NEVER


def _from_database(session: Session, now: int) -> Iterator[Metric]:
    found = edges.tally(session, now)
    boxes = GaugeMetricFamily("menlu_boxes", "Boxes in force.", labels=["state"])
    boxes.add_metric(["online"], found.boxes - found.late)
    boxes.add_metric(["late"], found.late)
    yield boxes
    yield _gauge("menlu_boxes_clock_wrong", "Boxes whose clock is a minute off or more.", found.clocks_wrong)
    yield CounterMetricFamily("menlu_records", "Records taken in, ever.", found.records)
    yield _gauge("menlu_orders_waiting", "Orders no box has answered.", found.waiting)
    yield _gauge("menlu_matters_open", "Matters nobody has looked at.", found.matters)
    yield _gauge("menlu_scheduler_elected", "Whether a process looks at the clocks.", clock.is_elected(session))
    behind = GaugeMetricFamily("menlu_follower_behind_records", "Records not read yet.", labels=["follower"])
    for name, lag in FOLLOWERS.items():
        behind.add_metric([name], lag(session))
    yield behind


def _of_audit(session: Session, targets: Sequence[Target], now: int) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("menlu_audit_waiting_rows", "Rows of the audit log not copied yet.", labels=["target"])
    late = GaugeMetricFamily("menlu_audit_late_seconds", "For how long the first has waited.", labels=["target"])
    failing = GaugeMetricFamily("menlu_audit_failing", "Whether the last try failed.", labels=["target"])
    for shipment in shipments(session, targets):
        # file or syslog; where exactly is nobody's business here.
        target = [shipment.target.partition(":")[0]]
        waiting.add_metric(target, shipment.waiting)
        late.add_metric(target, shipment.waits(now) / 1000)
        failing.add_metric(target, shipment.failing_since is not None)
    yield from (waiting, late, failing)


FOLLOWERS: Final[Mapping[str, Callable[[Session], int]]] = {"pages": edges.unshown, "rental": rental.behind}
"""Who reads records after they were taken in → how many it has not read: those who show them, rental housing."""


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value)
