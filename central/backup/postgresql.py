"""Copies of a PostgreSQL database, by its own pg_dump and pg_restore (Debian: postgresql-client)."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import make_url

from central.errors import CentralError


def back_up(url: str, copy: Path) -> None:
    """Copy the database to `copy` as it is now, whoever goes on writing to it. Raises CentralError; then there is no
    copy.
    """
    part = copy.with_name(copy.name + ".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}"], url)
        part.rename(copy)
    except OSError as error:
        raise CentralError(f"{copy} can't be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def restore(copy: Path, url: str, *, replace: bool) -> None:
    """Make the database what `copy` says, in one transaction; replace: what is there is thrown away. Raises
    CentralError; then the database is as it was.
    """
    clean = ["--clean", "--if-exists"] if replace else []
    _run(["pg_restore", "--no-owner", "--no-privileges", "--single-transaction", *clean, str(copy)], url)


def _run(command: Sequence[str], url: str) -> None:
    """Run a program on the database; its password stands in no command line."""
    parsed = make_url(url)
    place = parsed.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    program, *rest = command
    try:
        done = subprocess.run(
            [program, f"--dbname={place}", *rest], env=os.environ | secret, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise CentralError(f"{program} is not installed: `apt-get install postgresql-client` brings it") from error
    if done.returncode != 0:
        raise CentralError(f"{program} did not do it: {done.stderr.strip() or f'it ended with {done.returncode}'}")
