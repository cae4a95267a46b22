"""Three nodes and HAProxy in front of them, as Patroni sees them."""

import json
import secrets
import signal
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg

from tests.ha import process, programs, sample
from tests.ha.node import Node
from tests.stage.waiting import wait_until

READY_WITHIN = 240.0
"""s until three nodes have found one another, on a busy machine."""
ROLE = "menlu"


class Cluster:
    """In `folder`, which holds all there is of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = ("PATRONI_SUPERUSER_PASSWORD", "PATRONI_REPLICATION_PASSWORD", "PATRONI_REWIND_PASSWORD")
        self._secrets = {name: secrets.token_urlsafe(12) for name in names}
        self._password = secrets.token_urlsafe(12)
        self.nodes = [Node(folder, number, self._secrets) for number in (1, 2, 3)]

    @property
    def url(self) -> str:
        """Where central finds its database."""
        return f"postgresql://{ROLE}:{self._password}@{sample.DATABASE}/{ROLE}"

    def up(self) -> None:
        """Bring it up, with an empty database for central."""
        for node in self.nodes:
            node.prepare()
            node.start()
        for name in ("haproxy-database.cfg", "haproxy-web.cfg"):
            self._start_haproxy(name)
        self.wait_settled()
        superuser = f"postgresql://postgres:{self._secrets['PATRONI_SUPERUSER_PASSWORD']}@{sample.DATABASE}/postgres"
        wait_until(lambda: _answers(superuser), "HAProxy leads to the primary", within=60)
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{self._password}'".encode())
            connection.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}".encode())

    def leader(self) -> Node:
        """The node that is the primary."""
        found = wait_until(self._leader, "there is a primary", within=READY_WITHIN, every=0.2)
        assert found
        return found

    def wait_settled(self) -> None:
        """Wait until there is a primary, and two standbys follow it, one of them synchronously."""
        wait_until(self._is_settled, "all three nodes are in order", within=READY_WITHIN, every=0.5)

    def switch_over(self) -> None:
        """Let another node be the primary, as before its host is served."""
        leader = self.leader()
        asked = urllib.request.Request(
            f"http://{leader.address}:8008/switchover",
            data=json.dumps({"leader": leader.name}).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(asked, timeout=60).close()

    def _start_haproxy(self, name: str) -> None:
        file = sample.write(name, self.folder / name, {})
        process.start(self.folder, file.stem, [programs.found("haproxy") or "haproxy", "-db", "-f", file], user=None)

    def _leader(self) -> Node | None:
        leading = {name for name, member in self._members().items() if _is_leader(member)}
        return next((node for node in self.nodes if node.name in leading), None)

    def _is_settled(self) -> bool:
        members = self._members().values()
        following = [each for each in members if each["role"] in ("replica", "sync_standby")]
        return (
            sum(map(_is_leader, members)) == 1
            and sum(each["state"] == "streaming" for each in following) == len(self.nodes) - 1
            and any(each["role"] == "sync_standby" for each in following)
        )

    def _members(self) -> dict[str, dict[str, Any]]:
        """What the first node that answers says of all."""
        for node in self.nodes:
            try:
                with urllib.request.urlopen(f"http://{node.address}:8008/cluster", timeout=1) as answer:
                    return {member["name"]: member for member in json.load(answer)["members"]}
            except (OSError, ValueError):
                continue
        return {}


def down(folder: Path) -> None:
    """End whatever runs of a cluster in `folder`."""
    nodes = [Node(folder, number, {}) for number in (1, 2, 3)]
    for node in nodes:
        node.thaw()
        node.stop()
    process.send([process.number_of(folder, name) for name in _others(folder)], signal.SIGTERM)
    until = time.monotonic() + 15
    while any(node.processes() for node in nodes) and time.monotonic() < until:
        process.reap()
        time.sleep(0.5)
        # etcd waits for Patroni's last word.
        if not any(len(node.processes()) > 1 for node in nodes):
            break
    for node in nodes:
        node.kill()
    process.send([process.number_of(folder, name) for name in _others(folder)], signal.SIGKILL)
    process.reap()


def _others(folder: Path) -> list[str]:
    return [file.stem for file in folder.glob("*.pid") if not file.stem.startswith(("etcd-", "patroni-"))]


def _is_leader(member: dict[str, Any]) -> bool:
    return member["role"] in ("leader", "master", "primary") and member["state"] == "running"


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
