"""Lines of text as a recogniser gives them, for a card that lies in a picture at any angle."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from edge.document.printed.lines import Line

FRONT = [
    ("姓名", 60, 75, 70),
    ("陈晓", 170, 75, 90),
    ("性别女", 60, 160, 150),
    ("民族", 300, 160, 70),
    ("汉", 390, 160, 36),
    ("出生", 60, 245, 70),
    ("1991年4月5日", 170, 245, 320),
    ("住址", 60, 330, 70),
    ("浙江省杭州市西湖区文三", 170, 330, 400),
    ("路1号2幢301室", 170, 380, 250),
    ("公民身份号码", 60, 530, 190),
    ("330106199104050020", 340, 530, 470),
]
"""Text, left, middle and width on a card of 1,011 × 638."""
BACK = [
    ("中华人民共和国", 330, 120, 500),
    ("居民身份证", 330, 220, 500),
    ("签发机关", 200, 450, 140),
    ("杭州市公安局西湖分局", 360, 450, 360),
    ("有效期限", 200, 530, 140),
    ("2020.01.01-2040.01.01", 360, 530, 380),
]


def placed(text: str, left: float, middle: float, width: float, *, angle: float = 0.0, height: float = 40.0) -> Line:
    """The line on a card that is turned by `angle`, degrees."""
    turn = math.radians(angle)

    def at(x: float, y: float) -> tuple[float, float]:
        return 200 + x * math.cos(turn) - y * math.sin(turn), 100 + x * math.sin(turn) + y * math.cos(turn)

    top, bottom = middle - height / 2, middle + height / 2
    return Line(text, (at(left, top), at(left + width, top), at(left + width, bottom), at(left, bottom)))


def card(
    texts: list[tuple[str, int, int, int]], *, angle: float = 0.0, instead: Mapping[str, str] = MappingProxyType({})
) -> list[Line]:
    """The lines of a card; `instead`: other words for the line whose text is the key."""
    return [placed(instead.get(text, text), x, y, width, angle=angle) for text, x, y, width in texts]
