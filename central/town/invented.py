"""Names, numbers and addresses that nobody has, made by rule so that everybody sees that they are made. Pure.

A given name is a year of the sixty-year cycle. A resident's number has a right check digit, but begins with the code of
a whole prefecture, which no card bears; a phone number with 142, which no operator was given.
"""

from datetime import date
from itertools import starmap
from operator import mul
from typing import Final

_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
)
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_CYCLE: Final = 60
NAMES: Final = len(_SURNAMES) * _CYCLE
"""How many there are that differ."""

HERE: Final = ("330400", "浙江省嘉兴市")
"""Where those come from who were always here."""
ELSEWHERE: Final = (
    ("340100", "安徽省合肥市"),
    ("341200", "安徽省阜阳市"),
    ("360100", "江西省南昌市"),
    ("410100", "河南省郑州市"),
    ("411600", "河南省周口市"),
    ("420100", "湖北省武汉市"),
    ("430100", "湖南省长沙市"),
    ("510100", "四川省成都市"),
    ("511300", "四川省南充市"),
    ("520100", "贵州省贵阳市"),
    ("520500", "贵州省毕节市"),
    ("530100", "云南省昆明市"),
    ("610100", "陕西省西安市"),
    ("620100", "甘肃省兰州市"),
)
"""Codes of prefectures (GB/T 2260) and what they are called."""
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, 5.2, MOD 11-2."""
_CHECK_DIGITS: Final = "10X98765432"


def name(number: int) -> str:
    """The name by that number; those of 0 … NAMES - 1 all differ."""
    year = number // len(_SURNAMES) % _CYCLE
    return f"{_SURNAMES[number % len(_SURNAMES)]}{_STEMS[year % 10]}{_BRANCHES[year % 12]}"


def phone(number: int) -> str:
    """The phone number by that number, below 10^8."""
    return f"142{number:08}"


def address(home: tuple[str, str], number: int) -> str:
    """Where somebody's household is registered."""
    return f"{home[1]}虚构路{number % 998 + 1}号"


class Numbers:
    """Gives each resident a number of their own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def next(self, code: str, birth: date, *, is_male: bool) -> str:
        """The first number that is free in the order of that day; men's are odd."""
        for order in range(1 if is_male else 2, 1000, 2):
            number = with_check_digit(f"{code}{birth:%Y%m%d}{order:03}")
            if number not in self._taken:
                self._taken.add(number)
                return number
        raise ValueError(f"all numbers of {birth} in {code} are taken")


def with_check_digit(number: str) -> str:
    """17 digits and their check digit."""
    return number + _CHECK_DIGITS[sum(starmap(mul, zip(map(int, number), _WEIGHTS, strict=True))) % 11]
