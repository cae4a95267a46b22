"""A PostgreSQL server of our own for the tests: Debian's programs, a folder in /tmp, a unix socket, no network."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "menlu"
UNPRIVILEGED = "nobody"
"""Who runs it when the tests are run by root, whom PostgreSQL refuses."""
_SETTINGS = ("listen_addresses=", "max_connections=60", "shared_buffers=32MB")
_QUICK = ("fsync=off", "full_page_writes=off")


def programs() -> Path | None:
    """Where Debian puts initdb and postgres, the newest version; None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else Path(found).parent if found else None


@contextmanager
def running(bin_folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A fresh server; its URL with {} for the name of a database. `durable`: what is committed is on disk."""
    folder = Path(tempfile.mkdtemp(prefix="menlu-pg-"))
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, settings = folder / "data", _SETTINGS if durable else (*_SETTINGS, *_QUICK)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    try:
        run(f"{bin_folder}/initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        arguments = " ".join([*(f"-c {setting}" for setting in settings), "-k", str(folder)])
        control = f"{bin_folder}/pg_ctl"
        run(control, "-D", str(data), "-o", arguments, "-w", "-t", "50", "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://{USER}@/{{}}?host={folder}"
        finally:
            run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
