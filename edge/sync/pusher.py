"""Which records to send next. Central's cursor decides; the box's own memory of it is only for retention.

Per chain: ask for the cursor, send what follows it, take the new cursor from the answer. While there is a backlog, the
next batch is sent before the answer to the last one has come. After any error the position is forgotten and asked for
again. When a cursor does not fit the chain (it is ahead, or its digest is not ours), this file is an old copy that was
put back: records are then shown to central from the last place both agreed on, until it names the first that differs
(problem `fork`), and from there on they move to a new chain. When none differs, central is merely ahead, and only what
comes next needs a new chain.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from edge.errors import CentralRefused, CentralUnreachable, EdgeError, StorageError
from edge.store.chains import Chain
from edge.store.outbox import Outbox
from edge.sync.flight import LANES, Flight, Parcel
from edge.sync.link import Link
from wire.batch import MAX_RECORDS, pack
from wire.cursor import Cursor
from wire.kinds import Alarm, Level
from wire.problem import ProblemType
from wire.record import Record

FORKS = 10
"""Forks in a row before a rest: each copy that was ever put back costs one, a central that has lost its way no end."""

TRUST = 20
"""Batches that come in order before several are under way again: being overtaken costs a batch or two."""

NOTE_EVERY = 1.0
"""s between notes of how far central has come, while a backlog goes: each is a durable commit."""

log = logging.getLogger(__name__)


@dataclass
class _Course:
    """How far a chain was sent, and the digest there; disputed: the cursor did not fit, and it is being found out from
    where (digest then None until central has agreed). ahead: what goes next, already packed.
    """

    position: int
    digest: str | None
    flight: Flight
    disputed: bool = False
    ahead: Parcel | None = None

    def continues_with(self, parcel: Parcel) -> bool:
        """Whether `parcel` follows what was sent."""
        return parcel.first.seq == self.position + 1 and self.digest in {None, parcel.first.prev}

    def send(self, parcel: Parcel) -> None:
        self.flight.send(parcel)
        self.position, self.ahead = parcel.last.seq, None
        if not self.disputed:
            self.digest = parcel.last.digest


class Pusher:
    """Sends one outbox to one central, a batch a step. Used by one thread."""

    def __init__(self, outbox: Outbox, link: Link) -> None:
        self._outbox = outbox
        self._link = link
        self._pool = ThreadPoolExecutor(LANES, "sync-lane")
        self._lanes = LANES
        self._in_order = 0
        self._courses: dict[str, _Course] = {}
        self._limit = MAX_RECORDS
        self._forks = 0
        self._noted = 0.0

    def step(self) -> bool:
        """Get the next batch to central, if there is one; False when central has all.

        Raises CentralError or StorageError; all positions are then forgotten.
        """
        try:
            chains = self._outbox.chains()
            if any(self._advance(chain, chain is chains[-1]) for chain in chains):
                return True
        except EdgeError:
            self.rest()
            # A batch that did not get through may be too much for the line or a proxy.
            self._limit = max(1, self._limit // 2)
            raise
        return False

    def rest(self) -> None:
        """Wait for what is under way, and forget all positions."""
        for outbox in list(self._courses):
            self._forget(outbox)

    def _forget(self, outbox: str) -> None:
        self._courses.pop(outbox).flight.abandon()

    def _advance(self, chain: Chain, is_newest: bool) -> bool:
        """Get the next batch of `chain` to central; False when there is nothing to do for it."""
        if chain.outbox not in self._courses:
            self._courses[chain.outbox] = self._course(chain)
        course = self._courses[chain.outbox]
        parcel = self._next(course, chain.outbox)
        if _went_back(chain, course, parcel):
            self._forget(chain.outbox)
            return True
        if parcel and parcel.first.seq > course.position + 1:
            # Central was restored from a copy older than what we keep: it can never have those in between.
            self._report_missing(chain, course.position + 1, parcel.first.seq - 1)
            self._fork(chain, parcel.first.seq)
            return True
        self._send(course, chain.outbox)
        if course.flight:
            self._land(chain, course)
            return True
        if course.disputed:
            # Central has all of it and more.
            course.disputed = False
            self._acknowledge(Cursor(chain.outbox, chain.last, chain.head))
            if is_newest:
                self._fork(chain, chain.last + 1)
                return True
        return False

    def _next(self, course: _Course, outbox: str) -> Parcel | None:
        """The records behind what was sent, packed; None where there are none."""
        if course.ahead is None:
            records = self._outbox.after(course.position, self._limit, outbox)
            course.ahead = Parcel(records[0], records[-1], pack(records)) if records else None
        return course.ahead

    def _send(self, course: _Course, outbox: str) -> None:
        """Send what may be under way now, and pack what comes next meanwhile.

        Only full batches go together: a short one could overtake a long one.
        """
        while (parcel := self._next(course, outbox)) and course.continues_with(parcel):
            is_full = len(parcel) == MAX_RECORDS
            if len(course.flight) >= (self._lanes if is_full else 1):
                return
            course.send(parcel)
            if not is_full or course.disputed:
                return

    def _course(self, chain: Chain) -> _Course:
        """Where to begin, by central's cursor."""
        cursor = self._link.ask("GET", f"/api/v1/cursor?outbox={chain.outbox}", Cursor)
        _expect_same(chain.outbox, cursor)
        if not self._fits(chain, cursor):
            log.warning("central's cursor %s does not fit outbox %s", cursor.seq, chain.outbox)
            position = min(chain.acknowledged, max(0, chain.last - 1))
            return _Course(position, None, Flight(self._link, self._pool), disputed=True)
        self._acknowledge(cursor)
        return _Course(cursor.seq, cursor.digest, Flight(self._link, self._pool))

    def _fits(self, chain: Chain, cursor: Cursor) -> bool:
        """Whether central's last record of the chain is ours; one no longer kept is taken for ours."""
        if cursor.seq == 0 or cursor.seq < chain.first - 1:
            return True
        if cursor.seq > chain.last:
            return False
        following = self._outbox.after(cursor.seq, 1, chain.outbox)
        return cursor.digest == (following[0].prev if following else chain.head)

    def _land(self, chain: Chain, course: _Course) -> None:
        """Take the answer to the batch that was sent first."""
        parcel, answer = course.flight.land()
        try:
            cursor = answer.result()
        except CentralRefused as refused:
            self._refused(chain, parcel, refused)
            return
        _expect_same(chain.outbox, cursor)
        self._landed(course, parcel.last, cursor)
        self._limit = min(MAX_RECORDS, self._limit * 2)

    def _refused(self, chain: Chain, parcel: Parcel, refused: CentralRefused) -> None:
        problem = refused.problem
        if problem.type == ProblemType.FORK and problem.seq is not None:
            self._fork(chain, max(1, problem.seq))
        elif problem.type == ProblemType.GAP and len(parcel) == MAX_RECORDS and self._lanes > 1:
            # It overtook the one before it: one by one for a while.
            self._lanes, self._in_order = 1, 0
            self._forget(chain.outbox)
        else:
            raise refused

    def _landed(self, course: _Course, last: Record, cursor: Cursor) -> None:
        if cursor.seq < last.seq:
            raise CentralUnreachable(
                f"central took records up to {last.seq} but says it has {cursor.seq}: look at its log"
            )
        if (cursor.seq, cursor.digest) == (last.seq, last.digest):
            if course.disputed:
                course.digest, course.disputed = cursor.digest, False
            self._forks = 0
            self._widen()
            if not course.flight or time.monotonic() - self._noted > NOTE_EVERY:
                self._acknowledge(cursor)
        elif not course.disputed:
            self._forget(last.outbox)

    def _widen(self) -> None:
        """Several under way again, once TRUST came in order."""
        self._in_order += 1
        if self._in_order >= TRUST:
            self._lanes = LANES

    def _fork(self, chain: Chain, seq: int) -> None:
        if self._forks == FORKS:
            self._forks = 0
            raise CentralUnreachable("central holds other records than ours under every outbox id: look at its log")
        self._forks += 1
        new_id = self._outbox.fork(chain.outbox, seq)
        log.warning("outbox %s goes on as %s from record %s", chain.outbox, new_id, seq)
        self._forget(chain.outbox)

    def _report_missing(self, chain: Chain, first: int, last: int) -> None:
        """Have people told that central can never have these. Before the fork, so that no power cut hides it."""
        detail = f"records {first} to {last} of outbox {chain.outbox[:8]} are neither at central nor here any more"
        log.error("%s", detail)
        try:
            self._outbox.append(Alarm("records-missing", Level.CRITICAL, detail=detail), self._link.now)
        except StorageError as error:
            # A full outbox gets free only when central takes what is left.
            log.warning("that records are missing could not be noted: %s", error)

    def _acknowledge(self, cursor: Cursor) -> None:
        try:
            self._outbox.mark_acknowledged(cursor)
            self._noted = time.monotonic()
        except StorageError as error:
            # Only retention needs it; the cursor itself is asked for again.
            log.warning("central's cursor could not be noted: %s", error)


def _went_back(chain: Chain, course: _Course, following: Parcel | None) -> bool:
    """Whether the chain no longer goes on from where it was sent to: an old copy was put in the file's place."""
    if course.digest is None or (following and following.first.seq != course.position + 1):
        return False
    return course.digest != (following.first.prev if following else chain.head)


def _expect_same(outbox_id: str, cursor: Cursor) -> None:
    if cursor.outbox != outbox_id or cursor.seq < 0:
        raise CentralUnreachable(f"central answered for outbox {cursor.outbox[:40]!r} instead of ours: look at its log")
