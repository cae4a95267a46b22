"""A key that nothing needs any more is taken away: whoever finds an old copy of the file opens nothing with it."""

from sqlalchemy import select, update

from central.audit import service as audit
from central.db import Database
from central.errors import CentralError
from central.keys.needs import count
from central.sealed import keyfile
from central.sealed.ring import Ring
from central.sealed.tables import column_key


def retire(database: Database, ring: Ring, number: int, *, by: str, now: int) -> None:
    """Take a key out of the file. Raises CentralError while it seals or a row needs it; ConfigError."""
    with database.writing() as session:
        # Waits for transactions that seal by it; no later one does.
        held = session.execute(select(column_key).where(column_key.c.id == number).with_for_update()).one_or_none()
        if held is None:
            raise CentralError(f"there is no key {number}; `menlu-central keys show` lists them")
        if held.replaced_at is None:
            raise CentralError(f"key {number} seals; put a newer one in force with `menlu-central keys rotate`")
        needed = count(session, number)
        if needed:
            raise CentralError(f"{needed} rows need key {number}; seal them anew with `menlu-central keys rotate`")
        if held.retired_at is None:
            session.execute(update(column_key).where(column_key.c.id == number).values(retired_at=now))
            audit.note(session, by=by, act="keys.retire", of=f"column-key:{number}")
    keyfile.remove(ring.file, number)
