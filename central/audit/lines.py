"""A row of the log as one line of JSON: how it is shipped, archived and compared. Pure.

A line says everything that its digest is of, so that whoever has the lines can verify them without central.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from central.audit.rules import Told, is_intact


class Mark(msgspec.Struct, frozen=True):
    """Which row it is. Also what `menlu-central audit anchor` prints."""

    seq: int
    digest: str


class Line(Mark, frozen=True, kw_only=True):
    """A whole row. time: `at` for people, UTC. prev, digest: 64 hex digits. detail: the very bytes that are kept."""

    form: int
    at: int
    time: str
    by: str
    act: str
    of: str
    why: str
    origin: str
    detail: msgspec.Raw
    prev: str

    @property
    def is_intact(self) -> bool:
        """Whether its digest is that of what it says."""
        detail = bytes(self.detail).decode()
        told = Told(self.at, self.by, self.act, self.of, self.why, self.origin, detail)
        try:
            prev, digest = bytes.fromhex(self.prev), bytes.fromhex(self.digest)
        except ValueError:
            return False
        return is_intact(self.form, self.seq, told, prev, digest)


def line_of(row: Any) -> bytes:
    """A row of the table as a line, without its end."""
    values = {name: getattr(row, name) for name in ("seq", "form", "at", "by", "act", "of", "why", "origin")}
    values |= {"time": utc(row.at), "detail": msgspec.Raw(row.detail.encode())}
    return msgspec.json.encode(Line(prev=row.prev.hex(), digest=row.digest.hex(), **values))


def utc(at: int) -> str:
    """2026-11-23T07:43:14.123Z."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(lines: Iterable[bytes]) -> Iterator[Line | Mark | None]:
    """What lines say, also behind what a collector has put before each; None for one that can't be read."""
    for line in lines:
        _, brace, rest = line.strip().partition(b"{")
        if brace:
            yield _read(brace + rest)


def _read(line: bytes) -> Line | Mark | None:
    for kind in (Line, Mark):
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return None
