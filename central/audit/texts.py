"""What a row of the log may say. Pure.

People type names and reasons, and some of them try things: a row is bounded, says nothing that a terminal, a log
collector or a reader could take for something else, and holds no number of a person.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import msgspec

NAME_LENGTH: Final = 120
"""Characters of who, act and object."""
WHY_LENGTH: Final = 300
"""Characters of a purpose, and of each text in a detail."""
LISTED: Final = 20
"""Values of one field."""
DETAIL_LENGTH: Final = 4000
"""Characters of a whole detail; so a row fits into one packet of any collector."""

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that are not seen, or change how others are: controls, marks of direction, halves of pairs."""
_IDENTITY_NUMBER = re.compile(r"(?<!\d)(\d{3})[ -]?\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?(\d{3}[\dXxＸｘ])(?![\dA-Za-z])")
"""GB 11643: 17 digits and a check character, in one piece or as people group them."""
_PHONE_NUMBER = re.compile(r"(?<!\d)((?:(?:\+|00)?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
"""Mobile numbers of China: 11 digits from 13 to 19."""

Value = str | int | float | bool | None
Detail = Mapping[str, Value | list[str] | list[int]]
"""What a row tells besides: names of fields, numbers of rows, states. Nothing about a resident."""


def bounded(text: str, length: int) -> str:
    """`text` in one line of at most `length` characters; what is not seen stands there by its number."""
    seen = "".join(_seen(character) for character in text[: length + 1])
    return seen if len(seen) <= length else seen[: length - 1] + "…"


def without_numbers(text: str) -> str:
    """`text` with the numbers of identity cards and mobile phones masked, as 330****1234."""
    for number in (_IDENTITY_NUMBER, _PHONE_NUMBER):
        text = number.sub(r"\1****\2", text)
    return text


def purpose(text: str) -> str:
    """A reason as it is kept."""
    return bounded(without_numbers(text.strip()), WHY_LENGTH)


def written(detail: Detail) -> str:
    """A detail as it is kept: one JSON object, its fields in order. Of one too long, "…" counts the fields left out."""
    kept: dict[str, Any] = {}
    length = 0
    for name in sorted(detail):
        field = {bounded(name, NAME_LENGTH): _plain(detail[name])}
        length += len(msgspec.json.encode(field).decode())
        if length > DETAIL_LENGTH:
            kept["…"] = len(detail) - len(kept)
            break
        kept |= field
    return msgspec.json.encode(kept).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return purpose(value)
    if isinstance(value, list):
        return [_plain(each) for each in value[:LISTED]]
    return value


def _seen(character: str) -> str:
    return character if unicodedata.category(character) not in _INVISIBLE else f"\\u{{{ord(character):x}}}"
