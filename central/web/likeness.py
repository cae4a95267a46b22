"""What looks as if it could carry a face: a picture, a template, an embedding. Pure (privacy-security rule C1).

Central has no place for any of them, so what people and programs send is searched before anything is done with it.
Blunter than needed, and easily got around by whoever wants to: it is there for mistakes, such as a script that sends a
photograph along. What boxes tell is searched record by record, by the stricter `wire.faceless`.
"""

import re
from enum import StrEnum, unique
from itertools import chain
from typing import Any

from wire.faceless import MAX_NUMBERS, MAX_WORD


@unique
class Likeness(StrEnum):
    """What something looks like, as a refusal says it."""

    PICTURE = "a picture"
    FILE = "a file"
    NUMBERS = "a long row of numbers"
    ENCODED = "a long run of encoded bytes"
    CLOSED = "something that can't be looked into"


_BEGINNINGS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",  # TIFF
    b"MM\0*",
    b"\0\0\0\x0cjP  ",  # JPEG 2000, as chips of documents hold it
    b"\xff\x4f\xff\x51",
    b"\0\0\0\x0cJXL ",
    b"FAC\0",  # ISO/IEC 19794-5, a face with its points
    b"\x93NUMPY",
)
_ANYWHERE = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]|\x89PNG\r\n\x1a\n")
_RIFF = re.compile(rb"RIFF.{4}WEBP|BM.{4}\0{4}|.{4}ftyp(?:heic|heix|mif1|avif)", re.DOTALL)
_DATA_URL = re.compile(
    r"data:[\w.+-]*+/?+[\w.+-]*+(?:;(?!base64,)[\w.=+-]++)*+;base64,|data:image/", re.ASCII | re.IGNORECASE
)
_PICTURE_ENCODED = re.compile(r"(?<![A-Za-z0-9+/_-])(?:/9j/|_9j_|iVBORw0KGgo|R0lGOD|UklGR)[A-Za-z0-9+/=_-]{24,}")
_RUN = re.compile(rf"[A-Za-z0-9+/=_-]{{{MAX_WORD + 1},}}")
_VARIED = 10
"""Different signs in a run: hexadecimal digits of a template have all 16, a key that somebody leaned on has few."""
_LINES = re.compile(r"(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/=_-]{60,}+\s++){3}")
"""Encoded bytes broken into lines, as mail has them."""
_FRACTIONS = re.compile(r"(?<!\d)(?:[-+]?\d*+\.\d++(?:[eE][-+]?\d++)?+[\s,;\[\]]++)++(?:[-+]?\d*+\.\d)?+")
_WHOLE = re.compile(r"(?:[-+]?\d{1,4}[\s,;\[\]]++)++(?:[-+]?\d)?+")
"""Rows, each to its end, so that nothing is read again from the number after: the time grows with the text alone."""
_DIGITS = re.compile(r"\d++")
_MOST = 128
"""Small whole numbers, as a template of bytes has them, before they are too many; in JSON, numbers of any kind."""


def of_bytes(data: bytes) -> Likeness | None:
    """What a body looks like that may be anything."""
    if data.startswith(_BEGINNINGS) or _RIFF.match(data) or _ANYWHERE.search(data):
        return Likeness.PICTURE
    return of_text(data.decode("utf-8", "replace"))


def of_text(text: str) -> Likeness | None:
    """What words look like. Whatever they are, the time is in proportion to their length: anybody may send some."""
    if _DATA_URL.search(text) or _PICTURE_ENCODED.search(text):
        return Likeness.PICTURE
    if any(len(set(run[0])) >= _VARIED for run in _RUN.finditer(text)) or _LINES.search(text):
        return Likeness.ENCODED
    if any(row[0].count(".") > MAX_NUMBERS for row in _FRACTIONS.finditer(text)):
        return Likeness.NUMBERS
    if any(len(_DIGITS.findall(row[0])) >= _MOST for row in _WHOLE.finditer(text)):
        return Likeness.NUMBERS
    return None


def of_value(value: Any) -> Likeness | None:
    """What a decoded JSON value looks like."""
    if isinstance(value, str):
        return of_text(value)
    if isinstance(value, dict):
        parts: Any = chain(value, value.values())
        return _of_numbers(list(value.values())) or _first(parts)
    return _of_numbers(value) or _first(value) if isinstance(value, list) else None


def _first(parts: Any) -> Likeness | None:
    return next((found for part in parts if (found := of_value(part))), None)


def _of_numbers(values: list[Any]) -> Likeness | None:
    fractions = sum(isinstance(value, float) for value in values)
    whole = sum(isinstance(value, int) and not isinstance(value, bool) for value in values)
    return Likeness.NUMBERS if fractions > MAX_NUMBERS or fractions + whole >= _MOST else None
