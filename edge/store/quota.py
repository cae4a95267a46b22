"""How much an outbox may hold, and for how long."""

from dataclasses import dataclass

DAY = 24 * 60 * 60 * 1000
"""ms"""


@dataclass(frozen=True)
class Quota:
    """Bounds of one outbox file.

    rows, bytes: beyond them acknowledged records are let go early, the oldest first; where there are none, a new
    record is not taken (StorageFull) and the journal counts what it has to drop.
    days: how long acknowledged records are kept, so that a central restored from an older copy gets them again.

    The default holds 30 days of a busy building (privacy-security E26) more than ten times over.
    """

    rows: int = 1_000_000
    bytes: int = 1024 * 1024 * 1024
    days: int = 30


DEFAULT = Quota()
