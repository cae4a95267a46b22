"""Sync: the outbox's records reach central, once and in order, whatever the network does.

link.py      one signed request to central, and its answer read with suspicion
claim.py     how the box becomes known to central
pusher.py    which records to send next: central's cursor decides
packer.py    batches as request bodies, the next one made ahead
backoff.py   how long to wait after a failure
loop.py      the thread that does it
"""

from edge.sync.claim import claim
from edge.sync.link import Link, open_client
from edge.sync.loop import Status, Sync

__all__ = ["Link", "Status", "Sync", "claim", "open_client"]
