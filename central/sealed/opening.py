"""The keys at the start: made at the first, and afterwards the very same."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.config import Config
from central.db import Database
from central.errors import ConfigError
from central.sealed import keyfile
from central.sealed.keyfile import Key
from central.sealed.ring import Ring
from central.sealed.tables import column_key

_IN_USE = select(column_key.c.id, column_key.c.check_value).where(column_key.c.retired_at.is_(None))


def key_file(config: Config) -> Path:
    """Where the keys lie: as configured, else beside the key that boxes seal for."""
    if config.column_keys:
        return Path(config.column_keys)
    if config.sealing_key:
        return Path(f"{config.sealing_key}.columns")
    url = make_url(config.database)
    file = url.database if url.get_backend_name() == "sqlite" else None
    return Path(f"{file or 'menlu-central'}.column-keys")


def open_ring(database: Database, file: Path, *, now: int) -> Ring:
    """The keys in `file`, which is made at the first start. Raises ConfigError when one is missing or another."""
    # Where another host's first start comes between, its key is the one.
    with suppress(IntegrityError), database.writing() as session:
        if session.scalar(select(column_key.c.id).limit(1)) is None:
            put_in_force(session, keyfile.newest(file, now=now), now=now)
    ring = Ring(file)
    with database.reading() as session:
        in_use = session.execute(_IN_USE).all()
    for number, check in in_use:
        if ring.key(number).check != check:
            reason = f"holds another key {number} than the columns are sealed by: put the right file there"
            raise ConfigError(f"column_keys = '{file}' {reason} (docs/keys.md)")
    return ring


def put_in_force(session: Session, key: Key, *, now: int) -> None:
    """From now on this key seals. Waits for transactions that seal by the one before."""
    session.execute(update(column_key).where(column_key.c.replaced_at.is_(None)).values(replaced_at=now))
    row = {"id": key.id, "check_value": key.check, "made_at": key.made_at}
    session.execute(insert(column_key), row)
