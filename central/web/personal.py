"""Numbers by which somebody is known: of a document (GB 11643, 18 signs, formerly 15) or of a mobile phone."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")
_BETWEEN: Final = re.compile(r"(?<=\d)[\s-]+(?=[\dXx])")
"""How people write long numbers in groups."""


def is_number(text: str) -> bool:
    """Whether the text is such a number and nothing else."""
    return _NUMBER.fullmatch(_BETWEEN.sub("", text.strip())) is not None


def holds_number(text: str) -> bool:
    """Whether such a number stands somewhere in the text."""
    return _NUMBER.search(_BETWEEN.sub("", text)) is not None
