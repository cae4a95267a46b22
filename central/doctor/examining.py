"""The parts in their order. What needs the database is left out when it does not answer."""

from collections.abc import Callable, Iterator
from contextlib import closing

from sqlalchemy.exc import DatabaseError

from central.config import Config
from central.db import Database
from central.doctor import files, reach, tables, work
from central.doctor.finding import Finding, Notable, State
from central.errors import CentralError

Look = Callable[[Database, Config], str]
"""A sentence about what works. Raises Notable, or another CentralError."""

BY_ITSELF: dict[str, Look] = {
    "address": reach.address,
    "proxy": reach.proxy,
    "port": reach.port,
    "pages": files.made,
    "backups": files.backups,
    "room": files.room,
}
OF_THE_DATABASE: dict[str, Look] = {
    "writing": tables.writing,
    "keeping": tables.keeping,
    "sealing key": files.sealing_keys,
    "column keys": files.column_keys,
    "time": work.time_of_day,
    "holidays": work.calendar,
    "deadlines": work.scheduler,
    "records": work.followers,
    "audit log": work.audit,
    "audit copy": work.shipping,
    "threads": work.threads,
}


def examine(config: Config) -> Iterator[Finding]:
    """A finding for each part, as soon as it is known. Raises ConfigError for a database that can't be meant."""
    with closing(Database(config.database)) as database:
        first = _found("database", tables.step, database, config)
        yield first
        looks = BY_ITSELF | (OF_THE_DATABASE if first.state is State.OK else {})
        for part, look in looks.items():
            yield _found(part, look, database, config)


def _found(part: str, look: Look, database: Database, config: Config) -> Finding:
    try:
        return Finding(part, State.OK, look(database, config))
    except Notable as error:
        return Finding(part, State.NOTE, str(error))
    except CentralError as error:
        return Finding(part, State.FAIL, str(error))
    except DatabaseError as error:
        reason = str(error.orig).splitlines()[0]
        return Finding(part, State.FAIL, f"the database does not answer: {reason}; look into its log")
