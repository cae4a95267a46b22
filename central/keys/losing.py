"""The file of keys is lost for good: central goes on with a new one, and what was sealed before stays closed."""

from pathlib import Path

from sqlalchemy import func, select, update

from central.audit import service as audit
from central.db import Database
from central.errors import CentralError, ConfigError
from central.sealed import keyfile, opening
from central.sealed.tables import column_key


def replace_lost(database: Database, file: Path, *, by: str, now: int) -> tuple[int, Path | None]:
    """Put a new key in force, in a new file; its number, and where a file lies now that did not fit.

    Raises CentralError where the keys are all there, ConfigError when the file can't be made.
    """
    if _fits(database, file, now):
        raise CentralError(f"column_keys = '{file}' holds the keys that columns are sealed by: nothing is lost")
    old = file.with_name(f"{file.name}.until-{now}") if file.exists() else None
    if old:
        file.rename(old)
    with database.writing() as session:
        last = session.scalar(select(func.max(column_key.c.id))) or 0
        made = keyfile.add(file, now=now, above=last)
        session.execute(update(column_key).where(column_key.c.retired_at.is_(None)).values(retired_at=now))
        opening.put_in_force(session, made, now=now)
        audit.note(session, by=by, act="keys.replace-lost", of=f"column-key:{made.id}")
    return made.id, old


def _fits(database: Database, file: Path, now: int) -> bool:
    with database.reading() as session:
        if session.scalar(select(column_key.c.id).limit(1)) is None:
            return True
    try:
        opening.open_ring(database, file, now=now)
    except ConfigError:
        return False
    return True
