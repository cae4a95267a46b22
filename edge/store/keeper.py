"""What the roster needs of the box's keys. The vault is one; the store does not import it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Templates = NDArray[np.float32]
"""n × d, one template a row."""


class Keeper(Protocol):
    """Keys that never leave the box. Methods raise VaultError where a key is missing or does not open something."""

    @property
    def public_key(self) -> bytes: ...

    @property
    def transform_number(self) -> int:
        """Which secret transform is in force; a renewal counts up."""

    def seal(self, plain: bytes | memoryview, context: str) -> bytes:
        """`plain` encrypted; opens only on this box and only with the same context."""

    def unseal(self, sealed: bytes, context: str) -> bytearray:
        """What was sealed; the caller may overwrite it."""

    def transform(self, templates: Templates, number: int) -> Templates:
        """Templates turned by the secret transform `number`; comparison scores among them do not change."""

    def renewed(self, templates: Templates, old: int, new: int) -> Templates:
        """Templates that were turned by transform `old`, as `new` would have turned them."""

    def renew_transform(self) -> int:
        """Put a new transform in force, or the one of a renewal that was cut short; its number."""

    def forget_old_transforms(self) -> None:
        """Delete the transforms no longer in force."""

    def digest(self, message: bytes, context: str) -> bytes:
        """A keyed digest of `message`, 32 bytes, the same on this box only."""

    def sign(self, message: bytes) -> bytes: ...


def name_context(person: str) -> str:
    """Binds a sealed name to its place: moved to another person's row, it does not open."""
    return f"name:{person}"
