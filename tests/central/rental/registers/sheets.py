"""Spreadsheets of registers, as an office would have them."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from central.sealed.numbers import check_digit

HEADS = ("序号", "姓名", "性别", "民族", "公民身份号码", "现居住地址", "房间号", "来本地日期", "拟离开日期", "联系电话")


def number(order: int = 1, birth: str = "19900101") -> str:
    """A resident's number that holds: an odd order is a man's."""
    digits = f"341226{birth}{order:03}"
    return digits + check_digit(digits)


def row(order: int = 1, name: str = "张三", **said: str) -> list[str]:
    """A row under HEADS that can be taken over."""
    known = {"sex": "", "number": number(order % 1000), "house": "1 Harbour Road", "room": "301", "since": "2026-03-01"}
    known |= {"until": "", "phone": f"138{order:08}", "group": "汉"} | said
    names = ("sex", "group", "number", "house", "room", "since", "until", "phone")
    return [str(order), name, *(known[each] for each in names)]


def sheet(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS, title: str = "流动人口登记表") -> bytes:
    """A workbook: a title, the headings, the rows."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for place, cells in enumerate([[title], heads, *rows]):
            page.write_row(place, 0, cells)
    return out.getvalue()
