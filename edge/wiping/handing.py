"""What waits is handed to central, in the way the daemon does it; a few tries only, since a technician waits."""

import time
from collections.abc import Callable

from edge.config import Config
from edge.errors import CentralError
from edge.sync import Link, open_client
from edge.sync.backoff import Backoff
from edge.sync.pusher import Pusher
from edge.sync.rest import rest_after
from edge.wiping.kept import Kept

TRIES = 3
"""Failures in a row before it is given up."""
LONGEST = 2.0
"""s between two tries."""


def hand_over(config: Config, kept: Kept, waiting: Callable[[int], None]) -> None:
    """Get all records to central; where it has them, it is not asked. waiting: is told how many are left.

    Raises CentralError, StorageError.
    """
    if not kept.outbox.waiting:
        return
    with open_client(config.central.ca) as client:
        link = Link(client, config.central.url, kept.vault, kept.clock)
        pusher = Pusher(kept.outbox, link)
        try:
            while _stepped(pusher, link):
                waiting(kept.outbox.waiting)
        finally:
            pusher.rest()


def _stepped(pusher: Pusher, link: Link) -> bool:
    """Whether there was more to send."""
    backoff = Backoff()
    for _ in range(TRIES - 1):
        try:
            return pusher.step()
        except CentralError as error:
            time.sleep(min(rest_after(error, link, backoff), LONGEST))
    return pusher.step()
