"""One peripheral as the panel sees it, without input or output; time (monotonic s) enters as an argument.

Until it has joined, `joining` asks. Then orders are sent, and polls while there are none. Two rules hold throughout. A
command without a reply is repeated as it was; after the last repeat, or when the peripheral has lost the session,
everything begins again. And no order goes out before the peripheral has joined: that is, without its own key.
"""

from edge.errors import EdgeError
from edge.lock import LockIdentity, LockNews
from edge.lock.osdp.commands import InputStatusRequest, LocalStatusRequest, Poll
from edge.lock.osdp.conversation import Conversation
from edge.lock.osdp.errors import JoinFailed
from edge.lock.osdp.frame import Frame
from edge.lock.osdp.joining import Joining, State
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.order import Order, Request
from edge.lock.osdp.orders import Orders
from edge.lock.osdp.presence import Presence
from edge.lock.osdp.reading import news_of
from edge.lock.osdp.replies import Ack, Busy, Function, Nak, NakReason, Other, Read, Reply
from edge.lock.osdp.rotation import Rotation
from edge.lock.osdp.status import StatusReport

COPIES = 3
"""How often a command is sent before the peripheral counts as gone."""
REST = 0.05
"""How long the line rests after a poll, s. A release waits for a poll under way, a report for the next one. At 9600
baud a poll takes 31 ms: with this rest most releases wait for nothing, and a report waits for 40 ms on average."""
PROBE = 1.0
"""How often a peripheral that is gone is asked for, s. Each time costs the others on its line a reply delay."""
BUSY_REST = 0.05
"""How long a busy peripheral is left alone, s."""
BUSY_LIMIT = 3.0
"""How long it may be busy, s."""
REQUEST_LIMIT = 5.0
"""How long a question that nobody waits for may wait for its turn, s."""

_SESSION_LOST = (NakReason.WRONG_SEQUENCE, NakReason.NO_SECURE_CHANNEL, NakReason.SECURE_CHANNEL_NEEDED)


