"""What is done to the cluster while records come in: each block begins with the fault and ends with mending it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.ha.cluster import Cluster
from tests.ha.web import WebHost
from tests.stage.waiting import wait_until

ANOTHER_WITHIN = 120.0
"""s until another node is the primary, at the most."""


@contextmanager
def kill(cluster: Cluster, _: list[WebHost]) -> Iterator[None]:
    """The primary's host dies: Patroni, PostgreSQL and etcd at once. It comes back once another has taken over."""
    node = cluster.leader()
    node.kill()
    yield
    node.start()


@contextmanager
def freeze(cluster: Cluster, _: list[WebHost]) -> Iterator[None]:
    """The primary's host stands still until another has taken over, and then goes on as if nothing had been."""
    node = cluster.leader()
    node.freeze()
    try:
        wait_until(lambda: cluster.leader() is not node, "another is the primary", within=ANOTHER_WITHIN, every=0.2)
        yield
    finally:
        node.thaw()


@contextmanager
def switch_over(cluster: Cluster, _: list[WebHost]) -> Iterator[None]:
    """Another node is made the primary on purpose."""
    cluster.switch_over()
    yield


@contextmanager
def kill_web(_: Cluster, hosts: list[WebHost]) -> Iterator[None]:
    """One of the two processes of central dies, and is started again."""
    hosts[0].kill()
    yield
    hosts[0].start()


FAULTS = {"kill": kill, "freeze": freeze, "switch-over": switch_over, "kill-web": kill_web}
