"""A list as a file: read again by other programs' rules, with nothing in it that a spreadsheet would carry out."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.web import exports
from central.web.exports import FORMULA, MOST, Sheet, TooManyRows, write_csv, write_xlsx

HEADS = ["Name", "How many", "When"]
AT = datetime(2026, 11, 23, 7, 45, tzinfo=UTC)


def as_csv(*rows: list[object]) -> list[list[str]]:
    out = io.BytesIO()
    assert write_csv(out, Sheet("Rooms", HEADS, rows)) == len(rows)  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def sheet_of(*rows: list[object], title: str = "Rooms") -> tuple[str, str]:
    """The workbook's names and the sheet, as XML."""
    out = io.BytesIO()
    assert write_xlsx(out, Sheet(title, HEADS, rows)) == len(rows)  # type: ignore[arg-type]
    with zipfile.ZipFile(out) as book:
        return book.read("xl/workbook.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()


def test_a_csv_file_holds_heads_and_rows_as_they_are() -> None:
    assert as_csv(["王丽, “3”\n左", 3, AT], ["", None, True]) == [
        HEADS,
        ["王丽, “3”\n左", "3", "2026-11-23 07:45:00"],
        ["", "", "1"],
    ]


def test_a_spreadsheet_is_told_how_the_file_is_written() -> None:
    out = io.BytesIO()
    write_csv(out, Sheet("Rooms", HEADS, []))
    assert out.getvalue().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("first", [*FORMULA, "\0=", " ="])
def test_a_text_that_would_be_a_formula_is_marked_as_a_text(first: str) -> None:
    assert as_csv([f"{first}HYPERLINK(1)", -3, None])[1][:2] == [f"'{first}HYPERLINK(1)".replace("\0", ""), "-3"]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_at_all_becomes_a_formula_or_is_lost(texts: list[str]) -> None:
    for kept, text in zip(as_csv([*texts, 1])[1][:-1], texts, strict=True):
        assert not kept.lstrip(" ").startswith(FORMULA)
        assert kept.removeprefix("'") == text.replace("\0", "").encode(errors="replace").decode().removeprefix("'")


def test_a_workbook_holds_texts_numbers_and_moments_and_no_formula() -> None:
    _, sheet = sheet_of(["=1+1", 3, AT], ["https://example.org", 2.5, None])

    assert sheet.count('t="inlineStr"') == 5
    assert "<t>=1+1</t>" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert re.search(r"<v>46349\.32", sheet), "a moment is a number of days"


def test_a_text_longer_than_a_cell_is_cut_and_not_left_out() -> None:
    _, sheet = sheet_of(["x" * 40_000, 1, None])
    assert "x" * 32_767 in sheet
    assert "x" * 32_768 not in sheet


@pytest.mark.parametrize(
    ("title", "name"), [("出入记录", "出入记录"), ("a/b: [c]" + "x" * 40, "a b   c " + "x" * 23), ("''", "Sheet1")]
)
def test_any_title_becomes_a_sheets_name(title: str, name: str) -> None:
    book, _ = sheet_of(title=title)
    assert f'<sheet name="{name}"' in book


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_more_rows_than_a_sheet_holds_are_refused(write: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 3)
    assert MOST < 1_048_576
    with pytest.raises(TooManyRows):
        write(io.BytesIO(), Sheet("Rooms", HEADS, [["", 1, None]] * 4))
