"""Stretches of an outbox's records, each kept as one row: what came together lies together.

A stretch is made anew from the records as they were judged, so that nothing is kept that a box sent beside them.
Written once, read by place; only whole stretches are ever deleted.
"""

import logging
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from central.edges.arrival import Arrival
from central.edges.tables import stretch
from wire.kinds import BODIES

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Stretches fetched at a time: of 500 records each they are some megabytes."""

_LEVEL = 1
"""Of zlib: higher ones take longer than the database, for a tenth less."""
_NOTHING = msgspec.Raw(b"")


class KeptRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A record as central keeps it. `at` and `kind` are None where it was no record; then `body` is all that came.

    body: JSON as the box encoded it; empty where it was withheld. digest: 64 hex digits, what the record claims for
    itself. mark: one of `arrival.Mark`.
    """

    seq: int
    digest: str
    at: int | None = None
    kind: str | None = None
    mark: str | None = None
    body: msgspec.Raw = _NOTHING


@dataclass(frozen=True)
class Stretch:
    """The records `first` … `last` of an outbox, not unfolded yet. received_at: Unix ms."""

    first: int
    last: int
    digest: bytes
    received_at: int
    body: bytes


_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(list[KeptRecord]).decode
_COLUMNS = [stretch.c[name] for name in Stretch.__dataclass_fields__]


def fold(arrivals: Sequence[Arrival]) -> bytes:
    """The records as one piece of bytes."""
    kept = [
        KeptRecord(
            each.seq,
            each.digest,
            each.at,
            each.kind,
            each.mark and each.mark.value,
            _NOTHING if each.raw is None else msgspec.Raw(each.raw),
        )
        for each in arrivals
    ]
    return zlib.compress(_ENCODE(kept), _LEVEL)


def unfold(body: bytes) -> list[KeptRecord]:
    """The records of a stretch. Raises ValueError where it is not one."""
    try:
        return _DECODE(zlib.decompress(body))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(f"not a stretch of records: {error}") from error


def keep(session: Session, outbox_id: int, arrivals: Sequence[Arrival], body: bytes, now: int) -> None:
    """Keep one or more records that follow one another; body: what `fold` has made of them."""
    row = {
        "outbox_id": outbox_id,
        "last": arrivals[-1].seq,
        "first": arrivals[0].seq,
        "digest": bytes.fromhex(arrivals[-1].digest),
        "is_proven": arrivals[-1].is_proven,
        "received_at": now,
        "kinds": kinds_in({each.kind for each in arrivals if each.mark is None}),
        "body": body,
    }
    session.connection().execute(_KEEP, row)


def kinds_in(kinds: Collection[str | None]) -> str:
    """Known kinds as a stretch names them, each between spaces, so that one is found by ` kind `."""
    return f" {' '.join(sorted(kind for kind in kinds if kind in BODIES))} "


def received(session: Session, outbox_id: int, place: int) -> int:
    """When the record at `place` came in, Unix ms; or the next that is kept; 0 where there is none."""
    chosen = stretch.c.outbox_id == outbox_id, stretch.c.last >= place
    return session.scalar(select(stretch.c.received_at).where(*chosen).order_by(stretch.c.last).limit(1)) or 0


def stretches(
    session: Session,
    outbox_id: int,
    *,
    after: int,
    upto: int | None = None,
    kinds: Collection[str] = (),
    limit: int = AT_ONCE,
) -> list[Stretch]:
    """The first `limit` stretches with places above `after` (and up to `upto`), in order.

    kinds: only those that hold a readable record of one of these; empty: all.
    """
    chosen = [stretch.c.outbox_id == outbox_id, stretch.c.last > after]
    if upto is not None:
        chosen.append(stretch.c.first <= upto)
    if kinds:
        chosen.append(or_(*(stretch.c.kinds.contains(f" {kind} ", autoescape=True) for kind in sorted(kinds))))
    rows = session.execute(select(*_COLUMNS).where(*chosen).order_by(stretch.c.last).limit(limit))
    return [Stretch(*row) for row in rows]


def records(session: Session, outbox_id: int, *, after: int = 0, upto: int | None = None) -> Iterator[KeptRecord]:
    """The records of an outbox above `after` (and up to `upto`), in order."""
    place = after
    while found := stretches(session, outbox_id, after=place, upto=upto):
        yield from unfolded(found, after=after, upto=upto)
        place = found[-1].last


def unfolded(found: Iterable[Stretch], *, after: int, upto: int | None = None) -> Iterator[KeptRecord]:
    """Their records above `after` (and up to `upto`); a damaged stretch is looked past, and said in the log."""
    for each in found:
        try:
            kept = unfold(each.body)
        except ValueError:
            log.warning("records %d to %d can't be read; `menlu-central verify` says whose", each.first, each.last)
            continue
        yield from (record for record in kept if record.seq > after and (upto is None or record.seq <= upto))


_KEEP = insert(stretch)
