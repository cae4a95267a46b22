"""Which column of a sheet is what: headings as offices write them, in any order, each with its synonyms. Pure.

The columns are those of the register of floating residents (浙江省流动人口居住登记条例, article 29: what a record may
hold) and of landlords' own lists. A column that is none of them stays in the file and is not taken over; that of the
ethnic group has been emptied before (ethnic_group.py).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from central.rental.registers.ethnic_group import HEAD_ROWS
from central.rental.registers.opened_file import Row


@unique
class Field(StrEnum):
    """What is taken of a row."""

    NAME = "name"
    NUMBER = "number"
    HOUSE = "house"
    ROOM = "room"
    SINCE = "since"
    UNTIL = "until"
    SEX = "sex"
    BIRTH = "birth"
    PHONE = "phone"
    DOCUMENT = "document"
    HOME = "home"
    REASON = "reason"
    WORK = "work"


NEEDED: Final = (Field.NAME, Field.NUMBER, Field.HOUSE)
"""Without these columns nothing can be taken over. The room may stand in the address."""

HEADINGS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.NAME: ("姓名", "租客姓名", "承租人", "承租人姓名", "流动人口姓名", "居住人姓名", "name"),
    Field.NUMBER: (
        *("公民身份号码", "身份证号", "身份证号码", "居民身份证号码", "证件号码", "证件号", "身份证"),
        *("公民身份证号码", "id number", "document number"),
    ),
    Field.HOUSE: (
        *("现居住地址", "居住地址", "现住址", "暂住地址", "居住地", "现居住地", "暂住地", "出租房屋地址", "房屋地址"),
        *("居住详细地址", "现住地址", "租住地址", "address", "house"),
    ),
    Field.ROOM: ("房间号", "房号", "室号", "房间", "室", "room"),
    Field.SINCE: (
        *("来本地日期", "居住日期", "入住日期", "入住时间", "居住起始日期", "起租日期", "来本地时间", "暂住日期"),
        *("登记日期", "first day", "since"),
    ),
    Field.UNTIL: ("拟离开日期", "预计离开日期", "拟居住截止日期", "退租日期", "居住截止日期", "到期日期", "until"),
    Field.SEX: ("性别", "sex"),
    Field.BIRTH: ("出生日期", "出生年月", "出生年月日", "生日", "date of birth"),
    Field.PHONE: ("联系电话", "手机", "手机号", "手机号码", "电话", "联系方式", "电话号码", "phone"),
    Field.DOCUMENT: ("证件类型", "证件种类", "证件名称", "document"),
    Field.HOME: (
        "户籍地址",
        "户籍所在地",
        "户籍地",
        "户口所在地",
        "户籍详细地址",
        "常住户口所在地址",
        "registered home",
    ),
    Field.REASON: ("居住事由", "来本地事由", "暂住事由", "居住原因", "来本地原因", "reason"),
    Field.WORK: ("服务处所", "工作单位", "单位名称", "从业单位", "就业单位", "work"),
}

_ASIDE: Final = re.compile(r"[\s*:：_\-/、,，.。]+|[(（\[【].*?[)）\]】]")
"""What headings carry besides their words: 姓名*, 来本地日期（年-月-日）."""

_NUMBER: Final = re.compile(r"\d{6}")
"""What stands in rows about people and in no heading."""

Mapped = Mapping[Field, int]
"""Field → number of its column, the first is 0."""


@dataclass(frozen=True)
class Head:
    """The headings of a sheet. row: its place among the rows that hold something; -1 where it has none."""

    row: int
    words: tuple[str, ...]


def plain(words: str) -> str:
    """A heading without what it carries besides."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", words)).casefold()


_KNOWN: Final = {plain(words): field for field, synonyms in HEADINGS.items() for words in synonyms}


def head_of(rows: Sequence[Row]) -> Head:
    """The row of headings: the one of the first that knows most; the fullest of them where none knows any. Headings are
    kept in the clear, so a row with somebody's number is none: without any other, all rows hold people.
    """
    first = [(place, cells) for place, (_, cells) in enumerate(rows[:HEAD_ROWS]) if not any(map(_NUMBER.search, cells))]
    if not first:
        return Head(-1, ("",) * max(len(cells) for _, cells in rows[:HEAD_ROWS]))
    place = -max((len(mapped(cells)), sum(map(bool, cells)), -place) for place, cells in first)[2]
    return Head(place, tuple(rows[place][1]))


def mapped(words: Sequence[str]) -> dict[Field, int]:
    """Each field with its column; of two columns that could be it, the one whose heading stands first in HEADINGS."""
    found: dict[Field, tuple[int, int]] = {}
    for column, each in enumerate(words):
        key = plain(each)
        if field := _KNOWN.get(key):
            rank = [plain(synonym) for synonym in HEADINGS[field]].index(key)
            found[field] = min(found.get(field, (rank, column)), (rank, column))
    return {field: column for field, (_, column) in found.items()}


def lacking(chosen: Mapped) -> list[Field]:
    """What has to be there and is not."""
    return [field for field in NEEDED if field not in chosen]
