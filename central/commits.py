"""Connections to PostgreSQL on which a commit that is not sure is an error, not a success.

Where a standby has to confirm each commit and does not answer, the commit waits. Whoever cancels the waiting backend
(`pg_cancel_backend`) makes PostgreSQL answer that all went well, with a warning that the standby may not have it: a
failover could still take it back. So a commit that came with a warning is not acknowledged to anybody; whoever sends
again what is kept already is acknowledged once a later commit has gone through.
"""

from typing import Any

import psycopg
from psycopg.errors import Diagnostic


class CommitUnsure(psycopg.OperationalError):
    """Kept here, but perhaps not on the standby. Neither done nor not done: ask again what there is."""


class SureConnection(psycopg.Connection[Any]):
    """Raises CommitUnsure where PostgreSQL only warns."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._warning: str | None = None
        self.add_notice_handler(self._heed)

    def commit(self) -> None:
        self._warning = None
        super().commit()
        if self._warning is not None:
            raise CommitUnsure(f"the commit is not sure: {self._warning}")

    def _heed(self, said: Diagnostic) -> None:
        if said.severity_nonlocalized == "WARNING":
            self._warning = said.message_primary
