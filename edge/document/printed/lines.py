"""Lines of recognised text, and where they stand on the card, however the card lies in the picture."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]

SEX_LABEL = re.compile("性[别別]|^性.?|^.[别別]")
"""Recognisers take some characters of a label for their like in another script, or miss one."""
_GROUP = re.compile("民.?族.*")
_SEX_AND_MORE = re.compile(rf"((?:{SEX_LABEL.pattern})[男女]).*")
_LEAST_SCORE = 0.6
"""Of a line that counts; the recogniser gives 0 to 1."""
_SAME_ROW = 0.6
"""How far apart the middles of lines in one row may be, heights of a line."""


@dataclass(frozen=True)
class Line:
    """Text without blanks. `corners`: top left, top right, bottom right, bottom left, pixels."""

    text: str = field(repr=False)
    corners: tuple[Point, ...]

    @property
    def left(self) -> Point:
        return _middle(self.corners[0], self.corners[3])

    @property
    def right(self) -> Point:
        return _middle(self.corners[1], self.corners[2])

    @property
    def middle(self) -> Point:
        return _middle(self.left, self.right)

    @property
    def height(self) -> float:
        return math.dist(self.corners[0], self.corners[3])


@dataclass(frozen=True)
class Axes:
    """The card's own directions in the picture: along its text, and down from line to line; `angle` in radians."""

    angle: float

    @classmethod
    def along(cls, line: Line) -> "Axes":
        (x, y), (to_x, to_y) = line.left, line.right
        return cls(math.atan2(to_y - y, to_x - x))

    def of(self, point: Point) -> Point:
        """Where a point of the picture lies on the card's axes, pixels."""
        x, y = point
        return x * self._cos + y * self._sin, y * self._cos - x * self._sin

    def back(self, point: Point) -> Point:
        """The point of the picture that lies there."""
        along, down = point
        return along * self._cos - down * self._sin, down * self._cos + along * self._sin

    @property
    def _cos(self) -> float:
        return math.cos(self.angle)

    @property
    def _sin(self) -> float:
        return math.sin(self.angle)


def recognised(text: str, score: float, corners: Sequence[Point]) -> Line | None:
    """One line as the recogniser gives it; None when it is too unsure of it."""
    words = re.sub(r"\s", "", text)
    if score < _LEAST_SCORE or not words or len(corners) != 4:
        return None
    return Line(words, tuple((float(x), float(y)) for x, y in corners))


def without_group(lines: Iterable[Line]) -> list[Line]:
    """The lines without the ethnic group, which stands behind its label, in the row of the sex: nothing may pass it on.

    Should the label itself be misread, nothing but the sex is kept of that row.
    """
    lines = list(lines)
    labels = [line for line in lines if _GROUP.search(line.text)]
    sexes = [line for line in lines if SEX_LABEL.search(line.text)]
    kept = []
    for line in lines:
        text = _SEX_AND_MORE.sub(r"\1", _GROUP.sub("", line.text))
        if any(_follows(line, sex) for sex in sexes):
            text = text[:1] if text[:1] in {"男", "女"} else ""
        if text and not any(_follows(line, label) for label in labels):
            kept.append(Line(text, line.corners))
    return kept


def rows(lines: Iterable[Line], axes: Axes) -> list[list[Line]]:
    """Lines that stand side by side, from left to right; rows from the top down."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: axes.of(line.middle)[1]):
        if found and _is_beside(line, found[-1][0], axes):
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda line: axes.of(line.left)[0]) for row in found]


def spoken(row: Iterable[Line]) -> str:
    """The text of a row."""
    return "".join(line.text for line in row)


def _follows(line: Line, label: Line) -> bool:
    axes = Axes.along(label)
    return _is_beside(line, label, axes) and axes.of(line.middle)[0] > axes.of(label.middle)[0]


def _is_beside(line: Line, other: Line, axes: Axes) -> bool:
    apart = abs(axes.of(line.middle)[1] - axes.of(other.middle)[1])
    return apart < _SAME_ROW * min(line.height, other.height)


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
