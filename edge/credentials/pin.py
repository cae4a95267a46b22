"""PINs: which ones are accepted, and how one is kept and recognised.

Kept as Argon2id (RFC 9106) over a digest that only this box can make: who has the roster's file alone can't try the
million numbers, and who has the keys besides still pays for each try. A person says their room with it, so that one
try costs a few slow hashes and a PIN need not be unlike everybody else's.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import Enum, unique
from itertools import pairwise, permutations, product
from typing import NamedTuple

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from edge.credentials import Digest
from edge.store.visitors import GIVEN
from edge.words import Words
from wire.orders import visit_code

SHORTEST, LONGEST = 6, 8
"""Digits."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""Argon2id at 19 MiB and two passes, the least that OWASP's Password Storage Cheat Sheet accepts: the person waits for
it, on a small machine, and the key does the rest."""
_DEAREST = (4, 65536, 4)
"""Passes, KiB and lanes at most of a visitor's code: a larger one would keep the door waiting."""


@unique
class Flaw(Enum):
    """Why a PIN is not accepted, in words for the person who chose it."""

    FORM = Words("密码须为 6 至 8 位数字", "A PIN has 6 to 8 digits")
    PLAIN = Words("请勿使用相同或连续的数字", "Not one digit over and over, nor digits in a row")
    BIRTHDAY = Words("请勿使用生日", "Not the birthday")
    KNOWN = Words("请勿使用证件号或手机号中的数字", "Not a part of the identity or telephone number")
    TAKEN = Words("请换一个密码", "Please choose another")

    @property
    def words(self) -> Words:
        return self.value


class Kept(NamedTuple):
    """A person's PIN as the roster keeps it: a key pepper and Argon2id made it `digest`."""

    person: str
    digest: str


def flaw_of(pin: str, birth: date | None, known: Collection[str] = ()) -> Flaw | None:
    """Why nobody should choose `pin`; None when it is good.

    birth: the person's, where it is known. known: numbers of theirs that others know, such as that of the identity
    card, whose last six digits are many people's first idea.
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return Flaw.FORM
    if _is_plain(pin):
        return Flaw.PLAIN
    if birth is not None and any(form in pin for form in birthdays(birth)):
        return Flaw.BIRTHDAY
    if any(pin in number for number in known):
        return Flaw.KNOWN
    return None


def birthdays(birth: date) -> Iterator[str]:
    """The ways of writing a birth date in six to eight digits: year, month and day in any order, each long or short."""
    years = (f"{birth:%Y}", f"{birth:%y}")
    months, days = ({f"{number}", f"{number:02}"} for number in (birth.month, birth.day))
    for parts in product(years, months, days):
        for order in permutations(parts):
            if len("".join(order)) >= SHORTEST:
                yield "".join(order)
    yield f"{birth:%Y%m}"
    yield f"{birth:%m%Y}"


def keep(person: str, pin: str, digest: Digest) -> Kept:
    """`pin` as the roster keeps it for `person`."""
    return Kept(person, _HASHER.hash(_keyed(person, pin, digest)))


def given(digest: str) -> str:
    """A visitor's code as the roster keeps it, from the Argon2id hash of it (`wire.orders.Visit`).

    Raises ValueError for what is none, or takes too long to compare with.
    """
    try:
        made = extract_parameters(digest)
    except InvalidHashError as error:
        raise ValueError("it is not an Argon2id hash in PHC form") from error
    asked = (made.time_cost, made.memory_cost, made.parallelism)
    if made.type is not Type.ID or any(each > most for each, most in zip(asked, _DEAREST, strict=True)):
        raise ValueError("it is not an Argon2id hash of the size that a door compares with")
    return GIVEN + digest


def holder(kept: Sequence[Kept], pin: str, digest: Digest, rounds: int) -> str | None:
    """Whose of `kept` the PIN is; None when it is nobody's, or not one person's alone.

    It takes as long as `rounds` slow hashes, whosever it is and however few are kept, so that the time tells nothing
    of a room. `rounds` is at least the number of `kept`.
    """
    people = people_with(pin, kept, digest)
    for _ in range(rounds - len(kept)):
        _HASHER.hash(_keyed("", pin, digest))
    return people[0] if len(people) == 1 else None


def people_with(pin: str, kept: Sequence[Kept], digest: Digest) -> list[str]:
    """All people of `kept` whose PIN it is."""
    return [each.person for each in kept if _fits(each, pin, digest)]


def _fits(kept: Kept, pin: str, digest: Digest) -> bool:
    is_given = kept.digest.startswith(GIVEN)
    typed = visit_code(pin, kept.person) if is_given else _keyed(kept.person, pin, digest)
    try:
        return _HASHER.verify(kept.digest.removeprefix(GIVEN), typed)
    except (VerificationError, InvalidHashError):
        return False


def _keyed(person: str, pin: str, digest: Digest) -> bytes:
    return digest(pin.encode(errors="replace"), f"pin:{person}")


def _is_plain(pin: str) -> bool:
    """One digit over and over, or the row of keys up or down, 0 behind 9 or before 1."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {9})
