"""A register is brought, looked at, taken over, taken back, by pages: nothing is half done, and nothing is told."""

import re
import threading
from collections.abc import Sequence
from io import BytesIO
from time import monotonic

import pytest
import python_calamine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from central.edges import service as edges
from central.place import service as places
from central.place.service import Kind
from central.rental import days
from central.rental.registers import bringing, columns, leases, settling, states, working
from central.rental.registers.columns import Field, lacking
from central.rental.registers.leases import Lost
from central.rental.registers.tables import register_file, register_import, register_row
from central.rental.registers.working import Reader
from central.rental.rules import NotPossible
from central.rental.scope import Scope
from central.rental.sealed_words import SealingAnew
from central.sealed.ring import ring
from central.web import moments
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.registers import sheets
from tests.central.rental.telling import registered
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now
from wire.kinds import Identity


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    """Forms are sent as they are; that they carry a token is tried elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False


def read(paged: PagedHouse, *, at: int = 0) -> None:
    """What waits is read, and what has had its time deleted, as the thread beside the answers does."""
    with paged.app.app_context():
        moment = at or now()
        while Reader(paged.database, ring()).turn(moment, days.day_of(moment, moments.zone())):
            pass


def bring(paged: PagedHouse, rows: Sequence[Sequence[str]], staff: Staff | None = None, place: int = TOWN) -> str:
    """The address of the register's page, once it is read."""
    file = BytesIO(sheets.sheet(rows)), "登记表.xlsx"
    staff = staff or paged.office
    answer = staff.client.post("/registers/new", data={"called": "北村", "place": str(place), "file": file})
    assert answer.status_code == 303, answer.status_code
    read(paged)
    return str(answer.location)


def send(paged: PagedHouse, data: bytes) -> str:
    """The address of the page of a file that waits to be read."""
    sent = {"called": "x", "place": "1", "file": (BytesIO(data), "x.xlsx")}
    return str(paged.office.client.post("/registers/new", data=sent).location)


def tallies(page: str) -> dict[str, int]:
    """How many rows are new, changed, the same, wrong."""
    found = re.findall(r"<li>(?:<a[^>]*>)?<strong>([\d,]+)</strong> <span.*?<span>([^<]+)</span>", page, re.DOTALL)
    return {word: int(number.replace(",", "")) for number, word in found}


def cells_of(file: TestResponse) -> list[list[object]]:
    """What stands in a file that was sent."""
    with file:
        found: list[list[object]] = [
            *python_calamine.load_workbook(BytesIO(file.data)).get_sheet_by_index(0).to_python()
        ]
    return found


def people(staff: Staff) -> list[str]:
    """Masked names and rooms of all entries that count."""
    page = staff.get("/registers/people").text
    return re.findall(r'href="/registers/people/\d+">([^<]*)</a>', page)


def test_rows_are_taken_over_at_once_and_taken_back_at_once(paged: PagedHouse) -> None:
    register = bring(paged, [sheets.row(1, "张三"), sheets.row(2, "李四"), sheets.row(3, "王五", number="123")])

    seen = paged.office.get(register).text
    before = people(paged.office)
    paged.office.client.post(f"{register}/take")
    taken = people(paged.office)
    with paged.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(register_file)) == 0
    paged.office.client.post(f"{register}/take-back")

    assert tallies(seen) == {"New": 2, "Changed": 0, "The same": 0, "To be mended": 1}
    assert (before, taken) == ([], ["张**", "李**"])
    assert people(paged.office) == []
    assert "北村" in paged.office.get("/registers").text
    read(paged)
    with paged.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(register_row)) == 0
        assert session.scalar(select(func.count()).select_from(register_file)) == 0


def test_what_was_mended_is_brought_again_and_the_rest_is_the_same(paged: PagedHouse) -> None:
    first, stale = (bring(paged, [sheets.row(1, "张三"), sheets.row(2, "李四", phone="12")]) for _ in range(2))
    paged.office.client.post(f"{first}/take")
    told = paged.office.client.post(f"{stale}/take", follow_redirects=True).text
    read(paged)

    again = bring(paged, [sheets.row(1, "张三"), sheets.row(2, "李四"), sheets.row(3, "王五")])
    seen = tallies(paged.office.get(again).text)
    paged.office.client.post(f"{again}/take")
    moved = bring(paged, [sheets.row(1, "张三", house="2 Harbour Road", room="401")])
    paged.office.client.post(f"{moved}/take")

    assert "looked at again" in told
    assert tallies(paged.office.get(stale).text)["The same"] == 1
    assert seen == {"New": 2, "Changed": 0, "The same": 1, "To be mended": 0}
    assert sorted(people(paged.office)) == ["张**", "李**", "王**"]
    assert paged.office.get("/registers/people").text.count(f'/rooms/{paged.other}"') == 1
    refused = paged.office.client.post(f"{first}/take-back", follow_redirects=True).text
    assert "take these back first" in refused
    paged.office.client.post(f"{moved}/take-back")
    assert f'/rooms/{paged.other}"' not in paged.office.get("/registers/people").text
    assert len(people(paged.office)) == 3


