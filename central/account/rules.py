"""What is accepted as a name and a password, when a session has ended, how long to wait after failures.

Pure: times are Unix milliseconds and come in as arguments.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from central.web.grants import TOWN, Grant
from central.web.roles import Role

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

SESSION_IDLE = 30 * MINUTE
SESSION_LENGTH = 12 * HOUR
"""A session ends after this much rest, and after a working day in any case (ASVS 5.0, 7.3.1 and 7.3.2)."""
SESSION_KNOWN = 24 * HOUR
"""For so long it is known whose session it was, so that what somebody typed when it ended can be kept for them."""
FIRST_RUN_LIFE = 24 * HOUR
INVITATION_LIFE = 7 * 24 * HOUR
"""How long a landlord may take to use the code they were given."""

SECOND_FACTOR_LIFE = 10 * MINUTE
"""How long the second factor may take after the password."""
CONFIRMED_FOR = 10 * MINUTE
"""How long after showing that it is them somebody may do what is dangerous (ASVS 5.0, 7.5.3)."""
LONGEST_READ = 1024
"""Letters of a name or a password that are looked at, far more than either may have: putting combining marks in their
order (Unicode, NFKC) takes time in proportion to the square of their number."""
TOTP_STEP = 30
"""Seconds (RFC 6238, 5.2)."""
RECOVERY_CODES = 10

NAME_LENGTH = 64
PASSWORD_SHORTEST = 12
PASSWORD_LONGEST = 128
"""Characters. At least 8, 15 recommended, at least 64 allowed (ASVS 5.0, 6.2.1 and 6.2.9); no composition rules."""
FEWEST_GUESSES = 10**9
"""How many guesses an attacker with lists of common passwords must need (6.2.4), as zxcvbn estimates."""
GUESSABLE_HERE = ("menlu", "admin", "huangwan", "woaini", "mima", "zhongguo", "nihao", "gongan", "zhian")
"""Words a guesser would try at this door before others; the lists of zxcvbn know little Chinese."""

FAILURE_WINDOW = 15 * MINUTE
FREE_FAILURES_OF_PAIR = 5
"""Wrong passwords for one name from one address before each further one waits."""
FREE_FAILURES_OF_ADDRESS = 30
"""Wrong passwords from one address for all names: an office behind one address has several people."""
DELAY = 30 * SECOND


STANDS_ALONE: Final = frozenset({Role.SECURITY, Role.AUDIT, Role.AUDITOR, Role.LANDLORD})
"""Whoever gives rights, looks at what was done, or only reads, does nothing else (GB/T 22239: apart); nor does a
landlord, whose reach is what is their own."""
OF_THE_TOWN: Final = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})
"""Roles that are held for the whole town or not at all."""
CASE_KINDS: Final = ("registration", "stay")
"""What a single case may be."""


@unique
class GrantRefusal(StrEnum):
    """Why somebody can't be granted a role."""

    STANDS_ALONE = "stands-alone"
    NOT_THE_TOWN = "not-the-town"
    NEEDS_A_PLACE = "needs-a-place"
    NO_SUCH_CASE = "no-such-case"
    ALREADY = "already"


def grant_refusal(held: Collection[Grant], new: Grant) -> GrantRefusal | None:
    """Why `new` can't be granted to somebody who has `held`; None if it can."""
    if new in held:
        return GrantRefusal.ALREADY
    others = {grant.role for grant in held} - {new.role}
    if others and (new.role in STANDS_ALONE or others & STANDS_ALONE):
        return GrantRefusal.STANDS_ALONE
    if new.role is Role.LANDLORD:
        return GrantRefusal.NOT_THE_TOWN if new.place or new.case else None
    if new.place is None and new.case is None:
        return GrantRefusal.NEEDS_A_PLACE
    if new.role in OF_THE_TOWN and new.place != TOWN:
        return GrantRefusal.NOT_THE_TOWN
    return GrantRefusal.NO_SUCH_CASE if new.case is not None and not _is_case(new.case) else None


def _is_case(case: str) -> bool:
    kind, _, number = case.partition(":")
    return kind in CASE_KINDS and number.isascii() and number.isdigit() and len(number) < 19


@unique
class Stage(StrEnum):
    """What a session has shown: all that is asked (IN), or a password whose owner still owes the second factor, or has
    none yet and must set one up.
    """

    IN = "in"
    SECOND = "second"
    SET_UP = "set-up"


def stage_of(grants: Collection[Grant], *, has_second: bool, is_required: bool) -> Stage:
    """Where a session begins after the password. is_required: of those who work here; landlords may choose."""
    if has_second:
        return Stage.SECOND
    works_here = any(grant.role is not Role.LANDLORD for grant in grants)
    return Stage.SET_UP if is_required and works_here else Stage.IN


def totp_step(now: int) -> int:
    """The time step of a moment."""
    return now // SECOND // TOTP_STEP


@unique
class PasswordRefusal(StrEnum):
    """Why a password is not accepted."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    TOO_COMMON = "too-common"


@dataclass(frozen=True)
class Failures:
    """When sign-ins failed within the last FAILURE_WINDOW, oldest first: for this name from this address, and for any
    name from this address."""

    of_pair: Sequence[int] = ()
    of_address: Sequence[int] = ()


def name_key(name: str) -> str:
    """The name as it is compared: the width of letters, case and surrounding space do not count."""
    return unicodedata.normalize("NFKC", name[:LONGEST_READ]).strip().casefold()


def normalised(password: str) -> str:
    """The password as it is hashed: the same whichever keyboard composed its characters (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password[:LONGEST_READ])


def password_refusal(password: str, name: str) -> PasswordRefusal | None:
    """Why `password` is not accepted for the person called `name`; None if it is."""
    characters = len(normalised(password))
    if characters < PASSWORD_SHORTEST:
        return PasswordRefusal.TOO_SHORT
    if characters > PASSWORD_LONGEST:
        return PasswordRefusal.TOO_LONG
    # Its lists take 12 MB of memory, and few choose a password.
    from zxcvbn import zxcvbn

    # What lies beyond 72 characters only makes it harder to guess, and zxcvbn takes no more.
    guesses = zxcvbn(normalised(password)[:72], user_inputs=[*GUESSABLE_HERE, *name_key(name).split()])["guesses"]
    return PasswordRefusal.TOO_COMMON if guesses < FEWEST_GUESSES else None


def has_ended(made_at: int, used_at: int, now: int, stage: Stage = Stage.IN) -> bool:
    """Whether a session made and last used then is over. A clock set back ends it, too."""
    length = SESSION_LENGTH if stage is Stage.IN else SECOND_FACTOR_LIFE
    return not (made_at <= now < made_at + length and now < used_at + SESSION_IDLE)


def wait(failures: Failures, now: int) -> int:
    """How long, in ms, until the next attempt is looked at.

    Failures count per name and address together, so that a stranger elsewhere locks nobody out.
    """
    tired_of_pair = len(failures.of_pair) >= FREE_FAILURES_OF_PAIR
    tired_of_address = len(failures.of_address) >= FREE_FAILURES_OF_ADDRESS
    last = max(
        failures.of_pair[-1] if tired_of_pair else 0,
        failures.of_address[-1] if tired_of_address else 0,
    )
    return min(DELAY, max(0, last + DELAY - now))
