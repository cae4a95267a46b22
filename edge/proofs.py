"""Proofs in a technician's file: one, or one a line as a wipe's report has them."""

import os
from collections.abc import Iterator
from pathlib import Path

from edge.errors import EdgeError
from wire import erasure, wiped
from wire.erasure import Proof, ProofWrong, Statement, proof_of
from wire.wiped import Wiped

Checked = tuple[Statement | Wiped, str]
"""What was stated, and the thumbprint of the box that signed it."""


def expect_new(path: Path) -> None:
    """Raise EdgeError where `path` is taken, or there is no folder for it."""
    if path.exists():
        raise EdgeError(f"{path} exists: nobody was erased, name a new file for the proof")
    if not path.parent.is_dir():
        raise EdgeError(f"{path.parent} is no folder: nobody was erased, name a file in one that is there")


def save(content: bytes, path: Path) -> None:
    """Write proofs to a new file, durably. Raises EdgeError."""
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EdgeError(f"{path} can't be written ({error.strerror}): keep the line printed above") from error


def read(path: Path) -> list[Checked]:
    """What the proofs in a file state, all of them checked. Raises EdgeError, which names the file."""
    try:
        return [_checked(proof) for proof in _proofs(path.read_bytes())]
    except OSError as error:
        raise EdgeError(f"{path}: can't be read ({error.strerror})") from error
    except ProofWrong as error:
        raise EdgeError(f"{path}: {error}") from error


def _proofs(content: bytes) -> Iterator[Proof]:
    lines = content.splitlines()
    # One proof may have been laid out over several lines by whoever kept it.
    is_report = len(lines) > 1 and lines[0].endswith(b"}")
    return map(proof_of, lines if is_report else [content])


def _checked(proof: Proof) -> Checked:
    return wiped.verified(proof) if wiped.states_wipe(proof) else erasure.verified(proof)