def test_one_number_with_two_names_and_one_person_with_two_cards_are_told_and_never_merged(paged: PagedHouse) -> None:
    known = bring(paged, [sheets.row(7, "赵六")])
    paged.office.client.post(f"{known}/take")
    same = sheets.number(1)
    register = bring(
        paged,
        [
            sheets.row(1, "张三"),
            sheets.row(2, "张山", number=same),
            sheets.row(3, "孙七", phone="13800000003"),
            sheets.row(5, "孙七", phone="13800000003"),
            sheets.row(7, "赵七"),
            sheets.row(9, "周八"),
            sheets.row(9, "周八"),
        ],
    )

    page = paged.office.get(register).text

    assert tallies(page) == {"New": 3, "Changed": 0, "The same": 0, "To be mended": 4}
    assert "the same number stands in this file under another name" in page
    assert "somebody of the same name, birth and phone has another number" in page
    assert "the same number stands in the register under another name" in page
    assert "the same person stands in this file already" in page


def test_who_has_registered_at_a_door_is_told_and_under_another_name_left_out(paged: PagedHouse) -> None:
    _, token = paged.stay()
    for order, name in ((1, "张三"), (2, "李四")):
        person = f"{order:016}"
        said = Identity(paged.sealed("name", name, person), paged.sealed("number", sheets.number(order), person))
        paged.register(registered(person, stay=token, identity=said))
    with paged.app.app_context():
        SealingAnew(paged.database, edges.sealing_key(), ring()).turn()

    page = paged.office.get(bring(paged, [sheets.row(1, "张三"), sheets.row(2, "李思")])).text

    assert tallies(page) == {"New": 1, "Changed": 0, "The same": 0, "To be mended": 1}
    assert "has registered at a door already" in page
    assert "somebody has registered at a door by this number, under another name" in page
    why = {"purpose": "compare-document", "why": "a visit"}
    form = paged.office.client.post("/people/1/form", data=why).text
    assert "/people/1/form" in paged.office.get("/people/1").text
    assert all(word in form for word in ("张三", sheets.number(1), "Registered at a door", "301"))


def test_nothing_of_a_person_is_told_before_a_purpose_and_the_ethnic_group_never(paged: PagedHouse) -> None:
    register = bring(paged, [sheets.row(1, "张三", until="2028-02-29"), sheets.row(2, "李四", number="123456")])
    shown = paged.office.get(register).text + paged.office.get("/registers/rows?register=1").text

    refused = paged.office.get(f"{register}/complaints")
    file = paged.office.get(f"{register}/complaints?for=work-through")
    cells = cells_of(file)

    assert not any(word in shown for word in ("张三", "李四", sheets.number(1), "13800000001"))
    assert refused.status_code == 303
    assert cells[0] == [*sheets.HEADS, "To be looked at"]
    assert [row[1] for row in cells[1:]] == ["李四"]
    assert "18 digits" in str(cells[1][-1])
    assert all("汉" not in map(str, row) for row in cells)
    _shows_a_form_for_a_purpose_alone(paged, register)


def _shows_a_form_for_a_purpose_alone(paged: PagedHouse, register: str) -> None:
    paged.office.client.post(f"{register}/take")
    found = re.search(r'href="(/registers/people/\d+)"', paged.office.get("/registers/people").text)
    assert found is not None
    asked = paged.office.client.post(found[1], data={"purpose": "", "why": ""})
    why = {"purpose": "compare-document", "why": "a visit"}
    page = paged.office.client.post(found[1], data=why).text
    file = paged.office.client.post(found[1], data=why | {"as": "xlsx"})

    assert asked.status_code == 422
    assert all(word in page for word in ("张三", sheets.number(1), "1990-01-01", "2028-02-29", "301", "陈房东"))
    assert "not confirmed at a door" in page
    heads, filled = cells_of(file)
    known = columns.mapped([str(head) for head in heads])
    assert lacking(known) == []
    assert [filled[known[field]] for field in (Field.NAME, Field.SEX, Field.SINCE)] == ["张三", "男", "2026-03-01"]
    assert "民族" not in heads


def test_a_clerk_brings_registers_of_their_own_part_alone_and_finds_no_room_beyond(paged: PagedHouse) -> None:
    with paged.database.writing() as session:
        north = places.add(session, kind=Kind.AREA, name="北村", parent_id=TOWN, by="tests", now=1)
    hire(paged.app, "小王", grants=[Grant(Role.REGISTRAR, north)])
    wang = Staff(paged.app)
    wang.sign_in("小王")
    elsewhere = bring(paged, [sheets.row(1)])

    page = wang.get(bring(paged, [sheets.row(1)], wang, north)).text
    refused = wang.client.post(
        "/registers/new", data={"called": "x", "place": "1", "file": (BytesIO(sheets.sheet([sheets.row(1)])), "x")}
    )

    assert tallies(page)["To be mended"] == 1
    assert "no house like that in this part of town" in page
    assert refused.status_code == 404
    assert wang.get(elsewhere).status_code == 404
    assert people(wang) == []


