"""Which base keys to try with a peripheral, and how it gets its own without ever being lost.

A new key is stored as pending before the peripheral hears of it, and as the peripheral's own only after it has proved
that it has it. Whenever power fails in between, one of the two stored keys is the right one.
"""

import secrets

from edge.lock import KeyStore
from edge.lock.osdp.secure_channel import DEFAULT_KEY

KEY_LENGTH = 16


class Keyring:
    """Base keys by a peripheral's name. The key that everybody knows is used only while `installing`."""

    def __init__(self, keys: KeyStore, *, installing: bool) -> None:
        self._keys = keys
        self._installing = installing

    def candidates(self, name: str) -> list[bytes]:
        """The keys to try, best first."""
        known = (self._keys.get(name), self._keys.get(_pending(name)))
        tried = list(dict.fromkeys(key for key in known if key))
        return [*tried, DEFAULT_KEY] if self._installing else tried

    def make(self, name: str) -> bytes:
        """A key for the peripheral, stored as pending. One that is pending may be on its way already, and stays."""
        pending = self._keys.get(_pending(name))
        if pending is None or pending == self._keys.get(name):
            pending = secrets.token_bytes(KEY_LENGTH)
            self._keys.put(_pending(name), pending)
        return pending

    def keep(self, name: str, key: bytes) -> None:
        """The peripheral proved that it has `key`."""
        if key != self._keys.get(name):
            self._keys.put(name, key)


def _pending(name: str) -> str:
    return f"{name}-pending"
