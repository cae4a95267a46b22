"""Two people change the same thing: the second is told what changed since they looked, and loses nothing.

A form carries what its fields were when it was shown (`seen-NAME`). Whoever saves compares that with what is there now,
within the transaction that changes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

PREFIX: Final = "seen-"


@dataclass(frozen=True)
class Change:
    """label: what it is called (a lazy translation). was: when the form was shown; now: since somebody changed it."""

    label: Any
    was: str
    now: str


def seen(form: Mapping[str, str]) -> dict[str, str]:
    """What the fields were when the form was shown; nothing where the form does not say."""
    return {name.removeprefix(PREFIX): value for name, value in form.items() if name.startswith(PREFIX)}


def since(seen: Mapping[str, str], now: Mapping[str, str], labels: Mapping[str, Any]) -> list[Change]:
    """What is not any more as it was seen. What a form does not tell of, it was not about."""
    return [
        Change(labels[name], seen[name], value) for name, value in now.items() if name in seen and seen[name] != value
    ]
