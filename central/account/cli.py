"""The first-run code in the terminal: when central starts without staff, and by `menlu-central first-run`."""

from central.account import service
from central.account.guard import now
from central.db import Database


def first_run_notice(database: Database, address: str) -> str | None:
    """What to print so that the first administrator can be made at `address` (http://…); None if there is staff.

    Makes a new code, codes printed before are void.
    """
    with database.writing() as session:
        code = service.new_first_run_code(session, now())
    if code is None:
        return None
    return (
        f"Nobody works here yet. Open {address.rstrip('/')}/first-run and type this code (good once, for 24 hours):\n\n"
        f"    {code}\n"
    )
