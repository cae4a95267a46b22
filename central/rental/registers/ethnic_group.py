"""The column of the ethnic group (民族) in a sheet, which is emptied before anything of the sheet is kept. Pure.

It is known by its heading, and by its cells, whatever the heading says. It keeps its place, so that every other column
is called by the letter it has in the office's own sheet.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HEAD_ROWS: Final = 10
"""Rows among which the headings stand; above them there may be a title."""
_TITLES: Final = 3
"""Cells that may stand above the first group in its column: a title, a note, the heading."""
_OTHERWISE: Final = 10
"""One cell in so many may say something else below, such as a group that was mistyped."""

_BESIDE: Final = r"是否|少数|所属|人员|本人|租客|承租人|居住人|流动人口|姓名|性别|国籍|籍贯|户籍|出生日期|[和或及与]"
_HEADING: Final = re.compile(
    rf"(?:{_BESIDE})*(?:民族|族别|族裔|族群)(?:{_BESIDE}|成份|成分|名称|类别|类型|代码|编码|身份|情况)*"
    r"|族|nation|nationality|minzu|(?:sex|gender)?ethnic(?:ity|group|groups|origin|minority)?(?:code|name)?",
)
"""Whole headings without their signs; not 民族路1号 in an address, nor 民族村 in a title."""
_SIGNS: Final = re.compile(r"[\W_]+")
_BRACKETS: Final = re.compile(r"[(\[【].*?[)\]】]")

_NAMES: Final = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 "
    "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 "
    "裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
"""GB/T 3304-1991."""
GROUPS: Final = frozenset(_NAMES.split())
"""The 56, without 族."""
_ALSO_OTHERS: Final = frozenset({"保安", "高山", "东乡", "布朗"})
"""A trade, and names: a column that holds nothing but these is none of groups."""
_UNSAID: Final = frozenset({"其他", "其它", "不详", "未识别", "未识别民族", "穿青人", "外国血统", "外国血统中国籍人士"})
"""What stands among groups where somebody has none of them."""


def is_heading(text: str) -> bool:
    """Whether a column of this heading holds the ethnic group; also with what stands in brackets: 性别（民族）."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return any(_HEADING.fullmatch(_SIGNS.sub("", each)) for each in (plain, _BRACKETS.sub("", plain)))


@dataclass
class _Column:
    """What was seen of a column. first: the first row below which nothing of it is kept, by its heading."""

    first: int | None = None
    first_group: int = 0
    above: int = 0
    groups: int = 0
    others: int = 0
    is_sure: bool = False

    def see(self, row: int, text: str) -> None:
        """One filled cell more."""
        if self.first is None and row < HEAD_ROWS and is_heading(text):
            self.first = row + 1
        self._tally(row, _SIGNS.sub("", unicodedata.normalize("NFKC", text)))

    def _tally(self, row: int, word: str) -> None:
        if (bare := word.removesuffix("族")) in GROUPS:
            self.first_group = self.first_group if self.groups else row
            self.groups += 1
            self.is_sure |= word not in _ALSO_OTHERS
        elif not self.groups:
            self.above += 1
        elif bare not in _UNSAID:
            self.others += 1

    @property
    def emptied_from(self) -> int | None:
        """The first row where it is emptied; None where it is kept."""
        is_of_groups = self.is_sure and self.above <= _TITLES and self.others * _OTHERWISE <= self.groups
        found = [each for each in (self.first, self.first_group if is_of_groups else None) if each is not None]
        return min(found, default=None)


def columns_of(rows: Iterable[Sequence[str]]) -> dict[int, int]:
    """Column → the first of the rows where it is emptied."""
    seen: dict[int, _Column] = {}
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text:
                seen.setdefault(column, _Column()).see(row, text)
    return {column: first for column, each in seen.items() if (first := each.emptied_from) is not None}
