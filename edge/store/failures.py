"""Presentations that failed in a row at a door, told from its entries: a power cut does not reset them."""

from edge.access import Failures
from wire.kinds import Entry, Reason

NO_FAILURES = Failures()


def after(failures: Failures, entry: Entry, at: int) -> Failures:
    """The count after `entry` (at: Unix ms).

    Only a face that was not recognised counts, and only a granted entry ends the row: a presentation that was turned
    away for waiting must not prolong the wait, and a suspended resident was recognised.
    """
    if entry.granted:
        return NO_FAILURES
    if entry.reason == Reason.NOT_RECOGNISED:
        return Failures(failures.count + 1, at)
    return failures
