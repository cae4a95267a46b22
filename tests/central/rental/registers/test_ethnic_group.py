"""The ethnic group is kept nowhere: not in what is packed, not in a row, whatever its column is called."""

import base64
import json
import zlib
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from central.db import database_of
from central.rental.registers import bringing, ethnic_group
from central.rental.registers.bringing import Brought
from central.rental.registers.marked import cells_of as unsealed_cells
from central.rental.registers.opened_file import cells_of
from central.rental.registers.tables import register_file, register_row
from central.rental.registers.working import Reader
from central.rental.scope import Scope
from central.sealed.ring import ring
from central.web.grants import TOWN
from tests.central.rental.registers import sheets
from tests.fakes.town import now


def rows(data: bytes) -> list[list[str]]:
    """The cells that leave the process which opens a file."""
    return [json.loads(line)[1] for line in cells_of(data).splitlines()]


def test_nothing_stored_of_a_file_holds_the_group_whatever_its_column_is_called(app: Flask) -> None:
    for heading in ("民 族*", "民族成份", "族别（必填）", "性别/民族", "性别（民族）", "Ethnic group", "备注", ""):
        packed, kept, said = _stored(app, heading)

        assert sheets.number(1) in packed
        assert len(kept) == 7
        assert not any(group in f"{packed} {kept} {said}" for group in ("维吾尔", "汉", "其他")), heading
        assert [cells[4] for cells in kept] == [sheets.number(n) for n in range(1, 8)]


def _stored(app: Flask, heading: str) -> tuple[str, list[list[str]], list[str]]:
    """What is packed of a file whose column of groups has this heading; cells and entries of its rows, unsealed."""
    heads = [heading if head == "民族" else head for head in sheets.HEADS]
    data = sheets.sheet([sheets.row(n, f"张{n}", group=("维吾尔族", "汉", "其他")[n % 3]) for n in range(1, 8)], heads)
    database, scope = database_of(app), Scope("tests")
    with app.app_context():
        with database.writing() as session:
            made = bringing.bring(session, ring(), scope, Brought(TOWN, "x", cells_of(data)), now=now())
        Reader(database, ring()).turn(now(), date.today())
        with database.reading() as session:
            sealed = session.scalar(select(register_file.c.content).where(register_file.c.import_id == made)) or ""
            packed = zlib.decompress(base64.b64decode(ring().unseal(register_file.c.content, made, sealed))).decode()
            read = session.execute(select(register_row).where(register_row.c.import_id == made)).all()
            kept = [unsealed_cells(ring(), row) for row in read]
            said = [ring().unseal(register_row.c.said, row.id, row.said) for row in read]
    return packed, kept, said


def test_a_mistyped_group_among_others_is_left_out_too() -> None:
    groups = ["汉"] * 20 + ["汗族"]

    found = rows(sheets.sheet([sheets.row(n, group=group) for n, group in enumerate(groups)], ["列"] * 10))

    assert {cells[3] for cells in found[2:]} == {""}


@pytest.mark.parametrize("text", ["民族路1号", "民族社区流动人口登记表", "中央民族大学", "国籍", "家族成员"])
def test_words_that_name_no_group_are_no_heading_of_groups(text: str) -> None:
    assert not ethnic_group.is_heading(text)


def test_a_house_of_guards_keeps_what_they_work_as() -> None:
    assert ethnic_group.columns_of([["职业"], ["保安"], ["保安"]]) == {}


def test_there_are_56_groups() -> None:
    assert len(ethnic_group.GROUPS) == 56
