"""What central says to whoever runs it: one line for each event, as text or as JSON, with nothing about a person.

- A line holds time (UTC), level, logger and the event's words; of a request its number, route, method, status and ms.
  A route is the pattern (`/stays/<int:stay_id>`), never the address that was asked for.
- Of an exception it holds the kinds and the places in our code it went through. What it says is left out, as a database
  quotes the row it refuses; only where a database or the system says that it can't work, the first line stays.
- Other packages may quote what they were given: of what they fill into their words only numbers are shown.
- Whatever is not a printable character is escaped, so that nobody can write a line of their own.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import g, has_request_context

from central.accepted import Log
from central.errors import ConfigError, DatabaseUnreachable, ListenError, SchemaError

log = logging.getLogger(__name__)

OURS = ("central", "wire")
"""Loggers whose words we wrote: nothing about a person is filled into them."""
MOST = 2000
"""Characters of an event's words."""
HIDDEN = "…"

_CENTRAL = Path(__file__).parent
_AT_START = (ConfigError, DatabaseUnreachable, ListenError, SchemaError)
"""Sentences of ours about settings and tables, for whoever starts central."""
_VALUE_BEGINS = re.compile(r"[=:'\"]")


def set_up(style: Log) -> None:
    """Write the log of this process to standard error from now on, also what nobody has caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(style))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.INFO)
    for name in ("alembic", "apscheduler", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # What can't be written would otherwise be printed with all its values.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


class Lines(logging.Formatter):
    """Makes a line of an event. `extra={"facts": {…}}` adds facts to it, under names of our own."""

    def __init__(self, style: Log) -> None:
        super().__init__()
        self._write = _as_json if style is Log.JSON else _as_text

    def format(self, record: logging.LogRecord) -> str:
        """The line, without an end."""
        at = datetime.fromtimestamp(record.created, UTC)
        facts: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _words(record)[:MOST],
            **_of_request(),
            **getattr(record, "facts", {}),
        }
        error = record.exc_info and record.exc_info[1]
        if error:
            facts["errors"] = [_told(each) for each in _chain(error)]
        return self._write(facts)


def _of_request() -> dict[str, str]:
    """The number of the request in whose course this is said (`central.web.requests`)."""
    return {"request": g.request_number} if has_request_context() and "request_number" in g else {}


def _words(record: logging.LogRecord) -> str:
    ours = record.name.partition(".")[0] in OURS
    template = str(record.msg)
    if not record.args:
        return template if ours else _VALUE_BEGINS.split(template)[0]
    show = _shown if ours else _number
    given = record.args
    filled = {key: show(each) for key, each in given.items()} if isinstance(given, dict) else tuple(map(show, given))
    try:
        return template % filled
    except (TypeError, ValueError, KeyError):
        # A number's place in another package's words, where we hide the value.
        return template


def _shown(value: Any) -> Any:
    return _said(value) if isinstance(value, BaseException) else value


def _number(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else HIDDEN


def _said(error: BaseException) -> str:
    """An exception as one line without values."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror}" if error.strerror else name
    if isinstance(error, _AT_START):
        return f"{name}: {error}"
    # PEP 249: of the database's operation, not of the data. (SQLAlchemy's own has the statement in its words.)
    operational = any(each.__name__ == "OperationalError" for each in kind.__mro__) and not hasattr(error, "orig")
    return f"{name}: {str(error).partition(chr(10))[0]}" if operational else name


def _told(error: BaseException) -> dict[str, Any]:
    return {"kind": _said(error), "places": list(_places(error.__traceback__))}


def _places(trace: TracebackType | None) -> Iterator[str]:
    """Where it went through our code, from the outside in, and where it was raised."""
    passed = [(Path(frame.f_code.co_filename), line, frame.f_code.co_name) for frame, line in traceback.walk_tb(trace)]
    for place, (file, line, name) in enumerate(passed, 1):
        is_ours = file.is_relative_to(_CENTRAL)
        if is_ours or place == len(passed):
            shown = file.relative_to(_CENTRAL.parent) if is_ours else Path(*file.parts[-3:])
            yield f"{shown}:{line} {name}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, then what led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _as_json(facts: dict[str, Any]) -> str:
    # ASCII: some characters that JSON takes as they are end a line for others.
    return json.dumps(facts, default=lambda _: HIDDEN)


def _as_text(facts: dict[str, Any]) -> str:
    head = [facts.pop("time"), facts.pop("level").upper(), facts.pop("logger") + ":", facts.pop("event")]
    errors = facts.pop("errors", [])
    line = " ".join([*head, *(f"{name}={value}" for name, value in facts.items())])
    told = [f"{each['kind']} at {' > '.join(each['places'])}" for each in errors]
    whole = " | ".join([line, *told])
    return whole if whole.isprintable() else "".join(map(_printable, whole))


def _printable(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("nobody has caught this", exc_info=(kind, error, trace) if error else None)