def test_what_nobody_takes_over_is_put_away_and_what_was_taken_keeps_its_entries_alone(paged: PagedHouse) -> None:
    left, kept = (bring(paged, [sheets.row(each), sheets.row(each + 1, number="1")]) for each in (1, 3))
    paged.office.client.post(f"{kept}/take")

    read(paged, at=now() + states.UNDO + 60_000)

    assert "Put away" in paged.office.get(left).text
    with paged.database.reading() as session:
        rows = session.execute(select(register_row.c.standing, register_row.c.cells)).all()
    assert [tuple(row) for row in rows] == [("new", "")]
    with paged.database.writing() as session, pytest.raises(NotPossible):
        bringing.take_back(session, Scope("tests"), 2, now=now() + states.UNDO + 60_000)


def test_of_a_file_that_is_over_all_goes_in_one_turn_and_what_a_stop_leaves_at_the_next(
    paged: PagedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "AT_ONCE", 2)
    back, kept = (bring(paged, [sheets.row(first + each) for each in range(7)]) for first in (1, 20))
    paged.office.client.post(f"{back}/take")
    paged.office.client.post(f"{back}/take-back")
    # It was compared before the other was taken back, so it is looked at once more.
    paged.office.client.post(f"{kept}/take")
    read(paged)
    paged.office.client.post(f"{kept}/take")
    stopped = threading.Event()
    stopped.set()

    with paged.app.app_context():
        assert Reader(paged.database, ring(), stopped).turn(now(), days.day_of(now(), moments.zone())) == 0
        over = now() + states.UNDO + 60_000
        assert Reader(paged.database, ring(), stopped).turn(over, days.day_of(over, moments.zone())) == 1
        assert _kept(paged) == (7, 7)
        assert Reader(paged.database, ring()).turn(over, days.day_of(over, moments.zone())) == 1

    assert _kept(paged) == (7, 0)
    with paged.database.reading() as session:
        assert session.scalars(select(register_import.c.settled_at)).all().count(None) == 0


def _kept(paged: PagedHouse) -> tuple[int, int]:
    """How many rows there are, and how many with their cells."""
    with paged.database.reading() as session:
        cells = list(session.scalars(select(register_row.c.cells)))
    return len(cells), sum(map(bool, cells))


def test_a_reader_that_died_is_begun_anew_and_no_row_is_written_twice(
    paged: PagedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 2)
    stopped = threading.Event()
    stopped.set()
    file = BytesIO(sheets.sheet([sheets.row(each, f"张{each}") for each in range(1, 6)])), "x.xlsx"
    register = str(
        paged.office.client.post("/registers/new", data={"called": "x", "place": "1", "file": file}).location
    )
    with paged.app.app_context():
        Reader(paged.database, ring(), stopped).turn(now(), days.day_of(now(), moments.zone()))
    half = paged.office.get(register).text

    read(paged, at=now() + leases.LENGTH + 1000)

    assert "Is being read" in half
    assert not tallies(half)
    assert tallies(paged.office.get(register).text)["New"] == 5
    with working.reading(paged.app):
        beside, limit = send(paged, sheets.sheet([sheets.row(9)])), monotonic() + 30
        while "Is being read" in (page := paged.office.get(beside).text) and monotonic() < limit:
            threading.Event().wait(0.1)
    assert tallies(page)["New"] == 1
    _whoever_has_lost_a_file_writes_nothing(paged)


def test_what_is_no_register_is_said_to_be_none_and_other_headings_are_named_by_hand(paged: PagedHouse) -> None:
    for data in (b"no spreadsheet", b"PK\x03\x04" + bytes(100), sheets.sheet([], heads=(), title="")):
        sent = {"called": "x", "place": "1", "file": (BytesIO(data), "x.xlsx")}
        refused = paged.office.client.post("/registers/new", data=sent)
        assert refused.status_code == 422
        assert "This is no spreadsheet" in refused.text or "The first sheet is empty" in refused.text
    assert "No registers yet" in paged.office.get("/registers").text
    heads = [f"甲{each}" for each in sheets.HEADS]
    register = send(paged, sheets.sheet([sheets.row(1, "张三")], heads))
    read(paged)
    asked = paged.office.get(register).text
    chosen = {"column-name": "1", "column-number": "4", "column-house": "5", "column-room": "6"}

    paged.office.client.post(f"{register}/columns", data=chosen)
    read(paged)

    assert "Say which column is what" in asked
    assert tallies(paged.office.get(register).text)["New"] == 1
    assert people(paged.office) == []


def _whoever_has_lost_a_file_writes_nothing(paged: PagedHouse) -> None:
    register = send(paged, sheets.sheet([sheets.row(1), sheets.row(2)]))
    first = leases.claim(paged.database, now())
    second = leases.claim(paged.database, now() + leases.LENGTH + 1000)
    assert first is not None
    assert second is not None
    assert leases.claim(paged.database, now()) is None

    with pytest.raises(Lost):
        first.end(problem="mine")
    with second.writing():
        pass
    with second.writing():
        pass
    paged.office.client.post(f"{register}/put-away")
    with pytest.raises(Lost):
        second.end(problem="mine")
    with paged.database.reading() as session:
        assert set(session.scalars(select(register_import.c.problem))) == {""}
