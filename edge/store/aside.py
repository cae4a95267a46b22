"""Broken files are set aside, not deleted: a technician may want to look. The newest two are kept."""

from contextlib import suppress
from pathlib import Path

KEPT = 2
"""Set-aside copies of one file; more would fill the disk that is perhaps the trouble."""
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file: they must move with it, or it would read them into the next one."""


def set_aside(path: Path, now: int) -> Path:
    """Rename `path` and its logs to `<name>.broken-<now>` (now: Unix ms), drop the oldest; the new path."""
    target = path.with_name(f"{path.name}.broken-{now}")
    # The logs first: left alone beside the path, they would be read into the file that comes there next.
    for ending in (*LOGS, ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(target.with_name(target.name + ending))
    for old in set_aside_copies(path)[:-KEPT]:
        delete(old)
    return target


def set_aside_copies(path: Path) -> list[Path]:
    """The set-aside copies of `path`, oldest first."""
    found = path.parent.glob(f"{path.name}.broken-*")
    return sorted(copy for copy in found if not copy.name.endswith(LOGS))


def delete_copies(path: Path) -> None:
    """Delete all set-aside copies of `path`, also logs whose file a power cut kept from coming along."""
    for copy in path.parent.glob(f"{path.name}.broken-*"):
        copy.unlink(missing_ok=True)


def delete(path: Path) -> None:
    """Delete a SQLite file and its logs."""
    for ending in ("", *LOGS):
        path.with_name(path.name + ending).unlink(missing_ok=True)
