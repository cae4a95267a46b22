"""What central orders is done to the roster: each order once, in order, and answered by a record.

The effect of an order and its number come to the disk in one transaction, with what is to be told of it. An order that
can't be carried out, or that this version does not know, is refused in a sentence and does not block the next.
What somebody touched on their phone is only noted there; it is done once that is on the disk, or never.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from edge.access import Standing
from edge.clock import BoxClock
from edge.credentials import pin
from edge.store.invitations import Invitation
from edge.store.preparations import Preparation
from edge.store.roster import Roster
from edge.store.settling import Settling
from edge.store.visitors import Visitor
from edge.telling import Teller
from wire.orders import (
    AnyOrder,
    Erase,
    EraseFace,
    FaceUse,
    Grant,
    Invite,
    Order,
    Prepare,
    Revoke,
    SealingKey,
    Steer,
    Suspend,
    Uninvite,
    Unprepare,
    Visit,
)
from wire.sealed import public_key_of
from wire.steering import Act

log = logging.getLogger(__name__)

LARGEST = 2**53
"""Id, time or number of places: what every JSON reader holds exactly."""
LONGEST = 150
"""Characters of a refusal: what it quotes came from outside, and a record may not hold long words."""


class CannotBeDone(Exception):
    """The order is refused; the sentence says why."""


class _Head(msgspec.Struct):
    """What every order has, also one of a kind this version does not know."""

    id: int
    kind: str = ""


class OrderTaker:
    """Takes orders for the roster of this box. Used by one thread."""

    def __init__(
        self, roster: Roster, teller: Teller, clock: BoxClock, steer: Callable[[Steer], None] = lambda _: None
    ) -> None:
        """steer: does what the holder of a phone has touched."""
        self._roster, self._teller, self._clock, self._steer = roster, teller, clock, steer

    @property
    def after(self) -> int:
        """The id of the last order that was settled; the next ones come after it. Raises StorageError."""
        return self._roster.settled_order

    def take(self, orders: Sequence[msgspec.Raw]) -> None:
        """Settle orders, those that were settled before left out. Raises StorageError, VaultError."""
        for raw in orders:
            head = _head(raw)
            if head is None:
                log.error("central sent an order without a number: it is left out")
                continue
            self._settle(head, raw)
        self.tell()

    def tell(self) -> None:
        """Have told what is not told yet."""
        self._teller.tell()

    def _settle(self, head: _Head, raw: msgspec.Raw) -> None:
        at = self._clock.read().at_least
        erases, passing = head.kind in _ERASING, head.kind == _STEERING
        outcome = ""
        with self._roster.settling(head.id, at, erases=erases, passing=passing) as settling:
            if settling is not None:
                outcome, detail = _outcome(settling, head, raw, at)
                settling.end(outcome, detail)
                log.info("order %d (%s): %s %s", head.id, head.kind[:LONGEST], outcome, detail)
        if outcome == "done" and passing:
            self._steer(msgspec.json.decode(raw, type=Steer))


def _head(raw: msgspec.Raw) -> _Head | None:
    try:
        head = msgspec.json.decode(raw, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return head if 0 < head.id <= LARGEST else None


def _outcome(settling: Settling, head: _Head, raw: msgspec.Raw, at: int) -> tuple[str, str]:
    try:
        order = _order(head, raw)
        if order.expires is not None and at >= order.expires:
            return "expired", ""
        _EFFECTS[type(order)](settling, order)
    except CannotBeDone as refusal:
        return "refused", str(refusal)[:LONGEST]
    return "done", ""


def _order(head: _Head, raw: msgspec.Raw) -> Order:
    if head.kind not in _KINDS:
        raise CannotBeDone(f"this version does not know orders of kind {head.kind[:40]!r}")
    try:
        order: Order = msgspec.json.decode(raw, type=AnyOrder)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CannotBeDone(f"the order can't be read: {error}") from error
    values = (getattr(order, name) for name in order.__struct_fields__)
    if any(isinstance(value, int) and abs(value) > LARGEST for value in values):
        raise CannotBeDone(f"the order can't be read: a number is above {LARGEST}")
    return order


def _seal_with(settling: Settling, order: SealingKey) -> None:
    try:
        public_key_of(order.key)
    except ValueError as error:
        raise CannotBeDone("the key is not an X25519 public key in base64url") from error
    settling.set_sealing_key(order.key)


def _use_faces(settling: Settling, order: FaceUse) -> None:
    settling.set_face_use(allowed=order.allowed)


def _invite(settling: Settling, order: Invite) -> None:
    _expect_stay(order.begin, order.until)
    if order.places < 1:
        raise CannotBeDone(f"an invitation has at least one place, not {order.places}")
    stay = Invitation(order.stay, order.room, order.begin, order.until, order.places, order.minors)
    settling.invite(stay, order.code)


def _uninvite(settling: Settling, order: Uninvite) -> None:
    settling.uninvite(order.stay)


def _prepare(settling: Settling, order: Prepare) -> None:
    if not settling.invites(order.stay):
        raise CannotBeDone(f"nobody is invited here for the stay {order.stay[:40]!r}")
    answered = Preparation(order.preparation, order.stay, order.language, order.version, order.face)
    settling.prepare(answered, order.code)


def _unprepare(settling: Settling, order: Unprepare) -> None:
    settling.unprepare(order.preparation)


def _expect_touch(_: Settling, order: Steer) -> None:
    if order.expires is None:
        raise CannotBeDone("a touch counts for some seconds only: the order has to say until when")
    if order.act not in set(Act):
        raise CannotBeDone(f"this version does not know the touch {order.act[:40]!r}")


def _grant(settling: Settling, order: Grant) -> None:
    _expect_stay(order.begin, order.until)
    _expect_known(settling, order.person)
    settling.grant(order.person, order.stay, order.room, order.begin, order.until)


def _visit(settling: Settling, order: Visit) -> None:
    _expect_stay(order.begin, order.until)
    if order.expires is None:
        raise CannotBeDone("a visit ends by itself: the order has to say when")
    try:
        code = pin.given(order.code)
    except ValueError as error:
        raise CannotBeDone(f"the visitor's code can't be kept: {error}") from error
    if not settling.visit(Visitor(order.person, order.room, order.begin, order.until, code)):
        raise CannotBeDone(f"{order.person[:40]!r} is on this box's roster, and no visitor")


def _suspend(settling: Settling, order: Suspend) -> None:
    _expect_known(settling, order.person)
    settling.set_standing(order.person, Standing.SUSPENDED)


def _revoke(settling: Settling, order: Revoke) -> None:
    _expect_known(settling, order.person)
    settling.set_standing(order.person, Standing.REVOKED)


def _erase_face(settling: Settling, order: EraseFace) -> None:
    _expect_known(settling, order.person)
    settling.erase(order.person, "face")


def _erase(settling: Settling, order: Erase) -> None:
    # Of a person nobody knows there is nothing left already.
    if settling.knows(order.person):
        settling.erase(order.person, "all")


def _expect_known(settling: Settling, person: str) -> None:
    if not settling.knows(person):
        raise CannotBeDone(f"nobody with the id {person[:40]!r} is on this box's roster")


def _expect_stay(begin: int, until: int) -> None:
    if begin >= until:
        raise CannotBeDone(f"a stay ends after it begins; from {begin} until {until} does not")


_EFFECTS: dict[type[Order], Callable[[Settling, Any], None]] = {
    SealingKey: _seal_with,
    Invite: _invite,
    Uninvite: _uninvite,
    Prepare: _prepare,
    Unprepare: _unprepare,
    Steer: _expect_touch,
    Grant: _grant,
    Visit: _visit,
    Suspend: _suspend,
    Revoke: _revoke,
    EraseFace: _erase_face,
    Erase: _erase,
    FaceUse: _use_faces,
}
_KINDS = {kind.__struct_config__.tag for kind in _EFFECTS}
_STEERING = Steer.__struct_config__.tag
_ERASING = {kind.__struct_config__.tag for kind in (EraseFace, Erase)}
