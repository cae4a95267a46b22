"""Central's own key: what boxes seal for it (`wire.sealed`) opens with this key alone.

It lies in a file of its own, so that a copy of the database opens nothing. The database knows its public half: another
key, by mistake or on another host, is refused at the start, before a box is told of it.
"""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from flask import Flask, current_app
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.config import Config
from central.db import Database
from central.edges import orders
from central.edges.tables import box, sealing_key
from central.errors import ConfigError
from wire.kinds import Identity
from wire.orders import SealingKey
from wire.sealed import text_of, unseal

BY = "central"
"""Who orders the key to be used."""
_KEY = "menlu-sealing-key"
_KNOWN = select(sealing_key.c.public_key)


def init_app(app: Flask, key: X25519PrivateKey) -> None:
    """Give `app` its key."""
    app.extensions[_KEY] = key


def key() -> X25519PrivateKey:
    """The key of the current app."""
    found: X25519PrivateKey = current_app.extensions[_KEY]
    return found


def unseal_identity(private: X25519PrivateKey, person: str, identity: Identity) -> Identity:
    """What a box has sealed of a person's identity, in the clear. Raises NotSealed.

    Each word is bound to FIELD:PERSON, the pieces of the address all to address:PERSON.
    """
    opened = {
        field: [unseal(piece, private, f"{field}:{person}") for piece in sealed]
        if isinstance(sealed, list)
        else sealed and unseal(sealed, private, f"{field}:{person}")
        for field, sealed in msgspec.structs.asdict(identity).items()
    }
    return msgspec.convert(opened, Identity)


def key_file(config: Config) -> Path:
    """Where the key lies: as configured, else beside the SQLite file, else in the current folder."""
    if config.sealing_key:
        return Path(config.sealing_key)
    url = make_url(config.database)
    file = url.database if url.get_backend_name() == "sqlite" else None
    return Path(f"{file or 'menlu-central'}.sealing-key")


def open_key(database: Database, file: Path, *, now: int) -> X25519PrivateKey:
    """The key in `file`; made at the first start. Raises ConfigError when it is missing, unsafe, or another one."""
    # Where another host's first start comes between, its key is the one.
    with suppress(IntegrityError), database.writing() as session:
        if session.scalar(_KNOWN) is None:
            session.execute(insert(sealing_key), _row(_found_or_made(file), now))
    private = _read(file)
    with database.reading() as session:
        known = session.scalar(_KNOWN)
    if text_of(private.public_key()) != known:
        raise ConfigError(f"sealing_key = '{file}' is not the key boxes seal for: put that one there (docs/central.md)")
    return private


def replace_key(database: Database, file: Path, *, now: int) -> Path | None:
    """Put a new key in `file`, for central's next start; where the old one lies now, if it was there."""
    old = file.with_name(f"{file.name}.until-{now}") if file.exists() else None
    with database.writing() as session:
        if old:
            file.rename(old)
        session.execute(delete(sealing_key))
        session.execute(insert(sealing_key), _row(_made(file), now))
        audit.note(session, act="sealing-key.replace")
    return old


def offer(session: Session, box_id: int, private: X25519PrivateKey, *, now: int) -> None:
    """Order the box to seal for this key, unless that was the last it was told."""
    text = text_of(private.public_key())
    if session.scalar(select(box.c.seals_for).where(box.c.id == box_id)) != text:
        session.execute(update(box).where(box.c.id == box_id).values(seals_for=text))
        orders.send(session, box_id, SealingKey(0, key=text), by=BY, now=now)


def _row(private: X25519PrivateKey, now: int) -> dict[str, object]:
    return {"id": 1, "public_key": text_of(private.public_key()), "made_at": now}


def _found_or_made(file: Path) -> X25519PrivateKey:
    """The key in `file`, of this process or of another that starts at the same moment."""
    if not file.exists():
        with suppress(FileExistsError):
            return _made(file)
    return _read(file)


def _made(file: Path) -> X25519PrivateKey:
    """A key in a file of its own, which nobody sees before it is whole. Raises FileExistsError, ConfigError."""
    private = X25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent) as written:
            written.write(pem)
            written.flush()
            os.fsync(written.fileno())
            file.hardlink_to(written.name)
        _sync(file.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise ConfigError(f"sealing_key = '{file}' can't be made: {error.strerror}") from error
    return private


def _read(file: Path) -> X25519PrivateKey:
    try:
        found = file.stat()
        private = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        reason = f"can't be read: {error.strerror}; put the key there that boxes seal for (docs/central.md)"
        raise ConfigError(f"sealing_key = '{file}' {reason}") from error
    except (ValueError, TypeError) as error:
        raise ConfigError(f"sealing_key = '{file}' is not a private key in PEM: restore it") from error
    mode = stat.S_IMODE(found.st_mode)
    # A credential of systemd is root's, and read by an ACL, whose mask stands in the place of the group's bits.
    if mode & (0o077 if found.st_uid == os.geteuid() else 0o007):
        raise ConfigError(f"sealing_key = '{file}' can be read by others (mode {mode:o}): run chmod 600 {file}")
    if not isinstance(private, X25519PrivateKey):
        raise ConfigError(f"sealing_key = '{file}' is not an X25519 key: restore it")
    return private


def _sync(folder: Path) -> None:
    """Make what was made in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
