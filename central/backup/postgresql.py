"""Copies of a PostgreSQL database, by its own pg_dump, pg_restore and psql (Debian: postgresql-client)."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy.engine import make_url

from central.errors import CentralError

_MISSING = "{} is not installed: `apt-get install postgresql-client` brings it"


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
    # The parts of a table that is kept by the week can't be dropped one by one, and newer ones are not in the copy.
    first = ["--command=DROP TABLE IF EXISTS entry CASCADE"] if replace else []
    told = ["pg_restore", "--no-owner", "--no-privileges", *clean, "--file=-", str(copy)]
    done = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *first, "--file=-"]
    with TemporaryFile("w+") as words, _started(told, {}, words, stdout=subprocess.PIPE) as script:
        _feed(script, done, url, words)


def _feed(script: subprocess.Popen[bytes], command: Sequence[str], url: str, words: IO[str]) -> None:
    """Let psql do what the script says, all of it or nothing: it commits when its input ends."""
    place, secret = _place(url)
    with _started([*command, f"--dbname={place}"], secret, words, stdin=subprocess.PIPE) as psql:
        assert script.stdout is not None
        assert psql.stdin is not None
        # It has stopped reading when it failed.
        with suppress(BrokenPipeError):
            copyfileobj(script.stdout, psql.stdin)
        script.stdout.close()
        if script.wait() != 0 and psql.poll() is None:
            psql.kill()
        with suppress(BrokenPipeError):
            psql.stdin.close()
    if psql.returncode or script.returncode:
        words.seek(0)
        raise CentralError(f"pg_restore and psql did not do it: {words.read().strip() or 'they say nothing'}")


def _started(
    command: Sequence[str],
    secret: dict[str, str],
    words: IO[str],
    *,
    stdin: int | None = None,
    stdout: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PGOPTIONS": "-c client_min_messages=warning"} | secret
    try:
        return subprocess.Popen(list(command), env=environment, stdin=stdin, stdout=stdout, stderr=words)
    except FileNotFoundError as error:
        raise CentralError(_MISSING.format(command[0])) from error


def _run(command: Sequence[str], url: str) -> None:
    """Run a program on the database; its password stands in no command line."""
    place, secret = _place(url)
    program, *rest = command
    try:
        done = subprocess.run(
            [program, f"--dbname={place}", *rest], env=os.environ | secret, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise CentralError(_MISSING.format(program)) from error
    if done.returncode != 0:
        raise CentralError(f"{program} did not do it: {done.stderr.strip() or f'it ended with {done.returncode}'}")


def _place(url: str) -> tuple[str, dict[str, str]]:
    """Where the database is, and what its programs find its password by."""
    parsed = make_url(url)
    place = parsed.set(drivername="postgresql", password=None).render_as_string()
    return place, {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
