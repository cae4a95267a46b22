"""Has what was done to the roster told to central: by orders, or because a stay has ended."""

import logging
import threading

from edge.errors import StorageError
from edge.store.outbox import Outbox
from edge.store.roster import Roster

log = logging.getLogger(__name__)


class Teller:
    """Takes what the roster has untold to the outbox. Safe to share between threads."""

    def __init__(self, roster: Roster, outbox: Outbox) -> None:
        self._roster, self._outbox = roster, outbox
        self._lock = threading.Lock()

    def tell(self) -> None:
        """Tell all of it, in order; when the disk does not take it, the next call does.

        After a power cut between the two files it is told again: central takes what it heard first.
        """
        with self._lock:
            try:
                untold = self._roster.untold()
                if untold:
                    self._outbox.extend([(each.body, each.at) for each in untold])
                    self._roster.told(untold[-1].number)
            except StorageError as error:
                log.warning("what orders have done will be told later: %s", error)
