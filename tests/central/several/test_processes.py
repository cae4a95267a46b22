"""Several processes are one central: they count together, and taking new ones for old loses nothing."""

import os
import signal
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import msgspec
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select

from central.db import Database
from central.edges import service as edges
from central.edges.tables import entry
from tests.central.several.conftest import TOKEN
from tests.fakes.town import Box, _OverHttp, now
from tests.stage.processes import Processes
from wire.cursor import Cursor
from wire.kinds import Entry
from wire.orders import Orders, SealingKey

BATCHES = 80
EACH = 20


class Sender:
    """A box that sends batch after batch, and asks for the cursor after whatever goes wrong, as the edge does."""

    def __init__(self, client: httpx.Client, database: str) -> None:
        self.box = Box(_OverHttp(client))
        with closing(Database(database)) as opened, opened.writing() as session:
            code = edges.make_code(session, name="1 Harbour Road", made_by="tests", now=now()).code
        assert self.box.signing.claim(code).status_code == 201
        for _ in range(BATCHES * EACH):
            self.box.signing.append(Entry("north", False, "not-recognised", "face"), at=now())
        self.acknowledged = 0
        self.failures: list[str] = []

    def has_sent(self, records: int) -> bool:
        return self.acknowledged >= records

    def send_all(self) -> None:
        """Until everything is acknowledged."""
        while self.acknowledged < BATCHES * EACH:
            self.box.signing.now = int(time.time())
            try:
                answer = self.box.signing.push(self.acknowledged + 1, self.acknowledged + EACH)
                if answer.status_code != 200:
                    self.failures.append(str(answer.status_code))
                    answer = self.box.signing.cursor()
                self.acknowledged = msgspec.json.decode(answer.text, type=Cursor).seq
            except httpx.TransportError as error:
                self.failures.append(type(error).__name__)
                time.sleep(0.02)


def kept(database: str) -> int:
    with closing(Database(database)) as opened, opened.reading() as session:
        return sum(outbox.seq for outbox in edges.outboxes(session))


def is_shown(database: str) -> bool:
    with closing(Database(database)) as opened, opened.reading() as session:
        return edges.unshown(session) == 0


def entries(database: str) -> int:
    with closing(Database(database)) as opened, opened.reading() as session:
        return int(session.scalar(select(func.count()).select_from(entry)) or 0)


def test_new_processes_take_the_place_of_old_ones_under_intake_and_nothing_is_lost(on_either: Processes) -> None:
    url = on_either.wait_until_it_listens()
    with httpx.Client(base_url=url, timeout=30) as client:
        sender = Sender(client, on_either.database)
        sending = threading.Thread(target=sender.send_all)
        sending.start()
        for times in (1, 2):
            on_either.wait_for(partial(sender.has_sent, times * BATCHES * EACH // 4))
            on_either.begin_anew()
            on_either.wait_for(partial(on_either.has_started, 2 * (times + 1)))
        sending.join(120)
        on_either.wait_for(partial(is_shown, on_either.database))

    assert sender.acknowledged == BATCHES * EACH == kept(on_either.database)
    assert entries(on_either.database) == BATCHES * EACH
    assert all(failure in ("409", "ConnectError", "ReadError", "RemoteProtocolError") for failure in sender.failures)


def test_a_process_that_is_killed_is_replaced_and_nothing_acknowledged_is_lost(processes: Processes) -> None:
    url = processes.wait_until_it_listens()
    with httpx.Client(base_url=url, timeout=30) as client:
        sender = Sender(client, processes.database)
        sending = threading.Thread(target=sender.send_all)
        sending.start()
        processes.wait_for(partial(sender.has_sent, EACH))
        for pid in processes.workers():
            os.kill(pid, signal.SIGKILL)
            before = len(processes.workers())
            processes.wait_for(partial(processes.has_started, before + 1))
        sending.join(120)

    assert sender.acknowledged == BATCHES * EACH == kept(processes.database)


def test_live_pages_are_let_go_when_processes_end(processes: Processes) -> None:
    url = processes.wait_until_it_listens()
    with httpx.Client(base_url=url, timeout=60) as client:
        sender = Sender(client, processes.database)
        [key] = msgspec.json.decode(sender.box.signing.orders().text, type=Orders).orders
        sender.box.signing.keyed = msgspec.json.decode(key, type=SealingKey).id
        held = threading.Thread(target=lambda: sender.box.signing.orders(wait=25))
        began = time.monotonic()
        held.start()
        processes.wait_for(lambda: metrics(client).get('menlu_streams_open{kind="box"}', 0) >= 1)
        processes.begin_anew()
        held.join(60)

    assert time.monotonic() - began < 24


def metrics(client: httpx.Client) -> dict[str, float]:
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).raise_for_status().text
    return {
        each.name
        + "".join(f'{{{key}="{value}"}}' for key, value in each.labels.items() if key != "endpoint"): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
        if each.labels.get("endpoint", "health.alive") == "health.alive"
    }


def test_they_count_together(processes: Processes) -> None:
    url = processes.wait_until_it_listens()
    for _ in range(40):
        # Without a connection that is kept, either process may answer.
        httpx.get(f"{url}/healthz", timeout=60).raise_for_status()

    with httpx.Client(base_url=url, timeout=60) as client:
        found = metrics(client)

    assert found["menlu_request_seconds_count"] == 40
    assert found["menlu_scheduler_elected"] == 1


def test_without_tables_they_do_not_start_and_say_what_to_run(tmp_path: Path) -> None:
    several = Processes(tmp_path, tables=False)
    with several.program:
        several.wait_for(lambda: not several.program.running)

    assert "run `menlu-central migrate`" in several.said()
    assert not several.workers()
