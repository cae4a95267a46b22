"""Sync: the outbox's records reach central, and central's orders the box, once and in order, whatever the network does.

link.py      one signed request to central, and its answer read with suspicion
claim.py     how the box becomes known to central
pusher.py    which records to send next: central's cursor decides
flight.py    batches on their way, the next one sent before the last is answered
backoff.py   how long to wait after a failure
rest.py      what that depends on
loop.py      the thread that sends
asker.py     the thread that asks for orders
reporter.py  the thread that tells how an enrolment stands which a phone steers
"""

from edge.sync.asker import Asker
from edge.sync.claim import claim
from edge.sync.link import Link, open_client
from edge.sync.loop import Status, Sync
from edge.sync.reporter import Reporter

__all__ = ["Asker", "Link", "Reporter", "Status", "Sync", "claim", "open_client"]
