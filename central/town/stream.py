"""What the boxes of a group have sent: records chained one to the other, folded as central keeps them.

Each entry is followed by what became of its release. It is made by the same code that takes records in, so that
`menlu-central verify` finds what it expects. Stretches are as long as a batch may be: they take a fifth of the room
that a batch for every entry would, and the time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import msgspec
import numpy as np

from central.edges import stretches
from central.edges.arrival import Arrival
from central.town import rhythm
from central.town.rhythm import HAPPENINGS, METHODS, REASONS, RELEASES, Day, Group, Visits
from wire.kinds import KIND_OF, Entry, Release
from wire.record import digest_of

LONGEST: Final = 500
"""Records of a stretch: the most of a batch (docs/records.md)."""
COLUMNS: Final = ("outbox_id", "last", "first", "digest", "is_proven", "received_at", "kinds", "body")
LAG: Final = 400
"""ms from the door to central."""
_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Outbox:
    """Where a house's stream goes on. names: of the house's doors. digest: of the last record that was forgotten."""

    id: int
    name: str
    doors: tuple[str, ...]
    seq: int
    digest: str


@dataclass(frozen=True)
class Sent:
    """What a group's boxes have sent: stretches as rows, and where each outbox stands: id, place, digest."""

    rows: list[tuple[Any, ...]]
    ends: list[tuple[int, int, bytes]]


@dataclass
class _Chain:
    outbox: Outbox
    seq: int
    digest: str

    def add(self, at: int, body: msgspec.Struct) -> Arrival:
        """The record that follows."""
        raw, kind = _ENCODE(body), KIND_OF[type(body)]
        self.seq += 1
        self.digest = digest_of(self.outbox.name, self.seq, at, kind, raw, self.digest)
        return Arrival(self.seq, self.digest, at, kind, raw=raw)


def sent(group: Group, days: Sequence[Day], outboxes: Sequence[Outbox], people: Sequence[str]) -> Sent:
    """The whole stream of a group. outboxes: of its houses; people: what boxes call them; both in the group's order."""
    chains = [_Chain(outbox, outbox.seq, outbox.digest) for outbox in outboxes]
    rows = [row for day in days for row in _of_day(rhythm.visits(group, day), chains, people)]
    return Sent(rows, [(chain.outbox.id, chain.seq, bytes.fromhex(chain.digest)) for chain in chains])


def _of_day(found: Visits, chains: Sequence[_Chain], people: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """A day's stretches, house by house."""
    columns = np.stack(list(vars(found).values()), axis=1).tolist()
    for house, events in groupby(columns, key=lambda event: event[0]):
        chain = chains[house]
        arrivals = [arrival for event in events for arrival in _records(chain, event, people)]
        for first in range(0, len(arrivals), LONGEST):
            yield _row(chain.outbox.id, arrivals[first : first + LONGEST])


def _records(chain: _Chain, event: list[int], people: Sequence[str]) -> Iterator[Arrival]:
    """An entry and its release, or what happened at a door."""
    _, door, at, person, reason, method, score, release, to_strike, to_answer, happening = event
    name = chain.outbox.doors[door]
    if happening:
        yield chain.add(at, msgspec.structs.replace(HAPPENINGS[happening], door=name))
        return
    who = people[person] if person >= 0 else None
    shown = score / 1000 if score >= 0 else None
    yield chain.add(at, Entry(name, reason == 0, REASONS[reason], METHODS[method], who, shown))
    result = RELEASES[release]
    if result:
        yield chain.add(at + to_strike + to_answer, Release(name, result, chain.seq, to_strike, to_answer))


def _row(outbox_id: int, arrivals: Sequence[Arrival]) -> tuple[Any, ...]:
    last = arrivals[-1]
    kinds = stretches.kinds_in({each.kind for each in arrivals})
    received_at = (last.at or 0) + LAG
    digest, body = bytes.fromhex(last.digest), stretches.fold(arrivals)
    return (outbox_id, last.seq, arrivals[0].seq, digest, True, received_at, kinds, body)
