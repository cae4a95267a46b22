"""How a peripheral comes into the session: a state table, without input or output.

State        asks              answer               then
ABSENT       who are you       DeviceId             IDENTIFIED
IDENTIFIED   what can you do   Capabilities         CHALLENGED, with the best key there is
CHALLENGED   prove the key     ClientCryptogram     PROVED; if it is another key's proof: CHALLENGED with the next key
PROVED       here is my proof  InitialMac           JOINED; with the key that everybody knows: INSTALLING
INSTALLING   take this key     Ack                  REKEYED: begin anew, with the new key

Whatever else is answered ends the attempt with JoinFailed. JOINED is reached with the peripheral's own key only.
"""

import secrets
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from edge.lock import LockIdentity
from edge.lock.osdp.commands import CapabilityRequest, Challenge, IdRequest, KeySet, ServerCryptogram
from edge.lock.osdp.conversation import Conversation
from edge.lock.osdp.errors import JoinFailed, KeyNotShared
from edge.lock.osdp.frame import Frame, Scs
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.message import Message
from edge.lock.osdp.replies import (
    Ack,
    Capabilities,
    ClientCryptogram,
    DeviceId,
    InitialMac,
    Nak,
    NakReason,
    Reply,
)
from edge.lock.osdp.secure_channel import NONCE_LENGTH, Handshake


class State(Enum):
    """How far the attempt is."""

    ABSENT = auto()
    IDENTIFIED = auto()
    CHALLENGED = auto()
    PROVED = auto()
    INSTALLING = auto()
    REKEYED = auto()
    JOINED = auto()


class Joining:
    """One attempt. It speaks through `conversation`, which has just been restarted, and gives it its channel."""

    def __init__(self, conversation: Conversation, keyring: Keyring) -> None:
        self.state = State.ABSENT
        self.identity: LockIdentity | None = None
        self.capabilities = Capabilities(())
        self.key_name = ""
        """What its keys are called."""
        self.key = b""
        """The base key that it joined with."""
        self._conversation = conversation
        self._keyring = keyring
        self._untried: list[bytes] = []
        self._question: Message = IdRequest()
        self._handshake: Handshake | None = None

    def ask(self) -> None:
        """Put the state's question under way."""
        block = None
        if self._handshake and self.state is State.CHALLENGED:
            block = self._handshake.block(Scs.CHALLENGE)
        if self._handshake and self.state is State.PROVED:
            block = self._handshake.block(Scs.SERVER_CRYPTOGRAM)
        self._conversation.ask(self._question, block)

    def answer(self, reply: Reply, frame: Frame) -> None:
        """The peripheral answered. Raises JoinFailed, or what the key store raises."""
        if isinstance(reply, Nak):
            self.state = self._refused(reply)
            return
        take = _TABLE.get((self.state, type(reply)))
        if take is None:
            raise JoinFailed("answers out of turn")
        self.state = take(self, reply, frame)

    def _identified(self, reply: DeviceId, _frame: Frame) -> State:
        self.identity = LockIdentity(
            vendor=reply.vendor.hex(),
            model=f"{reply.model}.{reply.version}",
            serial=f"{reply.serial:08x}",
            firmware=f"{reply.firmware_major}.{reply.firmware_minor}.{reply.firmware_build}",
        )
        self.key_name = f"osdp-{self.identity.vendor}-{self.identity.serial}-{self._conversation.address}"
        self._question = CapabilityRequest()
        return State.IDENTIFIED

    def _capable(self, reply: Capabilities, _frame: Frame) -> State:
        self.capabilities = reply
        self._untried = self._keyring.candidates(self.key_name)
        if not self._untried:
            raise JoinFailed("has no key of ours yet: add install=yes to its address once")
        return self._next_key()

    def _next_key(self) -> State:
        if not self._untried:
            raise JoinFailed("refuses our key: reset it to its factory key and add install=yes to its address once")
        self._handshake = Handshake(self._untried.pop(0), secrets.token_bytes(NONCE_LENGTH))
        self._question = Challenge(self._handshake.nonce)
        return State.CHALLENGED

    def _proved(self, reply: ClientCryptogram, frame: Frame) -> State:
        assert self._handshake is not None
        try:
            proof = self._handshake.prove(reply.nonce, reply.cryptogram, frame.block)
        except KeyNotShared:
            return self._next_key()
        self._question = ServerCryptogram(proof)
        return State.PROVED

    def _secured(self, reply: InitialMac, _frame: Frame) -> State:
        assert self._handshake is not None
        try:
            channel = self._handshake.finish(reply.mac)
        except KeyNotShared:
            return self._next_key()
        if not self._handshake.is_default:
            self._keyring.keep(self.key_name, self._handshake.base_key)
            self._conversation.channel = channel
            self.key = self._handshake.base_key
            return State.JOINED
        self._question = KeySet(self._keyring.make(self.key_name))
        self._conversation.channel = channel
        return State.INSTALLING

    def _rekeyed(self, _reply: Ack, _frame: Frame) -> State:
        return State.REKEYED

    def _refused(self, nak: Nak) -> State:
        if self.state is State.PROVED:
            return self._next_key()
        if self.state is State.CHALLENGED and nak.reason == NakReason.SECURE_CHANNEL_NEEDED:
            return self._next_key()
        if self.state is State.CHALLENGED:
            raise JoinFailed("has no secure channel, so it can't be used")
        raise JoinFailed("does not take a new key" if self.state is State.INSTALLING else "refuses to be asked")


_Take = Callable[[Joining, Any, Frame], State]
_TABLE: dict[tuple[State, type[Reply]], _Take] = {
    (State.ABSENT, DeviceId): Joining._identified,
    (State.IDENTIFIED, Capabilities): Joining._capable,
    (State.CHALLENGED, ClientCryptogram): Joining._proved,
    (State.PROVED, InitialMac): Joining._secured,
    (State.INSTALLING, Ack): Joining._rekeyed,
}
