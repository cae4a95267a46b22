"""The secure channel: AES-128 keys for one session, encryption and a chain of MACs (SIA OSDP 2.2, annex D).

Both ends know a base key. The panel's nonce gives three session keys; either end proves by a cryptogram that it has
them. Then each message carries a MAC that starts from the MAC of the other side's last message, so that none can be
left out, repeated or replaced. Data is encrypted besides; its initialisation vector is that last MAC, inverted.
"""

from dataclasses import dataclass, replace
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from edge.lock.osdp.errors import KeyNotShared, ProtocolError
from edge.lock.osdp.frame import MAC_LENGTH, Frame, Scs, SecurityBlock

DEFAULT_KEY = bytes(range(0x30, 0x40))
"""SCBK-D, the key everybody knows: for the installation only."""
NONCE_LENGTH = 8
_BLOCK = 16
_ZERO = bytes(_BLOCK)
_END = b"\x80"
"""Marks the end of data before the padding with zeros."""


@dataclass(frozen=True)
class SessionKeys:
    """The keys of one session. Never printed."""

    encryption: bytes
    mac_1: bytes
    mac_2: bytes

    def __repr__(self) -> str:
        return "SessionKeys(…)"

    @classmethod
    def derive(cls, base_key: bytes, panel_nonce: bytes) -> "SessionKeys":
        """From the base key and the first six bytes of the panel's nonce."""

        def derived(kind: int) -> bytes:
            return _encrypt(base_key, _ZERO, (bytes((0x01, kind)) + panel_nonce[:6]).ljust(_BLOCK, b"\0"))

        return cls(derived(0x82), derived(0x01), derived(0x02))

    def client_cryptogram(self, panel_nonce: bytes, peripheral_nonce: bytes) -> bytes:
        """The peripheral's proof."""
        return _encrypt(self.encryption, _ZERO, panel_nonce + peripheral_nonce)

    def server_cryptogram(self, panel_nonce: bytes, peripheral_nonce: bytes) -> bytes:
        """The panel's proof."""
        return _encrypt(self.encryption, _ZERO, peripheral_nonce + panel_nonce)

    def initial_mac(self, server_cryptogram: bytes) -> bytes:
        """What stands for the last reply's MAC at the first command."""
        return _encrypt(self.mac_2, _ZERO, _encrypt(self.mac_1, _ZERO, server_cryptogram))

    def mac(self, start: bytes, signed: bytes) -> bytes:
        """MAC of `signed`, all 16 bytes: CBC with the first MAC key, the last block with the second."""
        padded = signed if len(signed) % _BLOCK == 0 else _pad(signed)
        chained = _encrypt(self.mac_1, start, padded[:-_BLOCK])
        return _encrypt(self.mac_2, chained[-_BLOCK:] or start, padded[-_BLOCK:])


class Handshake:
    """The panel's part in making a channel: challenge, check the proof, prove, check the first MAC."""

    def __init__(self, base_key: bytes, nonce: bytes) -> None:
        self.base_key = base_key
        self.nonce = nonce
        self._keys = SessionKeys.derive(base_key, nonce)
        self._which_key = b"\x00" if self.is_default else b"\x01"
        self._server_cryptogram = b""

    @property
    def is_default(self) -> bool:
        return self.base_key == DEFAULT_KEY

    def block(self, kind: Scs) -> SecurityBlock:
        """The security block of the challenge and of the panel's proof: it names the base key."""
        return SecurityBlock(kind, self._which_key)

    def prove(self, nonce: bytes, cryptogram: bytes, block: SecurityBlock | None) -> bytes:
        """The panel's cryptogram for the peripheral's nonce. Raises KeyNotShared when its proof is of another key."""
        expected = self._keys.client_cryptogram(self.nonce, nonce)
        if block != SecurityBlock(Scs.CLIENT_CRYPTOGRAM, self._which_key) or not compare_digest(cryptogram, expected):
            raise KeyNotShared("the peripheral has another key")
        self._server_cryptogram = self._keys.server_cryptogram(self.nonce, nonce)
        return self._server_cryptogram

    def finish(self, mac: bytes) -> "SecureChannel":
        """The channel. Raises KeyNotShared when the peripheral's first MAC does not follow from the proofs."""
        expected = self._keys.initial_mac(self._server_cryptogram)
        if not compare_digest(mac, expected):
            raise KeyNotShared("the peripheral's first MAC is wrong")
        return SecureChannel(self._keys, expected)


class SecureChannel:
    """Seals and opens the messages of one session, of either direction, in the order in which they are sent."""

    def __init__(self, keys: SessionKeys, initial_mac: bytes) -> None:
        self._keys = keys
        self._last = {True: initial_mac, False: _ZERO}
        """The last MAC of the replies, and of the commands."""

    def seal(self, frame: Frame) -> Frame:
        """`frame` with its data encrypted and its MAC."""
        start = self._last[not frame.is_reply]
        kind = Scs.REPLY if frame.is_reply else Scs.COMMAND
        data = b""
        if frame.data:
            kind = Scs.REPLY_ENCRYPTED if frame.is_reply else Scs.COMMAND_ENCRYPTED
            data = _encrypt(self._keys.encryption, _inverted(start), _pad(frame.data))
        sealed = replace(frame, block=SecurityBlock(kind), data=data)
        mac = self._keys.mac(start, sealed.signed)
        self._last[frame.is_reply] = mac
        return replace(sealed, mac=mac[:MAC_LENGTH])

    def open(self, frame: Frame) -> Frame:
        """What was sealed. Raises ProtocolError when it was not sealed by the other end, as the next message."""
        start = self._last[not frame.is_reply]
        mac = self._keys.mac(start, frame.signed)
        if not frame.has_mac or not compare_digest(mac[:MAC_LENGTH], frame.mac):
            raise ProtocolError("wrong MAC")
        data = self._opened_data(frame, start)
        self._last[frame.is_reply] = mac
        return replace(frame, block=None, data=data, mac=b"")

    def _opened_data(self, frame: Frame, start: bytes) -> bytes:
        if frame.block and frame.block.kind in (Scs.COMMAND, Scs.REPLY):
            return frame.data
        if len(frame.data) % _BLOCK:
            raise ProtocolError("encrypted data of broken length")
        padded = _decrypt(self._keys.encryption, _inverted(start), frame.data).rstrip(b"\0")
        if frame.data and not padded.endswith(_END):
            raise ProtocolError("encrypted data without an end")
        return padded[:-1]


def _pad(data: bytes) -> bytes:
    data += _END
    return data.ljust(-(-len(data) // _BLOCK) * _BLOCK, b"\0")


def _inverted(mac: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in mac)


def _encrypt(key: bytes, start: bytes, blocks: bytes) -> bytes:
    """CBC; with a zero start and one block this is the bare block cipher that the annex calls ECB."""
    encryptor = Cipher(AES(key), CBC(start)).encryptor()
    return encryptor.update(blocks) + encryptor.finalize()


def _decrypt(key: bytes, start: bytes, blocks: bytes) -> bytes:
    decryptor = Cipher(AES(key), CBC(start)).decryptor()
    return decryptor.update(blocks) + decryptor.finalize()
