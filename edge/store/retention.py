"""Letting go of records: only what central has acknowledged, the oldest first, never the newest record of all.

The newest stays because the next one's digest is chained to it.
"""

from sqlite_utils import Database

from edge.store import chains
from edge.store.chains import Chain
from edge.store.database import DatabaseFile
from edge.store.quota import DAY, Quota

STEP = 1000
"""Rows deleted in one transaction: a person at the door waits no longer than that."""


def purge(file: DatabaseFile, quota: Quota, now: int) -> int:
    """Delete acknowledged records from before `now` - `quota.days`; how many there were."""
    before = now - quota.days * DAY
    total = 0
    while True:
        with file.writing() as database:
            gone = sum(_delete(database, chain, STEP, before) for chain in chains.all_chains(database))
        if not gone:
            return total
        total += gone


def let_go_of_oldest(database: Database, rows: int) -> bool:
    """Make room: delete up to `rows` acknowledged records before their time; whether there was any."""
    return any(_delete(database, chain, rows, None) for chain in chains.all_chains(database))


def _delete(database: Database, chain: Chain, rows: int, before: int | None) -> int:
    is_newest = chain.number == chains.current(database).number
    end = min(chain.first + rows - 1, chain.acknowledged, chain.last - is_newest)
    if before is not None:
        end = min(end, _last_older(database, chain, end, before))
    deleted = max(0, end - chain.first + 1)
    if deleted:
        database.execute("DELETE FROM records WHERE chain = ? AND seq <= ?", [chain.number, end])
    if not is_newest and chain.kept == deleted:
        database.execute("DELETE FROM chains WHERE number = ?", [chain.number])
    return deleted


def _last_older(database: Database, chain: Chain, end: int, before: int) -> int:
    """The last seq up to `end` with nothing younger than `before` ahead of it: a chain is cut only at its front."""
    query = "SELECT min(seq) FROM records WHERE chain = ? AND seq <= ? AND at >= ?"
    (young,) = database.execute(query, [chain.number, end, before]).fetchone()
    return end if young is None else int(young) - 1
