"""A key store in memory, which can lose power."""

from edge.errors import VaultError


class MemoryKeyStore:
    """`fails_at`: the put, counted from 1, that does not reach the disk any more."""

    def __init__(self, keys: dict[str, bytes] | None = None, *, fails_at: int | None = None) -> None:
        self.keys = dict(keys or {})
        self._puts_left = fails_at

    def get(self, name: str) -> bytes | None:
        return self.keys.get(name)

    def put(self, name: str, key: bytes) -> None:
        if self._puts_left is not None:
            self._puts_left -= 1
            if self._puts_left <= 0:
                raise VaultError("the disk took no key")
        self.keys[name] = key
