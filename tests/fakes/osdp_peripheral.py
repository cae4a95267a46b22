"""An OSDP peripheral in memory, bytes in and bytes out, that keeps to the standard; and the faults it can have.

Unlike libosdp's it repeats its reply to a repeated sequence number without doing the command twice, and it tells its
outputs when asked.
"""

import os

from edge.lock.osdp import commands, replies
from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.frame import Frame, Scs, SecurityBlock
from edge.lock.osdp.frame_reader import FrameReader
from edge.lock.osdp.message import Message
from edge.lock.osdp.replies import Nak, NakReason
from edge.lock.osdp.secure_channel import DEFAULT_KEY, SecureChannel, SessionKeys

COMMANDS: dict[int, type[Message]] = {
    kind.code: kind
    for kind in (
        commands.Poll,
        commands.IdRequest,
        commands.CapabilityRequest,
        commands.LocalStatusRequest,
        commands.InputStatusRequest,
        commands.OutputStatusRequest,
        commands.Output,
        commands.Led,
        commands.Buzzer,
        commands.KeySet,
        commands.Challenge,
        commands.ServerCryptogram,
    )
}
PLAIN = (commands.IdRequest, commands.CapabilityRequest, commands.Challenge, commands.ServerCryptogram)
"""What is answered outside a session."""


class Peripheral:
    """`executed`: the orders carried out, in order. `reports`: what the next polls are answered with.

    key: None as from the factory. has_channel: whether it knows the secure channel at all. tells_outputs: whether it
    answers when asked for its outputs. takes_keys: whether it lets itself be given one.
    """

    def __init__(self, address: int = 0, key: bytes | None = None, *, has_channel: bool = True) -> None:
        self.address = address
        self.key = key
        self.has_channel = has_channel
        self.tells_outputs = True
        self.takes_keys = True
        self.refuses: NakReason | None = None
        self.executed: list[Message] = []
        self.reports: list[Message] = []
        self.outputs = bytearray(2)
        self.id = replies.DeviceId(b"\x0a\x0b\x0c", 2, 1, 7 + address, 1, 2, 3)
        self._reader = FrameReader()
        self._channel: SecureChannel | None = None
        self._keys: SessionKeys | None = None
        self._nonces = b""
        self._last: tuple[int, bytes] | None = None

    def hear(self, data: bytes) -> bytes:
        """What it answers to these bytes of the line; what it heard before is long broken off."""
        self._reader.clear()
        return b"".join(self._answer(frame) for frame in self._reader.feed(data))

    def restart(self) -> None:
        """The power was off for a moment."""
        self._channel = self._keys = self._last = None
        self.outputs = bytearray(2)

    def _answer(self, frame: Frame) -> bytes:
        if frame.is_reply or frame.address != self.address:
            return b""
        if frame.sequence == 0:
            self._channel = None
        elif self._last and self._last[0] == frame.sequence:
            return self._last[1]
        reply = self._reply(frame).to_bytes()
        self._last = (frame.sequence, reply)
        return reply

    def _reply(self, frame: Frame) -> Frame:
        try:
            opened = self._channel.open(frame) if self._channel and frame.has_mac else frame
            command = COMMANDS[opened.code].from_payload(opened.data)
        except ProtocolError:
            self._channel = None
            return self._frame(frame, Nak(NakReason.SECURE_CHANNEL_NEEDED))
        if opened is frame and not isinstance(command, PLAIN):
            return self._frame(frame, Nak(NakReason.SECURE_CHANNEL_NEEDED))
        if isinstance(command, commands.Challenge):
            return self._prove(frame, command)
        if isinstance(command, commands.ServerCryptogram):
            return self._accept(frame, command)
        reply = self._frame(frame, self._obey(command))
        sealed = self._channel.seal(reply) if self._channel and opened is not frame else reply
        if isinstance(command, commands.KeySet) and self.takes_keys:
            self._channel = None
        return sealed

    def _frame(self, command: Frame, reply: Message, block: SecurityBlock | None = None) -> Frame:
        return Frame(self.address, command.sequence, reply.code, reply.payload(), is_reply=True, block=block)

    def _prove(self, frame: Frame, challenge: commands.Challenge) -> Frame:
        if not self.has_channel:
            return self._frame(frame, Nak(NakReason.UNKNOWN_COMMAND))
        key = self.key or DEFAULT_KEY
        nonce = os.urandom(8)
        self._keys = SessionKeys.derive(key, challenge.nonce)
        self._nonces = challenge.nonce + nonce
        proof = self._keys.client_cryptogram(challenge.nonce, nonce)
        block = SecurityBlock(Scs.CLIENT_CRYPTOGRAM, b"\x01" if self.key else b"\x00")
        return self._frame(frame, replies.ClientCryptogram(bytes(8), nonce, proof), block)

    def _accept(self, frame: Frame, proof: commands.ServerCryptogram) -> Frame:
        if self._keys is None:
            return self._frame(frame, Nak(NakReason.SECURE_CHANNEL_NEEDED))
        if proof.cryptogram != self._keys.server_cryptogram(self._nonces[:8], self._nonces[8:]):
            return self._frame(frame, Nak(NakReason.NO_SECURE_CHANNEL))
        mac = self._keys.initial_mac(proof.cryptogram)
        self._channel = SecureChannel(self._keys, mac)
        return self._frame(frame, replies.InitialMac(mac), SecurityBlock(Scs.INITIAL_MAC, b"\x01"))

    def _obey(self, command: Message) -> Message:
        if isinstance(command, commands.Poll):
            return self.reports.pop(0) if self.reports else replies.Ack()
        if isinstance(command, commands.KeySet):
            if not self.takes_keys:
                return Nak(NakReason.WRONG_RECORD)
            self.key = command.key
            return replies.Ack()
        answer = self._status(command)
        if answer is not None:
            return answer
        if self.refuses is not None:
            return Nak(self.refuses)
        self.executed.append(command)
        if isinstance(command, commands.Output):
            self.outputs[command.number] = 1
        return replies.Ack()

    def _status(self, command: Message) -> Message | None:
        if isinstance(command, commands.OutputStatusRequest) and not self.tells_outputs:
            return Nak(NakReason.WRONG_RECORD)
        known = {
            commands.IdRequest: self.id,
            commands.CapabilityRequest: replies.Capabilities(
                tuple(replies.Capability(function, 1, 2) for function in replies.Function)
            ),
            commands.LocalStatusRequest: replies.LocalStatus(0, 0),
            commands.InputStatusRequest: replies.InputStatus(bytes(2)),
            commands.OutputStatusRequest: replies.OutputStatus(bytes(self.outputs)),
        }
        return known.get(type(command))
