"""One folder of keys:

device.pem          Ed25519 private key: who this box is to central
sealing.key         AES-256: names and references at rest
transform-N.seed    the secret transform of templates; the highest N is in force
lock-NAME.key       keys shared with locks

The folder is made whole in one rename, so that a power cut during the first start leaves all of it or nothing; a box
with half its keys is an error, since making new ones would silently lose what the old ones sealed. Each file is
encrypted where systemd gives a key for that (wrapping.py).
"""

import hmac
import re
import secrets
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from numpy.typing import NDArray

from edge.errors import VaultError
from edge.vault import files
from edge.vault.folder import DEVICE, SEALING, KeyFolder
from edge.vault.transform import SEED, orthogonal
from edge.vault.wrapping import Wrapping, given_wrapping
from wire.signature import thumbprint

Templates = NDArray[np.float32]
"""n × d, one template a row."""
Turn = Callable[[Templates], Templates]
"""Turns templates by one secret transform."""

NONCE = 12
"""Bytes; NIST SP 800-38D, 8.2.2: a random nonce of 96 bits serves 2^32 messages under one key."""
TAG = 16
"""Bytes that tell whether what was sealed was altered, at its end."""
SEALING_KEY = 32
"""Bytes: AES-256."""
DIGESTING_KEY = 32
"""Bytes; derived from the sealing key, so that no second key can be lost."""

_SEED_NAME = re.compile(r"transform-([1-9][0-9]*)\.seed")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def open_vault(folder: Path) -> "Vault":
    """The vault in `folder`; its keys are made when there is no folder yet or nothing is in it.

    They are brought under the wrapping that systemd's credentials ask for. Raises VaultError when the folder or a file
    in it is unsafe, missing, or not a key, or when the credential does not open it.
    """
    wrapping = given_wrapping()
    if not folder.is_dir() or not any(folder.iterdir()):
        _make(folder, wrapping)
    files.check_private(folder)
    keys = KeyFolder(folder, wrapping)
    keys.bring_over()
    return Vault(keys)


