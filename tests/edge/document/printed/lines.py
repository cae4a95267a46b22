"""Lines of text as a recogniser gives them, for a card that lies in a picture at any angle."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from edge.document.printed.lines import Line
from tests.fakes.printed_documents import Texts


def placed(text: str, left: float, middle: float, width: float, *, angle: float = 0.0, height: float = 40.0) -> Line:
    """The line on a card that is turned by `angle`, degrees."""
    turn = math.radians(angle)

    def at(x: float, y: float) -> tuple[float, float]:
        return 200 + x * math.cos(turn) - y * math.sin(turn), 100 + x * math.sin(turn) + y * math.cos(turn)

    top, bottom = middle - height / 2, middle + height / 2
    return Line(text, (at(left, top), at(left + width, top), at(left + width, bottom), at(left, bottom)))


def card(texts: Texts, *, angle: float = 0.0, instead: Mapping[str, str] = MappingProxyType({})) -> list[Line]:
    """The lines of a card; `instead`: other words for the line whose text is the key."""
    return [placed(instead.get(text, text), x, y, width, angle=angle) for text, x, y, width in texts]
