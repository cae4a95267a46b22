"""What to do with records of one outbox that arrive in order: take them, or say what is in the way. Pure.

The cursor is the place up to which every record is kept. Records at or before it are compared with those kept and
fall away; those behind it are taken, all or none. Each goes on from the one before it by `prev`. A marked record
proves nothing, so nothing is concluded from its digest: the mark shows that the chain is not proven there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import msgspec

from central.edges.arrival import Arrival, Mark
from wire.record import GENESIS


@dataclass(frozen=True)
class Kept:
    """The digest of a record central holds, and whether it proves which record it is."""

    digest: str
    is_proven: bool


@dataclass(frozen=True)
class Take:
    """Keep these; the cursor moves to the last. Empty: all of them were known."""

    fresh: Sequence[Arrival]


@dataclass(frozen=True)
class Gap:
    """They begin after the record that comes next."""


@dataclass(frozen=True)
class Fork:
    """Central holds another record at `seq` than the box does; 0: the box's first record claims one before it."""

    seq: int


Verdict = Take | Gap | Fork

BEGINNING = Kept(GENESIS, True)
"""What the first record goes on from."""


def judge(cursor: int, kept: Mapping[int, Kept], arrivals: Sequence[Arrival]) -> Verdict:
    """What to do with `arrivals`, one or more at places without gaps, when `cursor` is the last record's place.

    `kept` holds what central has from the place before the first arrival to the last; places it lacks (their
    retention has ended) are not compared.
    """
    first = arrivals[0].seq
    if first > cursor + 1:
        return Gap()
    known = max(0, cursor + 1 - first)
    for arrival in arrivals[:known]:
        if _differs(arrival, kept.get(arrival.seq)):
            return Fork(arrival.seq)
    fresh = arrivals[known:]
    if not fresh:
        return Take(())
    before = kept.get(cursor) if cursor else BEGINNING
    # Had the batch overlapped, the record at the cursor would have been compared; here `prev` speaks for it.
    if first == cursor + 1 and cursor and not _goes_on(fresh[0], before):
        return Fork(cursor)
    return Take(_linked(fresh, before))


def _differs(arrival: Arrival, kept: Kept | None) -> bool:
    return kept is not None and kept.is_proven and arrival.is_proven and kept.digest != arrival.digest


def _goes_on(arrival: Arrival, before: Kept | Arrival | None) -> bool:
    """Whether it follows `before`, as far as both can prove."""
    if before is None or arrival.prev == before.digest:
        return True
    return not (before.is_proven and arrival.is_proven)


def _linked(fresh: Sequence[Arrival], before: Kept | None) -> Sequence[Arrival]:
    """The same, with a mark on each that does not go on from the one before it."""
    pairs = list(zip(chain((before,), fresh), fresh, strict=False))
    if all(_goes_on(arrival, previous) for previous, arrival in pairs):
        return fresh
    return [
        arrival if _goes_on(arrival, previous) else msgspec.structs.replace(arrival, mark=Mark.BAD_DIGEST)
        for previous, arrival in pairs
    ]
