"""Keys pressed at the reader become a presentation: ROOM * PIN # for a PIN, ROOM * * CODE # for a phone's code.

DIGITS # alone present nothing: they may be a PIN that somebody chooses.

A state machine without input or output; times are monotonic seconds.
"""

import re
from dataclasses import dataclass, field

from edge.presented import CodeTyped, PinTyped

FORGOTTEN = 15.0
"""Keys are forgotten so long after the last one, s: somebody left, and the next person begins anew."""
LONGEST = 40
"""Keys; more are nobody's room and PIN."""
_TYPED = re.compile(r"(?:([0-9]+)\*(\*?))?([0-9]+)")


@dataclass(frozen=True)
class DigitsTyped:
    """Digits without a room."""

    digits: str = field(repr=False)


class Keypad:
    """The keys of one person so far. Never printed."""

    def __init__(self) -> None:
        self._keys = ""
        self._last = float("-inf")

    def press(self, keys: str, now: float) -> list[PinTyped | CodeTyped | DigitsTyped]:
        """Take more keys; what was typed with them. What makes no sense is forgotten."""
        if now - self._last > FORGOTTEN:
            self._keys = ""
        self._last = now
        *ended, rest = (self._keys + keys).split("#")
        self._keys = rest[-LONGEST:]
        return [read for typed in ended if (read := _read(typed)) is not None]


def _read(typed: str) -> PinTyped | CodeTyped | DigitsTyped | None:
    found = _TYPED.fullmatch(typed)
    if found is None:
        return None
    room, is_code, number = found.groups()
    if room is None:
        return DigitsTyped(number)
    return CodeTyped(room, number) if is_code else PinTyped(room, number)
