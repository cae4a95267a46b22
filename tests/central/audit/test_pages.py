"""The log as its administrators and auditors see it, and nobody else."""

import csv
import io
import re

import pytest
from flask import Flask
from sqlalchemy import update

from central.accepted import SecondFactor
from central.app import create_app
from central.audit.shipping import Shipper, targets_of
from central.audit.tables import audit as table
from central.audit.targets import NotArrived
from central.config import Config
from central.db import database_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.audit.log import AT, note, rows
from tests.central.audit.tampering import tampering
from tests.fakes.staff import Staff, hire

STRANGE = '=cmd|"/c calc"!A1\u202e<script>alert(1)</script>\n'


def shown(staff: Staff, query: str) -> list[str]:
    """What was done, of each row on the page."""
    links = re.findall(r'cell-act">.*?<a href="[^"]*?\bact=([\w.]+)', staff.get(f"/audit?{query}").text)
    return [str(link) for link in links]


def files(staff: Staff, query: str = "") -> list[dict[str, str]]:
    with staff.get(f"/audit?as=csv&{query}") as answer:
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("grant", "status"),
    [
        (Grant(Role.AUDIT, TOWN), 200),
        (Grant(Role.AUDITOR, TOWN), 200),
        (Grant(Role.AUDITOR, case="stay:7"), 403),
        (Grant(Role.SYSTEM, TOWN), 403),
        (Grant(Role.OFFICE, TOWN), 403),
        (Grant(Role.LANDLORD), 403),
    ],
)
def test_the_log_is_for_those_who_look_at_what_was_done(app: Flask, grant: Grant, status: int) -> None:
    hire(app, "Sun", grants=[grant])
    note(database_of(app), "a")
    staff = Staff(app)
    staff.sign_in("Sun")

    for path in ("/audit", "/audit/1", "/audit?as=csv", "/audit?as=xlsx"):
        with staff.get(path) as answer:
            assert answer.status_code == status


def test_whoever_did_it_is_named(app: Flask, auditor: Staff) -> None:
    other = hire(app, "Wang")
    note(database_of(app), "one.act", by=f"staff:{other}")
    note(database_of(app), "another", by="staff:999")

    text = auditor.get("/audit?act=one.act").text
    assert f'<a href="/audit?act=one.act&amp;by=staff:{other}">Wang</a>' in text.replace("%3A", ":")
    assert "somebody who works here" in auditor.get("/audit?act=another").text


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("by=Wang&act=stay.", ["stay.end"]),
        ("by=terminal:root", ["stay.start"]),
        ("act=stay.", ["stay.end", "stay.start"]),
        ("act=stay.end", ["stay.end"]),
        ("of=stay:12", ["stay.end"]),
        ("of=stay:", ["stay.end", "stay.start"]),
        ("why=Moved", ["stay.end"]),
        ("why=Calling", ["agent.read"]),
        ("act=stay.&from=2025-11-25", ["stay.end", "stay.start"]),
        ("act=stay.&to=2025-11-24", []),
        ("act=stay.&sort=at", ["stay.start", "stay.end"]),
        ("act=%25", []),
    ],
)
def test_the_log_is_filtered_by_its_address(app: Flask, auditor: Staff, query: str, acts: list[str]) -> None:
    other = hire(app, "Wang")
    note(database_of(app), "stay.start", by="terminal:root", of="stay:13")
    note(database_of(app), "stay.end", by=f"staff:{other}", of="stay:12", why="moved out")

    note(database_of(app), "agent.read", by="box:1", of="agent:1", why="reaching an agent", at=AT)

    assert shown(auditor, query) == acts


def test_a_long_log_has_pages(app: Flask, auditor: Staff) -> None:
    note(database_of(app), *(f"act.{number}" for number in range(120)))

    first = auditor.get("/audit?act=act.").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    seen = shown(auditor, "act=act.") + shown(auditor, following[1].replace("&amp;", "&").partition("?")[2])
    assert seen == [f"act.{number}" for number in range(119, 19, -1)]


def test_a_row_opens_with_all_it_says(app: Flask, auditor: Staff) -> None:
    note(database_of(app), "stay.end", of="stay:12", why="moved out", detail={"room": "302", "kept": [1, 2]})
    seq = rows(database_of(app))[-1].seq

    text = auditor.get(f"/audit/{seq}").text
    for said in ("moved out", "stay:12", "<code>room</code>", "302", "[1,2]", "It says what was written"):
        assert said in text
    assert auditor.get("/audit/999999").status_code == 404


def test_a_row_that_was_altered_says_so(app: Flask, auditor: Staff) -> None:
    note(database_of(app), "stay.end")
    seq = rows(database_of(app))[-1].seq
    with tampering(database_of(app)) as session:
        session.execute(update(table).where(table.c.seq == seq).values(detail="x"))

    assert "It does not say what was written" in auditor.get(f"/audit/{seq}").text


def test_what_people_type_is_shown_and_nothing_else(app: Flask, auditor: Staff) -> None:
    note(database_of(app), "a", by=f"person:{STRANGE}", of=STRANGE, why=STRANGE, detail={STRANGE: STRANGE})
    seq = rows(database_of(app))[-1].seq

    for text in (auditor.get("/audit?act=a").text, auditor.get(f"/audit/{seq}").text):
        assert "<script>alert" not in text
        assert "\u202e" not in text


def test_a_file_holds_what_is_asked_for_and_no_formula(app: Flask, auditor: Staff) -> None:
    note(database_of(app), "a", by="terminal:root", of=STRANGE, why=STRANGE, at=AT)
    note(database_of(app), "b")

    [row] = files(auditor, "act=a")
    assert row["To what"].startswith("'=cmd")
    assert (row["What, as written"], row["Who, as written"], row["When"]) == (
        "a",
        "terminal:root",
        "2025-11-25 00:00:00",
    )
    assert "\n" not in row["For what purpose"]


def test_each_file_is_a_row_of_its_own(app: Flask, auditor: Staff) -> None:
    for _ in range(2):
        files(auditor, "by=staff:1&why=secret")

    made = [row for row in rows(database_of(app)) if row.act == "export"]
    assert len(made) == 2
    assert (made[0].of, made[0].origin, made[0].by) == ("list:audit", "127.0.0.1", "staff:1")
    assert '"filtered by":["by","why"]' in made[0].detail
    assert "secret" not in made[0].detail


def test_what_is_not_shipped_is_told(sqlite_url: str, tmp_path: str) -> None:
    gone = f"{tmp_path}/gone/audit"
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED, audit_file=gone))
    hire(app, "Sun", grants=[Grant(Role.AUDIT, TOWN)])
    staff = Staff(app)
    staff.sign_in("Sun")
    note(database_of(app), "a")
    with pytest.raises(NotArrived):
        Shipper(database_of(app), targets_of(app)[0]).ship(AT)

    assert "rows wait" in staff.get("/audit").text
    database_of(app).close()
