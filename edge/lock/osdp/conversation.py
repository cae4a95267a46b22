"""Sequence numbers, repeats and the secure channel with one peripheral: one command at a time, then its reply.

A command whose reply did not come is repeated as the same bytes, so that a peripheral that has already carried it out
knows the sequence number and answers again without doing it twice (SIA OSDP 2.2).
"""

from dataclasses import replace

from edge.lock.osdp import replies
from edge.lock.osdp.commands import KeySet
from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.frame import MARK, Frame, SecurityBlock
from edge.lock.osdp.message import Message
from edge.lock.osdp.replies import Ack, Busy, Nak, NakReason, Reply
from edge.lock.osdp.secure_channel import SecureChannel


class Conversation:
    """`command` is what was asked and not yet answered; `channel` what it is sealed with, once there is one."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.channel: SecureChannel | None = None
        self.command: Message | None = None
        self._sequence = 0
        self._request = b""

    def restart(self) -> None:
        """Begin anew: sequence number 0 tells the peripheral to forget the session too."""
        self.channel = None
        self.command = None
        self._sequence = 0

    def ask(self, command: Message, block: SecurityBlock | None = None) -> None:
        """Put `command` under way; `request` is its bytes, as often as they are needed."""
        frame = Frame(self.address, self._sequence, command.code, command.payload(), block=block)
        sealed = self.channel.seal(frame) if self.channel else frame
        self.command = command
        self._request = MARK + sealed.to_bytes()

    @property
    def request(self) -> bytes:
        return self._request

    def answer(self, frame: Frame) -> Reply | None:
        """The reply to what is under way; None when `frame` is something else.

        The command stays under way when the peripheral is busy, or did not get it whole: `request` goes out again.
        """
        try:
            opened = self._opened(frame)
            reply = replies.decode(opened.code, opened.data) if opened else None
        except ProtocolError:
            return None
        if reply is not None and not _asks_to_repeat(reply):
            self.command = None
            self._sequence = self._sequence % 3 + 1
        return reply

    def _opened(self, frame: Frame) -> Frame | None:
        if self.command is None or not frame.is_reply or frame.address != self.address:
            return None
        if not frame.has_mac and frame.code in (Busy.code, Nak.code):
            return self._unsealed(frame)
        if frame.sequence != self._sequence:
            return None
        if frame.has_mac:
            return self.channel.open(frame) if self.channel else None
        return frame if self.channel is None or self._forgot_session(frame) else None

    def _unsealed(self, frame: Frame) -> Frame:
        """Busy and refusals may come with sequence number 0. Inside a session an unsealed refusal is believed for two
        things only: that the command came broken, or that the peripheral no longer has the session."""
        if self.channel and frame.code == Nak.code and frame.data[:1] != bytes((NakReason.WRONG_CHECK,)):
            return replace(frame, data=bytes((NakReason.SECURE_CHANNEL_NEEDED,)))
        return frame

    def _forgot_session(self, frame: Frame) -> bool:
        """Some peripherals take a new key and acknowledge it in plain, their session being over."""
        return isinstance(self.command, KeySet) and frame.code == Ack.code


def _asks_to_repeat(reply: Reply) -> bool:
    return isinstance(reply, Busy) or (isinstance(reply, Nak) and reply.reason == NakReason.WRONG_CHECK)
