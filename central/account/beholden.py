"""Who owes to whom that they may do something here: two accounts that one person may have made are no two persons."""

from typing import Final

from sqlalchemy.orm import Session

from central.audit import service as audit

ACTS: Final = ("staff.invite", "staff.code", "staff.let-in", "role.give")
"""What gives somebody an account, a way into one, or a right, as the log calls it."""
MOST: Final = 100
"""Rows of the log about one of the staff that are looked at."""
_OF: Final = "staff:"


def beholden(session: Session, person: int, since: int) -> set[int]:
    """Who has let one of the staff in since then (Unix ms), or given them a right, and who those owe theirs to."""
    found: set[int] = set()
    new = {person}
    while new:
        found |= new
        new = {giver for each in new for giver in _givers(session, each, since)} - found
    return found - {person}


def _givers(session: Session, person: int, since: int) -> set[int]:
    rows = (row for row in audit.about(session, f"{_OF}{person}", ACTS, MOST) if row.at >= since)
    return {int(row.by.removeprefix(_OF)) for row in rows if row.by.startswith(_OF)}
