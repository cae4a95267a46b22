"""What a token may do, how often, for how long; when a delivery is tried again. Pure; times are Unix ms."""

from enum import StrEnum, unique
from typing import Final

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

NAME_LENGTH: Final = 80
LONGEST: Final = 365
"""Days until a token ends at the latest: whoever still needs one asks again, once a year."""
PER_MINUTE: Final = 300
"""Requests of one token in a minute."""
ANSWERS_KEPT: Final = DAY
"""How long an answer is kept for the same request sent again."""

TRIED_FOR: Final = 3 * DAY
"""How long a delivery is tried, and how long a receiver may fail before nothing is sent there any more."""
KEPT: Final = 30 * DAY
"""How long it is kept what was delivered."""
FIRST_WAIT: Final = 10_000
LONGEST_WAIT: Final = HOUR


@unique
class Scope(StrEnum):
    """What a token is good for."""

    PLACES_READ = "places:read"
    OUTLINES_READ = "outlines:read"
    BOXES_READ = "boxes:read"
    ENTRIES_COUNT = "entries:count"
    ROOMS_READ = "rooms:read"
    STAYS_READ = "stays:read"
    STAYS_WRITE = "stays:write"
    REGISTRATIONS_READ = "registrations:read"
    CLOCKS_READ = "clocks:read"
    MATTERS_READ = "matters:read"
    MATTERS_WRITE = "matters:write"


def scopes_of(text: str) -> frozenset[Scope]:
    """Scopes as they are kept; one that this version does not know opens nothing."""
    known = {scope.value for scope in Scope}
    return frozenset(Scope(word) for word in text.split() if word in known)


def window_of(now: int) -> int:
    """When the minute began in which requests are counted now."""
    return now - now % MINUTE


def until_next_window(now: int) -> int:
    """Seconds until the next of those minutes."""
    return -(-(window_of(now) + MINUTE - now) // 1000)


def wait_after(failures: int) -> int:
    """How long a receiver is left alone after so many failures in a row: 10 s, doubled up to an hour."""
    doubled: int = FIRST_WAIT << min(failures - 1, 20)
    return min(LONGEST_WAIT, doubled)


def is_given_up(since: int, now: int) -> bool:
    """Whether what has not worked since then is tried no more."""
    return now - since >= TRIED_FOR
