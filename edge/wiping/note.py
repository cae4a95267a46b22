"""How far a wipe has come: a note in the box's folder. While it lies there, nobody works with what is left."""

from pathlib import Path

import msgspec

from edge.errors import EdgeError
from edge.holding import NOTE
from edge.vault import files


class Note(msgspec.Struct, frozen=True):
    """A wipe has begun at `begun` (Unix ms), of a box with so many people and references.

    report: the signed report; from then on the keys may be gone.
    """

    begun: int
    people: int
    references: int
    report: str = ""


def load(data: Path) -> Note | None:
    """The note of a wipe that was cut short; None where there is none."""
    path = data / NOTE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Note)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise EdgeError(f"{path} can't be read ({error}): delete it, then wipe again") from error


def keep(data: Path, note: Note) -> None:
    """Put the note into the folder, durably. Raises VaultError."""
    files.write(data / NOTE, msgspec.json.encode(note))


def forget(data: Path) -> None:
    """The wipe is done. Not overwritten first: cut between the two, nobody could read how far it came."""
    (data / NOTE).unlink(missing_ok=True)
    files.sync(data)
