"""New codes for an account that was there already: each lets somebody choose its password, so its owner reads of it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlalchemy.orm import Session

from central.account.names import names
from central.audit import service as audit

TOLD_FOR: Final = 30 * 24 * 3600 * 1000
"""Ms for which the first page says so; one's own account says so for as long as the log holds it."""
MOST: Final = 50
"""Rows of the log that are looked at."""
_INVITE, _CODE = "staff.invite", "staff.code"
_OF: Final = "staff:"


@dataclass(frozen=True)
class CodeMade:
    """at: Unix ms. by: what whoever made it is called; "" for a command at central's terminal."""

    at: int
    by: str


def codes_made(session: Session, person: int, since: int = 0) -> list[CodeMade]:
    """Those made since then (Unix ms), the newest first; the one by which they were let in is none of them."""
    rows = audit.about(session, f"{_OF}{person}", (_INVITE, _CODE), MOST)
    again = [row for row, before in pairwise([*rows, None]) if row and row.act == _CODE and not _is_first(before)]
    lately = [row for row in again if row.at >= since]
    numbers = {row.by: int(row.by.removeprefix(_OF)) for row in lately if row.by.startswith(_OF)}
    called = names(session, numbers.values())
    return [CodeMade(row.at, called.get(numbers.get(row.by, 0), "")) for row in lately]


def _is_first(before: audit.Noted | None) -> bool:
    return before is not None and before.act == _INVITE