class Vault:
    """The box's keys. Methods raise VaultError; keys themselves are never given out, except a lock's own."""

    def __init__(self, keys: KeyFolder) -> None:
        self._keys = keys
        self._device = _device_key(keys)
        sealing = _exactly(SEALING_KEY, keys, SEALING)
        self._sealing = AESGCM(sealing)
        self._digesting = HKDF(SHA256(), DIGESTING_KEY, salt=None, info=b"menlu keyed digest").derive(sealing)
        self._matrix = lru_cache(maxsize=4)(self._made)
        _exactly(SEED, keys, _seed_name(self.transform_number))

    @property
    def wrapped(self) -> bool:
        """Whether the key files are encrypted by a credential of systemd's."""
        return self._keys.wrapping.wraps

    @property
    def device_key(self) -> Ed25519PrivateKey:
        """The key requests are signed with."""
        return self._device

    @property
    def public_key(self) -> bytes:
        """32 bytes: how central knows this box."""
        return self._device.public_key().public_bytes_raw()

    @property
    def thumbprint(self) -> str:
        """The public key's name, as central shows it: for people to compare."""
        return thumbprint(self._device.public_key())

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature of `message`, 64 bytes."""
        return self._device.sign(message)

    def seal(self, plain: bytes | memoryview, context: str) -> bytes:
        """`plain` encrypted (AES-256-GCM, random nonce in front); opens only with this vault and this context."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._sealing.encrypt(nonce, plain, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytearray:
        """What was sealed; the caller may overwrite it.

        Raises VaultError when it was altered, or sealed by another box or for another context.
        """
        nonce, encrypted = sealed[:NONCE], sealed[NONCE:]
        plain = bytearray(max(0, len(encrypted) - TAG))
        try:
            self._sealing.decrypt_into(nonce, encrypted, context.encode(), plain)
        except (InvalidTag, ValueError) as error:
            what = context.partition(":")[0]
            raise VaultError(f"a sealed {what} does not open with this box's keys: enrol the person again") from error
        return plain

    def digest(self, message: bytes, context: str) -> bytes:
        """HMAC-SHA-256 of `message`, 32 bytes, the same on this box only: for what is to be found again (a card) or
        recognised (a PIN), but not to be guessed from the disk."""
        return hmac.digest(self._digesting, context.encode() + b"\0" + message, "sha256")

    @property
    def transform_number(self) -> int:
        """Which transform is in force, from 1; another process may have renewed it."""
        return self.transform_numbers[-1]

    @property
    def transform_numbers(self) -> list[int]:
        """The transforms whose seeds are here, the one in force last; more than one while a renewal is unfinished."""
        found = (_SEED_NAME.fullmatch(name) for name in self._keys.names("transform-*.seed"))
        numbers = sorted(int(name[1]) for name in found if name)
        if not numbers:
            raise VaultError(f"{self._keys.path} holds no transform-N.seed: restore the box's keys folder")
        return numbers

    def transform(self, templates: Templates, number: int | None = None) -> Templates:
        """Templates (n × d) turned by transform `number`, else by the one in force.

        Comparison scores among templates turned alike stay what they were, to 1e-5.
        """
        matrix = self._matrix(number or self.transform_number, templates.shape[1])
        return (templates @ matrix.T).astype(np.float32, copy=False)

    def turn(self, number: int, size: int) -> Turn:
        """Transform `number` for templates of `size` numbers, to be kept: it works on after the seed is forgotten."""
        matrix = self._matrix(number, size)
        return lambda templates: (templates @ matrix.T).astype(np.float32, copy=False)

    def renewed(self, templates: Templates, old: int, new: int) -> Templates:
        """Templates turned by transform `old`, as `new` would have turned them."""
        if old == new:
            return templates
        size = templates.shape[1]
        step = self._matrix(new, size) @ self._matrix(old, size).T
        return (templates @ step.T).astype(np.float32, copy=False)

    def renew_transform(self) -> int:
        """Put a new transform in force; its number. Older ones are kept until `forget_old_transforms`.

        Where a renewal was cut short, its transform is in force already.
        """
        with files.alone(self._keys.path):
            old = self.transform_numbers
            if len(old) == 1:
                self._keys.write(_seed_name(old[0] + 1), secrets.token_bytes(SEED))
        return self.transform_number

    def forget_old_transforms(self) -> None:
        """Delete the transforms no longer in force: what was turned by them is worthless from now on."""
        for number in self.transform_numbers[:-1]:
            self._keys.erase(_seed_name(number))
        self._matrix.cache_clear()

    def get(self, name: str) -> bytes | None:
        """The lock's key kept under `name`; None where there is none."""
        file = _lock_name(name)
        return self._keys.read(file) if self._keys.has(file) else None

    def put(self, name: str, key: bytes) -> None:
        """Keep a lock's key under `name`, durably: call it before the lock is told to use the key."""
        self._keys.write(_lock_name(name), key)

    def _made(self, number: int, size: int) -> NDArray[np.float32]:
        return orthogonal(_exactly(SEED, self._keys, _seed_name(number)), size).astype(np.float32)


def _seed_name(number: int) -> str:
    return f"transform-{number}.seed"


def _lock_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise VaultError(f"{name!r} can't name a key: use letters, digits, '.', '_' and '-', at most 64")
    return f"lock-{name}.key"


def _make(folder: Path, wrapping: Wrapping) -> None:
    """A folder with new keys, in place by one rename."""
    draft = folder.with_name(f".{folder.name}.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        keys = KeyFolder(draft, wrapping)
        device = Ed25519PrivateKey.generate()
        keys.write(DEVICE, device.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        keys.write(SEALING, secrets.token_bytes(SEALING_KEY))
        keys.write(_seed_name(1), secrets.token_bytes(SEED))
        draft.rename(folder)
        files.sync(folder.parent)
    except OSError as error:
        raise VaultError(f"no keys can be made in {folder} ({error.strerror}): check the disk and the owner") from error


def _device_key(keys: KeyFolder) -> Ed25519PrivateKey:
    path = keys.path / DEVICE
    try:
        key = load_pem_private_key(keys.read(DEVICE), password=None)
    except (ValueError, TypeError) as error:
        raise VaultError(f"{path} is not a private key in PEM: restore it, or claim the box anew") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise VaultError(f"{path} is not an Ed25519 key: restore it, or claim the box anew")
    return key


def _exactly(size: int, keys: KeyFolder, name: str) -> bytes:
    content = keys.read(name)
    if len(content) != size:
        path = keys.path / name
        raise VaultError(f"{path} holds {len(content)} bytes instead of {size}: restore the box's keys folder")
    return content
