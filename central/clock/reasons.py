"""Who does something, why and when: every change of a clock or of the calendar has a reason. Pure."""

from dataclasses import dataclass

WHY_LENGTH = 300


class NoReason(ValueError):
    """A change without a reason, or with one that can't be kept."""


@dataclass(frozen=True)
class Act:
    """by: who does something; why: the reason; at: when, Unix ms."""

    by: str
    why: str
    at: int


def checked(why: str) -> str:
    """The reason without blanks around it. Raises NoReason."""
    told = why.strip()
    if not told or len(told) > WHY_LENGTH or not told.isprintable():
        raise NoReason(f"a reason has 1 to {WHY_LENGTH} printable letters")
    return told
