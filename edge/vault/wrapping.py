"""Wrapping: key files encrypted by a key that lies elsewhere, so that a copied disk opens nothing.

The wrapping key comes from systemd as a credential (systemd.exec(5), LoadCredentialEncrypted=): kept under the TPM
where there is one, and given to the daemon in memory. Without the credential the keys lie in 0600 files.

menlu-master      wraps the keys from now on; where it is not given, they are kept unwrapped
menlu-master-old  opens what was wrapped before: give it beside a new one, or alone to unwrap

A wrapped file says so in its first bytes; therefore a folder that was half brought over is still read.
"""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from edge.errors import VaultError

CREDENTIAL, OLD_CREDENTIAL = "menlu-master", "menlu-master-old"
LEAST = 32
"""Bytes a credential must have: those of a key of 256 bits."""
MARK = b"menlu wrapped key 1\n"
NONCE = 12
"""Bytes."""


class Wrapping:
    """How key files are kept: `key` wraps what is written, `old` may open what was written before."""

    def __init__(self, key: bytes | None = None, old: bytes | None = None) -> None:
        """The credentials' content. Raises VaultError when it is too short for a key."""
        self._key = _cipher(CREDENTIAL, key)
        self._old = _cipher(OLD_CREDENTIAL, old)

    @property
    def wraps(self) -> bool:
        """Whether what is written is encrypted."""
        return self._key is not None

    @property
    def leads_over(self) -> bool:
        """Whether files may be brought from another way of keeping to this one."""
        return self._key is not None or self._old is not None

    def wrapped(self, name: str, plain: bytes) -> bytes:
        """What to write to the file `name`; it opens under no other name."""
        if self._key is None:
            return plain
        nonce = secrets.token_bytes(NONCE)
        return MARK + nonce + self._key.encrypt(nonce, plain, name.encode())

    def unwrapped(self, name: str, content: bytes) -> bytes:
        """The key in a file `name`, wrapped or not. Raises VaultError when no credential opens it."""
        if not content.startswith(MARK):
            return content
        sealed = content[len(MARK) :]
        for cipher in (self._key, self._old):
            plain = _opened(cipher, name, sealed)
            if plain is not None:
                return plain
        if not self.leads_over:
            raise VaultError(
                f"{name} is wrapped and no credential {CREDENTIAL} was given: run the command by systemd-run --pipe"
                f" --uid=menlu -p LoadCredentialEncrypted={CREDENTIAL}:/etc/credstore.encrypted/{CREDENTIAL}"
            )
        raise VaultError(f"{name} was wrapped by another credential: give that one as {OLD_CREDENTIAL}")

    def is_current(self, name: str, content: bytes) -> bool:
        """Whether a file's content is kept this way already."""
        if self._key is None or not content.startswith(MARK):
            return self._key is None and not content.startswith(MARK)
        return _opened(self._key, name, content[len(MARK) :]) is not None


def given_wrapping() -> Wrapping:
    """The wrapping that systemd's credentials ask for. Raises VaultError."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return Wrapping()
    return Wrapping(_credential(Path(folder, CREDENTIAL)), _credential(Path(folder, OLD_CREDENTIAL)))


def _credential(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VaultError(f"the credential {path} can't be read ({error.strerror}): check the unit file") from error


def _cipher(name: str, credential: bytes | None) -> AESGCM | None:
    if credential is None:
        return None
    if len(credential) < LEAST:
        raise VaultError(f"the credential {name} has {len(credential)} bytes: make one of {LEAST} random bytes or more")
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"menlu key wrapping 1").derive(credential))


def _opened(cipher: AESGCM | None, name: str, sealed: bytes) -> bytes | None:
    if cipher is None:
        return None
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except (InvalidTag, ValueError):
        return None
