"""The file of the keys that columns are sealed by: JSON that only its owner can read.

The newest key seals, all open. The database knows each by its number and a check value, and none of their secrets.
"""

import fcntl
import hmac
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from central.errors import ConfigError

SIZE = 32
"""Bytes of a secret."""

_Secret = Annotated[bytes, msgspec.Meta(min_length=SIZE, max_length=SIZE)]


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key: `sealing` seals words, `index` makes the fingerprints they are found by. made_at: Unix ms."""

    id: Annotated[int, msgspec.Meta(ge=1, lt=1_000_000_000)]
    made_at: int
    sealing: _Secret
    index: _Secret

    def __repr__(self) -> str:
        return f"Key({self.id})"

    @property
    def check(self) -> str:
        """Tells this key from another by the same number, and nothing of its secrets."""
        return hmac.digest(self.sealing + self.index, b"menlu column key", sha256).hex()[:SIZE]


class _Content(msgspec.Struct, forbid_unknown_fields=True):
    keys: Annotated[list[Key], msgspec.Meta(min_length=1)]


def read(file: Path) -> dict[int, Key]:
    """Number → key. Raises ConfigError when the file is missing, unsafe or no such file."""
    try:
        found, content = file.stat(), file.read_bytes()
    except OSError as error:
        reason = f"can't be read: {error.strerror}; put the file there that the columns are sealed by (docs/keys.md)"
        raise ConfigError(f"column_keys = '{file}' {reason}") from error
    _require_private(file, found)
    try:
        return {key.id: key for key in msgspec.json.decode(content, type=_Content).keys}
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # Not what the error says: it may quote the file.
        raise ConfigError(f"column_keys = '{file}' is not a file of keys: restore it") from error


def newest(file: Path, *, now: int) -> Key:
    """The key that seals; made, with the file, where there is none. Raises ConfigError."""
    if not file.exists():
        with _changing(file):
            # Another process may start for the first time, too.
            if not file.exists():
                _write(file, [_made(1, now)])
    kept = read(file)
    return kept[max(kept)]


def add(file: Path, *, now: int, above: int = 0) -> Key:
    """Make a key behind those that are in the file, which is made where there is none. Raises ConfigError.

    above: its number is higher than this, too.
    """
    with _changing(file):
        kept = list(read(file).values()) if file.exists() else []
        number = max(above, *(key.id for key in kept)) + 1 if kept else above + 1
        made = _made(number, now)
        _write(file, [*kept, made])
    return made


def remove(file: Path, number: int) -> None:
    """Take a key out of the file. Raises ConfigError."""
    with _changing(file):
        kept = read(file)
        if kept.pop(number, None):
            _write(file, list(kept.values()))


def _made(number: int, now: int) -> Key:
    return Key(number, now, secrets.token_bytes(SIZE), secrets.token_bytes(SIZE))


def _require_private(file: Path, found: os.stat_result) -> None:
    mode = stat.S_IMODE(found.st_mode)
    # A credential of systemd is root's, and read by an ACL, whose mask stands in the place of the group's bits.
    if mode & (0o077 if found.st_uid == os.geteuid() else 0o007):
        raise ConfigError(f"column_keys = '{file}' can be read by others (mode {mode:o}): run chmod 600 {file}")


@contextmanager
def _changing(file: Path) -> Iterator[None]:
    """One at a time; what goes wrong is said as it concerns the setting."""
    try:
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise ConfigError(f"column_keys = '{file}' can't be changed: {error.strerror}") from error


def _write(file: Path, keys: Sequence[Key]) -> None:
    """The whole file, or what was there."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        opened.write(msgspec.json.format(msgspec.json.encode(_Content(list(keys)))) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
