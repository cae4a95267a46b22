"""The folder of keys: which files it holds, each read and written through the wrapping."""

from pathlib import Path

from edge.vault import files
from edge.vault.wrapping import Wrapping

DEVICE, SEALING = "device.pem", "sealing.key"
KINDS = (DEVICE, SEALING, "transform-*.seed", "lock-*.key")


class KeyFolder:
    """The key files of one folder, by name. Methods raise VaultError."""

    def __init__(self, path: Path, wrapping: Wrapping) -> None:
        self.path = path
        self.wrapping = wrapping

    def read(self, name: str) -> bytes:
        """The key in the file `name`."""
        path = self.path / name
        return self.wrapping.unwrapped(name, files.read(path))

    def write(self, name: str, key: bytes) -> None:
        """Keep `key` in the file `name`, durably and whole."""
        files.write(self.path / name, self.wrapping.wrapped(name, key))

    def has(self, name: str) -> bool:
        """Whether there is a file `name`."""
        return (self.path / name).exists()

    def names(self, kind: str) -> list[str]:
        """The files whose names are like `kind` (one of KINDS)."""
        return [path.name for path in self.path.glob(kind)]

    def erase(self, name: str) -> None:
        """Overwrite and delete the file `name`."""
        files.erase(self.path / name)

    def bring_over(self) -> None:
        """Write every key anew that is not kept as the wrapping says.

        Cut short, some files are kept the old way and some the new one; the same credentials read both, and the next
        call goes on.
        """
        if not self.wrapping.leads_over:
            return
        with files.alone(self.path):
            for name in (name for kind in KINDS for name in self.names(kind)):
                content = files.read(self.path / name)
                if not self.wrapping.is_current(name, content):
                    self.write(name, self.wrapping.unwrapped(name, content))
