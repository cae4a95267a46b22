"""By which settings central serves: a row when they are others than the last time, and what no secret is of them."""

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import select

from central.accepted import PASSWORD, SECRETS
from central.audit.service import Detail, note
from central.audit.tables import audit
from central.audit.texts import written
from central.audit.writing import head
from central.config import Config
from central.db import Database

ACT: Final = "settings.change"


def note_settings(database: Database, config: Config) -> None:
    """Called at each start, by each process: the first of them writes the row."""
    told = shown(config)
    with database.writing() as session:
        # Who starts at the same moment waits here, and finds the row.
        head(session)
        newest = select(audit.c.detail).where(audit.c.act == ACT).order_by(audit.c.at.desc(), audit.c.seq.desc())
        if session.scalar(newest.limit(1)) != written(told):
            note(session, act=ACT, of="central", detail=told)


def shown(config: Config) -> Detail:
    """Setting → its value in words; of a secret, whether there is one."""
    return {each.name: _shown(each.name, getattr(config, each.name)) for each in fields(config)}


def _shown(name: str, value: Any) -> str:
    if name in SECRETS:
        return "…" if value else ""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(map(str, value))
    return PASSWORD.sub(":…@", str(value))
