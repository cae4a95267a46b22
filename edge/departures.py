"""The face of somebody whose stay has ended is forgotten, within an hour (privacy-security rule E15: within a day)."""

import logging
from contextlib import suppress

from edge.clock import BoxClock
from edge.errors import StorageError
from edge.store.roster import Roster
from edge.telling import Teller

log = logging.getLogger(__name__)


def forget_departed(roster: Roster, teller: Teller, clock: BoxClock) -> None:
    """Erase the references of all whose stay has ended or was revoked, and have the proofs told.

    Who is granted another stay enrols their face anew. While the clock is not trusted, only what is known to have
    passed counts. Trouble with storage is the journal's to tell.
    """
    with suppress(StorageError):
        departed = roster.erase_departed(clock.read().at_least)
        if departed:
            log.info("the stay of %d people has ended: their faces are forgotten", departed)
    teller.tell()
