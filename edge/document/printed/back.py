"""The back of a resident's card or a residence permit: who issued it, and how long it is valid.

签发机关 杭州市公安局西湖分局
有效期限 2020.01.01-2040.01.01
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from edge.document.printed.lines import Axes, Line, rows, spoken
from edge.errors import DocumentError

_AUTHORITY = re.compile(r"签发机关(.+)")
_DAY = r"([0-9]{4})[.,。·]?([0-9]{2})[.,。·]?([0-9]{2})"
_VALIDITY = re.compile(rf"{_DAY}[-~—–－一至]+(?:{_DAY}|(长期))")


@dataclass(frozen=True)
class Back:
    """What the back says; `valid_until` None: for good."""

    authority: str
    valid_from: date
    valid_until: date | None


def understand(lines: Sequence[Line]) -> Back:
    """The back that `lines` are. Raises DocumentError, which says how to hold the card."""
    if not lines:
        raise DocumentError("there is no text to read: hold the back of the card before the camera")
    longest = max(lines, key=lambda line: math.dist(line.left, line.right))
    said = [spoken(row) for row in rows(lines, Axes.along(longest))]
    authority = next((found[1] for row in said if (found := _AUTHORITY.search(row))), "")
    validity = next((found for row in said if (found := _VALIDITY.search(row))), None)
    if not authority or validity is None:
        raise DocumentError("the validity of the card can't be read: hold the back flat and still, without glare")
    year, month, day, to_year, to_month, to_day, for_good = validity.groups()
    try:
        begins = date(int(year), int(month), int(day))
        ends = None if for_good else date(int(to_year), int(to_month), int(to_day))
    except ValueError:
        raise DocumentError("the validity of the card is no date: hold the back flat and still") from None
    return Back(authority, begins, ends)
