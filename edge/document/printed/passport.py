"""A passport's data page before the camera: its two machine-readable lines, with what recognisers confuse put right."""

import re
from collections.abc import Sequence
from datetime import date

from edge.document import Document, Way
from edge.document.mrz import LENGTH, parse
from edge.document.photo import Picture
from edge.document.printed.lines import Axes, Line
from edge.document.printed.recognition import recognise, shrunk
from edge.errors import DocumentError

_FILLERS = str.maketrans({"《": "<<", "«": "<<", "〈": "<", "＜": "<", "く": "<"})
_TO_LETTERS = str.maketrans("01258", "OIZSB")
_TO_DIGITS = str.maketrans("ODQIZSBG", "00012586")
_ZONE = re.compile(r"[A-Z0-9<]{36,52}")
_DIGITS = (slice(13, 20), slice(21, 28), slice(42, 44))
"""Where the lower line has digits only."""
_LETTERS = slice(10, 13)
_OPTIONAL = slice(28, 42)


def read_passport(picture: Picture, today: date) -> Document:
    """The passport in an RGB picture. Takes seconds. Raises DocumentError, which says how to hold it."""
    return understand(recognise(shrunk(picture)), today)


def understand(lines: Sequence[Line], today: date) -> Document:
    """The passport whose lines of text these are. Raises DocumentError."""
    zone = [(line, text) for line in lines if _ZONE.fullmatch(text := line.text.upper().translate(_FILLERS))]
    if len(zone) != 2:
        raise DocumentError("the two lines at the foot of the passport can't be read: hold the page flat and still")
    axes = Axes.along(zone[0][0])
    (_, upper), (_, lower) = sorted(zone, key=lambda found: axes.of(found[0].middle)[1])
    return parse(f"{_upper(upper)}\n{_lower(lower)}", way=Way.PRINTED, today=today)


def _upper(text: str) -> str:
    """A name has no digits, and the fillers at its end are easily miscounted."""
    return text.translate(_TO_LETTERS).rstrip("<").ljust(LENGTH, "<")


def _lower(text: str) -> str:
    """Letters and digits where only they can stand; the check digits decide whether that was right."""
    head, tail = text[: _OPTIONAL.start], text[-2:]
    optional = text[_OPTIONAL.start : -2].rstrip("<").ljust(_OPTIONAL.stop - _OPTIONAL.start, "<")
    line = list(head + optional + tail)
    line[_LETTERS] = "".join(line[_LETTERS]).translate(_TO_LETTERS)
    for part in _DIGITS:
        line[part] = "".join(line[part]).translate(_TO_DIGITS)
    return "".join(line)
