"""What is found about one part of central."""

from dataclasses import dataclass
from enum import StrEnum, unique

from central.errors import CentralError


@unique
class State(StrEnum):
    """ok: it works. note: it works, and somebody should know. fail: somebody has to do something."""

    OK = "ok"
    NOTE = "note"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One part of central: how it is, and a sentence about it that says what to do."""

    part: str
    state: State
    detail: str


class Wrong(CentralError):
    """Somebody has to do something; the sentence says what."""


class Notable(CentralError):
    """It works, and somebody should know."""
