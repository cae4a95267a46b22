"""Tells webhooks what happened, in threads of their own beside the answers; forgets what has had its time.

Any number of processes may do it: each event is spread in one transaction, and each webhook is taken by one at a time.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy.exc import OperationalError

from central.accepted import Network
from central.db import Database, database_of
from central.rest import answers, delivering, rules, sending, signing, spreading

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""s between two looks."""
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

    def __init__(self, database: Database, key: Ed25519PrivateKey, networks: Sequence[Network]) -> None:
        self._database, self._key = database, key
        self._send = partial(sending.send, allowed=networks)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks")
        self._told: set[int] = set()
        self._forgot = 0

    def look(self) -> None:
        """Spread what has happened, and have told who waits for it."""
        spreading.spread(self._database, _now())
        for webhook_id in delivering.due_webhooks(self._database, _now()):
            if webhook_id not in self._told:
                self._told.add(webhook_id)
                self._pool.submit(self._tell, webhook_id)
        self._forget(_now())

    def close(self) -> None:
        """Tell nobody more; who is being told hears the end."""
        self._pool.shutdown(cancel_futures=True)

    def _tell(self, webhook_id: int) -> None:
        try:
            _guarded(lambda: delivering.deliver(self._database, webhook_id, self._key, self._send, _now))
        finally:
            self._told.discard(webhook_id)

    def _forget(self, now: int) -> None:
        if now - self._forgot >= rules.HOUR:
            self._forgot = now
            spreading.forget(self._database, now)
            answers.forget(self._database, now)


@contextmanager
def telling(app: Flask) -> Iterator[None]:
    """Tell the webhooks of `app` until the block ends."""
    stop = threading.Event()
    with app.app_context():
        teller = Teller(database_of(app), signing.key(), networks_of(app))
    thread = threading.Thread(target=_run, args=(teller, stop), name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)
        teller.close()


def _run(teller: Teller, stop: threading.Event) -> None:
    while not stop.is_set():
        _guarded(teller.look)
        stop.wait(LOOK_AGAIN)


def _guarded(work: Callable[[], object]) -> None:
    try:
        work()
    except OperationalError as error:
        log.warning("the database does not answer: %s; telling webhooks again soon", error.orig)
    except Exception:
        # One fault must not end it: nobody would be told anything any more. The next look comes soon.
        log.exception("telling webhooks failed; trying again")


def _now() -> int:
    return time.time_ns() // 1_000_000
