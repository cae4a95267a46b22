"""Slows down who guesses codes: after some failures of one, the next try has to wait.

The failures are in the database, so that they count at every host. A code has 50 bits, so this is about noise more than
about the odds.
"""

from typing import Final

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from central.edges.tables import failure

FREE_FAILURES: Final = 10
"""Failures of one before it has to wait."""
WAIT: Final = 60_000
"""How long, ms, since the last one."""

_ONE_MORE = text("""
INSERT INTO failure (form, who, count, last) VALUES (:form, :who, 1, :now)
ON CONFLICT (form, who) DO UPDATE SET
    count = CASE WHEN abs(excluded.last - failure.last) < :wait THEN failure.count + 1 ELSE 1 END,
    last = excluded.last
""")


class Throttle:
    """Failures at one form, by whose they are: an address, or whoever else is told apart. Times are Unix ms.

    free: so many in a row, with less than WAIT between two, need not wait.
    """

    def __init__(self, form: str, free: int = FREE_FAILURES) -> None:
        self._form, self._free = form, free

    def must_wait(self, session: Session, who: str, now: int) -> bool:
        """Whether `who` failed too often, the last time just now."""
        chosen = select(failure.c.count, failure.c.last).where(failure.c.form == self._form, failure.c.who == who)
        found = session.execute(chosen).one_or_none()
        if found is None:
            return False
        failures, last = found
        # Hosts differ by a little; a clock that was set back far does not prolong the wait.
        return bool(failures >= self._free and abs(now - last) < WAIT)

    def failed(self, session: Session, who: str, now: int) -> None:
        """Note one more failure, and forget what is over."""
        if session.get_bind().dialect.name == "postgresql":
            # Two that forget the same rows in another order would wait for each other. SQLite has one writer anyway.
            session.execute(text("LOCK TABLE failure IN SHARE ROW EXCLUSIVE MODE"))
        session.execute(delete(failure).where(failure.c.last <= now - WAIT))
        session.execute(_ONE_MORE, {"form": self._form, "who": who, "now": now, "wait": WAIT})
