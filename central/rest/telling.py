"""Tells webhooks what happened as soon as it has, in threads of their own beside the answers; forgets what has had its
time.

Any number of processes may do it: each event is spread in one transaction, and each webhook is taken by one at a time.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from central.accepted import Network
from central.db import Database, database_of
from central.guarded import guarded
from central.live import Bell, event_bell_of
from central.rest import answers, delivering, rules, sending, signing, spreading

log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
"""s until it looks by itself: at whoever has failed and may be tried again, and at what no bell has told of."""
REST = 0.1
"""s between two looks, at least: what happens meanwhile is spread at once."""
_DOING = "telling webhooks"
AT_ONCE = 4
"""Receivers that are told at once: a slow one takes one of these for as long as `sending` lets it."""
_NETWORKS = "menlu-webhook-networks"


def init_app(app: Flask, networks: Sequence[Network]) -> None:
    """Say which networks of our own webhooks may reach."""
    app.extensions[_NETWORKS] = tuple(networks)


def networks_of(app: Flask) -> tuple[Network, ...]:
    """Those of `app`."""
    return cast(tuple[Network, ...], app.extensions[_NETWORKS])


class Teller:
    """One process's part."""

    def __init__(
        self, database: Database, key: Ed25519PrivateKey, networks: Sequence[Network], bell: Bell | None = None
    ) -> None:
        """bell: rung when there may be more to tell."""
        self._database, self._key, self._bell = database, key, bell or Bell()
        self._send = partial(sending.send, allowed=networks)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks")
        self._told: set[int] = set()
        self._forgot = 0

    def look(self) -> None:
        """Spread what has happened, and have told who waits for it."""
        while spreading.spread(self._database, _now()) == spreading.AT_ONCE:
            pass
        for webhook_id in delivering.due_webhooks(self._database, _now()):
            if webhook_id not in self._told:
                self._told.add(webhook_id)
                self._pool.submit(self._tell, webhook_id)
        self._forget(_now())

    def close(self) -> None:
        """Tell nobody more; who is being told hears the end."""
        self._pool.shutdown(cancel_futures=True)

    def _tell(self, webhook_id: int) -> None:
        deliver = partial(delivering.deliver, self._database, webhook_id, self._key, self._send, _now)
        arrived = guarded(deliver, _DOING, log)
        self._told.discard(webhook_id)
        if arrived:
            # What has come for it in the last moment was passed over by the look: it was being told.
            self._bell.echo()

    def _forget(self, now: int) -> None:
        if now - self._forgot >= rules.HOUR:
            self._forgot = now
            spreading.forget(self._database, now)
            answers.forget(self._database, now)


@contextmanager
def telling(app: Flask) -> Iterator[None]:
    """Tell the webhooks of `app` until the block ends."""
    stop, bell = threading.Event(), event_bell_of(app)
    with app.app_context():
        teller = Teller(database_of(app), signing.key(), networks_of(app), bell)
    thread = threading.Thread(target=_run, args=(teller, bell, stop), name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        bell.echo()
        thread.join(timeout=10)
        teller.close()


def _run(teller: Teller, bell: Bell, stop: threading.Event) -> None:
    while not stop.is_set():
        heard = bell.count
        guarded(teller.look, _DOING, log)
        stop.wait(REST)
        bell.wait(heard, LOOK_AGAIN)


def _now() -> int:
    return time.time_ns() // 1_000_000
