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
class Kind(StrEnum):
    """What a file is of."""

    RESIDENTS = "residents"
    HOUSES = "houses"
    """Houses, with their rooms and landlords."""


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
    LANDLORD = "landlord"
    ADDRESS = "address"
    VILLAGE = "village"
    STOREYS = "storeys"
    FLOOR = "floor"
    AREA = "area"
    BEDROOMS = "bedrooms"
    BEDS = "beds"
    USE = "use"


Headings = Mapping[Field, tuple[str, ...]]
"""Field → how it is called in sheets, in the order a form and a template have them."""

NEEDED: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.RESIDENTS: (Field.NAME, Field.NUMBER, Field.HOUSE),
    Kind.HOUSES: (Field.HOUSE, Field.LANDLORD),
}
"""Without these columns nothing can be taken over. A resident's room may stand in the address."""

_OF_RESIDENTS: Final[Headings] = {
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

_OF_HOUSES: Final[Headings] = {
    Field.HOUSE: (
        *("房屋名称", "出租房名称", "出租房屋名称", "房屋", "出租房", "出租屋", "楼栋", "楼栋名称", "幢号", "楼号"),
        *("门牌号", "门牌", "house"),
    ),
    Field.LANDLORD: (
        *("房东姓名", "房东", "出租人姓名", "出租人", "房主姓名", "房主", "户主", "业主姓名", "业主", "产权人"),
        "landlord",
    ),
    Field.ROOM: ("房间号", "房号", "室号", "房间", "房间名称", "室", "room"),
    Field.ADDRESS: ("详细地址", "地址", "房屋地址", "出租房屋地址", "门牌地址", "房屋坐落", "坐落", "address"),
    Field.VILLAGE: (
        *("所属网格", "网格", "网格名称", "所属村", "村", "村社区", "行政村", "所在村", "社区", "village", "grid"),
    ),
    Field.STOREYS: ("层数", "总层数", "房屋层数", "楼层数", "地上层数", "storeys"),
    Field.FLOOR: ("所在楼层", "楼层", "层", "所在层", "floor"),
    Field.AREA: ("使用面积", "面积", "房间面积", "建筑面积", "使用面积平方米", "面积平方米", "area"),
    Field.BEDROOMS: ("卧室数", "居室数", "卧室", "卧室间数", "bedrooms"),
    Field.BEDS: ("床位数", "床位", "床数", "beds"),
    Field.USE: ("房间用途", "用途", "房间类型", "房屋用途", "use"),
}
HEADINGS: Final[Mapping[Kind, Headings]] = {Kind.RESIDENTS: _OF_RESIDENTS, Kind.HOUSES: _OF_HOUSES}

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


_KNOWN: Final[Mapping[Kind, Mapping[str, Field]]] = {
    kind: {plain(words): field for field, synonyms in headings.items() for words in synonyms}
    for kind, headings in HEADINGS.items()
}


def head_of(rows: Sequence[Row], kind: Kind = Kind.RESIDENTS) -> Head:
    """The row of headings: the one of the first that knows most; the fullest of them where none knows any. A row with
    somebody's number is none: without any other, all rows hold people.
    """
    first = [(place, cells) for place, (_, cells) in enumerate(rows[:HEAD_ROWS]) if not any(map(_NUMBER.search, cells))]
    if not first:
        return Head(-1, ("",) * max(len(cells) for _, cells in rows[:HEAD_ROWS]))
    place = -max((len(mapped(cells, kind)), sum(map(bool, cells)), -place) for place, cells in first)[2]
    return Head(place, tuple(rows[place][1]))


def mapped(words: Sequence[str], kind: Kind = Kind.RESIDENTS) -> dict[Field, int]:
    """Each field with its column; of two columns that could be it, the one whose heading stands first in HEADINGS."""
    found: dict[Field, tuple[int, int]] = {}
    for column, each in enumerate(words):
        key = plain(each)
        if field := _KNOWN[kind].get(key):
            rank = [plain(synonym) for synonym in HEADINGS[kind][field]].index(key)
            found[field] = min(found.get(field, (rank, column)), (rank, column))
    return {field: column for field, (_, column) in found.items()}


def lacking(chosen: Mapped, kind: Kind = Kind.RESIDENTS) -> list[Field]:
    """What has to be there and is not."""
    return [field for field in NEEDED[kind] if field not in chosen]
