"""What of a name and a number is shown by default: enough to know a person by whom one knows, no more. Pure."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"\+?\d[\d -]{3,}\d")
"""What may be a phone number: five digits or more, with what may stand between."""


def name(full: str) -> str:
    """The first sign, and no word of how many follow: 张**."""
    return f"{full.strip()[:1]}**" if full.strip() else ""


def number(full: str) -> str:
    """The place it comes from and its last four signs: 330****1234; of a shorter one, its last two."""
    if len(full) >= 15:
        return f"{full[:3]}****{full[-4:]}"
    return _ending(full)


def phone(full: str) -> str:
    """Three digits of the network and the last four: 138****5678; of a shorter one, its last two."""
    digits = full.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else _ending(digits)


def contact(full: str) -> str:
    """Whom to call and where, as somebody has written it: 王** 138****5678."""
    numbers = [phone("".join(sign for sign in each if sign not in " -")) for each in _NUMBER.findall(full)]
    return " ".join(each for each in (name(_NUMBER.sub(" ", full)), *numbers) if each)


def _ending(full: str) -> str:
    return f"{'*' * (len(full) - 2)}{full[-2:]}" if len(full) > 4 else "*" * len(full)
