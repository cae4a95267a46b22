"""What goes on in a process of central beside its answers: bells carried on, records shown and followed, clocks looked
at, the audit log shipped.

Each may run in any number of processes at once: what must happen once is held to that by the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from central.audit.shipping import shipping
from central.clock.service import ticking
from central.db import database_of
from central.duties import service as duties
from central.edges import service as edges
from central.edges.service import projecting
from central.rental.follower import following
from central.rental.registers.working import reading
from central.rest.telling import telling
from central.ringing import ringing
from central.work import service as work


@contextmanager
def beside(app: Flask) -> Iterator[None]:
    """Do all of it for `app` until the block ends."""
    database_of(app).analyse()
    also = {
        "deleting what is older than it is kept": duties.purging_of(app).turn,
        "seeing to the duties by law": duties.duties_of(app).turn,
        "keeping work beside the facts": work.keeper_of(app).turn,
        "counting entries again": edges.nightly_of(app).turn,
    }
    with ringing(app), projecting(app), following(app), reading(app), ticking(app, also), shipping(app), telling(app):
        yield
