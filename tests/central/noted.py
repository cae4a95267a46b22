"""Watches what requests write: whoever changes something by a page leaves a row in the log, whichever test does it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event

_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
NOBODYS: Final = {
    "failure",
    "form_key",
    "kept_form",
    "passkey_challenge",
    "rest_answer",
    "rest_token",
    "saved_filter",
    "sent_form",
    "sign_in_attempt",
    "staff_session",
}
"""Tables that requests write besides what people do: counts of attempts, when a session or a token was used, forms and
answers that were sent, one's own filters of a list.
"""
STREAM: Final = {"edges_api"}
"""Blueprints whose records are chained by the boxes themselves."""


class Watch:
    """silent: requests that changed something of which the log says nothing, and what."""

    def __init__(self) -> None:
        self.silent: list[str] = []

    def remember(self, connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        found = _WRITES.match(statement)
        # Of what returns rows, SQLite's driver counts none before they are read.
        if found and (cursor.rowcount != 0 or "RETURNING" in statement):
            connection.info.setdefault("written", set()).add(found[1])

    def judge(self, connection: Connection) -> None:
        written: set[str] = connection.info.pop("written", set())
        others = written - NOBODYS
        if _is_by_a_person() and others and "audit" not in written:
            self.silent.append(f"{request.method} {request.endpoint} changes {', '.join(sorted(others))}")

    def forget(self, connection: Connection) -> None:
        connection.info.pop("written", None)


@contextmanager
def every_change_is_noted() -> Iterator[None]:
    """Fail at the end of the block if a request changed something and the log says nothing of it."""
    watch = Watch()
    listeners = (("after_cursor_execute", watch.remember), ("commit", watch.judge), ("rollback", watch.forget))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
    assert not watch.silent, f"the log says nothing of it (central.audit.service.note): {'; '.join(watch.silent)}"


def _is_by_a_person() -> bool:
    return has_request_context() and request.method not in ("GET", "HEAD") and request.blueprint not in STREAM