class Session:
    """Says what to send (`request`) and when (`due`), and takes what came of it (`answer`, `silence`).

    `is_online` and `identity` may be read by any thread; all else belongs to the line's.
    """

    def __init__(self, address: int, keyring: Keyring, now: float) -> None:
        self.address = address
        self.due = now
        self.identity: LockIdentity | None = None
        self._keyring = keyring
        self._conversation = Conversation(address)
        self._joining = Joining(self._conversation, keyring)
        self._orders = Orders()
        self._current: Order | None = None
        self._silences = 0
        self._busy_since: float | None = None
        self._presence = Presence(now)
        self._status = StatusReport()
        self._events: list[LockNews] = []

    @property
    def is_online(self) -> bool:
        """Whether it counts as online: a session that is mended within a moment was never lost."""
        return self._presence.is_online

    def has(self, function: Function) -> bool:
        """Whether the peripheral said that it has one of these."""
        return self._joining.capabilities.count(function) > 0

    def order(self, order: Order) -> None:
        """Do this as soon as the peripheral has joined and its turn has come."""
        self._orders.add(order)
        if self._has_joined and self._conversation.command is None:
            self.due = 0.0

    def rotate(self, rotation: Rotation) -> None:
        """Give the peripheral another key."""
        if not self._has_joined:
            rotation.fail("the lock is away: it gets no new key now")
            return
        rotation.begin(self._keyring, self._joining.key_name)
        self.order(rotation)

    @property
    def wakes(self) -> float:
        """When there is something to do at the latest, if only to give something up."""
        moments = (self.due, self._orders.deadline(), self._presence.doubted_until)
        return min(moment for moment in moments if moment is not None)

    def tick(self, now: float) -> list[LockNews]:
        """Give up what has waited too long. Returns what happened since the last call."""
        self._orders.expire(now)
        if self._current is not None and self._current.is_over and self._conversation.command is not None:
            self.lose(now, "is too slow")
        events, self._events = [*self._events, *self._presence.tick(now)], []
        return events

    def request(self, now: float) -> bytes:
        """The bytes to send now."""
        if self._conversation.command is None:
            self._ask(now)
        return self._conversation.request

    def answer(self, frame: Frame, now: float) -> bool:
        """Take a frame; False when it was not the reply to what was sent."""
        reply = self._conversation.answer(frame)
        if reply is None:
            return False
        if self._conversation.command is not None:
            self._not_yet(reply, now)
            return True
        self._busy_since = None
        if self._has_joined:
            self._taken(reply, now)
        else:
            self._joined_further(reply, frame, now)
        self._silences = 0
        return True

    def silence(self, now: float) -> None:
        """No reply came in time: repeat, or give the session up."""
        self._silences += 1
        self.due = now
        if self._joining.state is State.ABSENT:
            self._begin_anew(now, "does not answer", pause=0.0 if self._presence.is_missed(now) else PROBE)
        elif self._joining.state is State.PROVED or self._silences >= COPIES:
            # A peripheral that has accepted our proof does not take it twice.
            self.lose(now, "does not answer")

    def lose(self, now: float, complaint: str) -> None:
        """The session is over, and a command under way may or may not have been carried out. Begin anew."""
        if self._current is not None:
            self._current.doubted()
        self._begin_anew(now, complaint)

    def give_up(self) -> None:
        """Nothing will be sent any more."""
        self._orders.expire(float("inf"))

    @property
    def _has_joined(self) -> bool:
        return self._joining.state is State.JOINED

    def _begin_anew(self, now: float, complaint: str, pause: float = 0.0) -> None:
        self._presence.lost(now, complaint)
        self._conversation.restart()
        self._joining = Joining(self._conversation, self._keyring)
        self._current = None
        self._silences = 0
        self._busy_since = None
        self.due = now + pause

    def _ask(self, now: float) -> None:
        if not self._has_joined:
            self._joining.ask()
            return
        self._current = self._orders.next()
        command = self._current.command if self._current else None
        if self._current is None or command is None:
            self._conversation.ask(Poll())
            return
        self._current.sent(now)
        self._conversation.ask(command)

    def _not_yet(self, reply: Reply, now: float) -> None:
        """Busy, or the command arrived broken: the same again, after a while."""
        if not isinstance(reply, Busy):
            self.silence(now)
            return
        self._busy_since = now if self._busy_since is None else self._busy_since
        self.due = now + BUSY_REST
        if now - self._busy_since > BUSY_LIMIT:
            self.lose(now, "is always busy")

    def _joined_further(self, reply: Reply, frame: Frame, now: float) -> None:
        self.due = now
        try:
            self._joining.answer(reply, frame)
        except (JoinFailed, EdgeError) as error:
            self._begin_anew(now, str(error), pause=PROBE)
            return
        if self._joining.state is State.REKEYED:
            self._begin_anew(now, "has a new key")
        elif self._has_joined:
            self.identity = self._joining.identity
            self._presence.joined()
            for order in self._orders:
                if isinstance(order, Rotation):
                    order.joined(self._joining.key)
            self._status.forget_inputs()
            self._orders.add(Request(LocalStatusRequest(), now + REQUEST_LIMIT))
            if self.has(Function.INPUTS):
                self._orders.add(Request(InputStatusRequest(), now + REQUEST_LIMIT))

    def _taken(self, reply: Reply, now: float) -> None:
        """The reply to an order, or to a poll."""
        order, self._current = self._current, None
        if isinstance(reply, Nak):
            self._refused(order, reply, now)
            return
        self._events += [*self._status.update(reply), *news_of(reply)]
        if order is None:
            for waiting in self._orders:
                waiting.polled(reply, now)
        elif isinstance(reply, Other | Read):
            order.doubted()
        else:
            order.answered(reply, now)
        if isinstance(order, Rotation) and isinstance(reply, Ack):
            self._begin_anew(now, "has a new key")
            return
        has_more = not isinstance(reply, Ack) or self._orders.next() is not None
        self.due = now if has_more else now + REST

    def _refused(self, order: Order | None, nak: Nak, now: float) -> None:
        if nak.reason in _SESSION_LOST:
            self._current = order
            self.lose(now, "lost the session")
            return
        if order is not None:
            order.refused()
        self.due = now
