"""The front of a resident's card or a residence permit: lines of text to what they say, and where the portrait is.

    姓名 陈晓
    性别 女  民族 …                      portrait
    出生 1991年4月5日
    住址 …
    公民身份号码 330106199104050020

The number carries the rest: it must have its check digit, and its line gives the card's direction.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from edge.document import DocumentType, Sex
from edge.document.number import check_digit
from edge.document.printed.lines import SEX_LABEL, Axes, Line, Point, rows, spoken
from edge.errors import DocumentError

_NUMBER = re.compile(r"(?=([1-9][0-9]{16}[0-9X]))")
_NAME = re.compile(r"^(?:姓.|.名)(.+)")
_NAME_LABEL = re.compile(r"姓|.名$")
_SEX = re.compile(rf"(?:{SEX_LABEL.pattern})([男女])")
_BIRTH = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_ADDRESS = re.compile(r"^(?:住.|.址)(.*)")
_SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}

# Shares of the way from the name's line down to the number's, from where the name's line begins. Portraits are at 1.35
# to 1.99 and 0 to 0.85; a little more is taken, since a face is looked for in it.
TEXT_ENDS = 1.25
PORTRAIT_LEFT, PORTRAIT_RIGHT = 1.25, 2.1
PORTRAIT_TOP, PORTRAIT_BOTTOM = -0.15, 0.95


@dataclass(frozen=True)
class Front:
    """What the front says. portrait: corners of the photograph's place in the picture, clockwise from the top left."""

    type: DocumentType
    name: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth: date = field(repr=False)
    number: str = field(repr=False)
    address: str = field(repr=False)
    portrait: tuple[Point, Point, Point, Point]


def understand(lines: Sequence[Line]) -> Front:
    """The front that `lines` are. Raises DocumentError, which says how to hold the card and none of its words."""
    number, number_line = _number(lines)
    axes = Axes.along(number_line)
    top = _line_of_the_name(lines)
    begin, name_at = axes.of(top.left)
    reach = axes.of(number_line.middle)[1] - name_at
    if reach <= 0:
        raise DocumentError("the card is upside down: turn it round")
    text = [line for line in lines if axes.of(line.left)[0] < begin + TEXT_ENDS * reach]
    said = [spoken(row) for row in rows(text, axes)]
    return Front(
        type=DocumentType.PERMIT if number.startswith("8") else DocumentType.RESIDENT,
        name=_first(_NAME, said, "name")[1],
        sex=_SEXES[_first(_SEX, said, "sex")[1]],
        birth=_birth(_first(_BIRTH, said, "birth date")),
        number=number,
        address=_address(said, number),
        portrait=_portrait(axes, (begin, name_at), reach),
    )


def _number(lines: Sequence[Line]) -> tuple[str, Line]:
    for line in lines:
        for found in _NUMBER.finditer(line.text.upper()):
            if check_digit(found[1][:17]) == found[1][17]:
                return found[1], line
    raise DocumentError("the number of the card can't be read: hold the front flat and still, without glare")


def _line_of_the_name(lines: Sequence[Line]) -> Line:
    for line in lines:
        if _NAME_LABEL.match(line.text):
            return line
    raise DocumentError("the name on the card can't be read: hold the front flat and still, without glare")


def _first(pattern: re.Pattern[str], said: Sequence[str], what: str) -> re.Match[str]:
    for row in said:
        if found := pattern.search(row):
            return found
    raise DocumentError(f"the {what} on the card can't be read: hold the front flat and still, without glare")


def _birth(found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise DocumentError("the birth date on the card can't be read: hold the front flat and still") from None


def _address(said: Sequence[str], number: str) -> str:
    """From its label to the number's row."""
    first = next((at for at, row in enumerate(said) if _ADDRESS.search(row)), None)
    last = next((at for at, row in enumerate(said) if number in row.upper()), len(said))
    if first is None:
        raise DocumentError("the address on the card can't be read: hold the front flat and still, without glare")
    return _first(_ADDRESS, said[first:], "address")[1] + "".join(said[first + 1 : last])


def _portrait(axes: Axes, origin: Point, reach: float) -> tuple[Point, Point, Point, Point]:
    def at(along: float, down: float) -> Point:
        return axes.back((origin[0] + along * reach, origin[1] + down * reach))

    return (
        at(PORTRAIT_LEFT, PORTRAIT_TOP),
        at(PORTRAIT_RIGHT, PORTRAIT_TOP),
        at(PORTRAIT_RIGHT, PORTRAIT_BOTTOM),
        at(PORTRAIT_LEFT, PORTRAIT_BOTTOM),
    )
