"""A register of 50,000 rows with every kind of error: opened, compared, written row by row, taken over and back, by the
code that does so beside the answers; beside calamine alone on the same file. SQLite on the disk, and PostgreSQL
where it is installed.

The longest transaction is told, too: for so long at most boxes wait to write. The floor of what goes after a register
was taken back is as many rows deleted bare, without a rest.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import xlsxwriter

from tests.benchmarks.figure import Figure
from tests.central.rental.registers import sheets
from tests.fakes import postgres

ROWS = int(os.environ.get("MENLU_REGISTER_ROWS", "50000"))
HOUSES = 2500
ORDERS = 499
"""Men born on one day who have a number."""
MOST_SECONDS = 90
MOST_MEMORY = 3.0
"""Of what central has before."""
MOST_GONE = 8
"""Times as long as bare deletes, with its rests."""
LONGEST = 1.0
"""s that a transaction may take: a box gives up waiting after 5."""
_ROUND = """
import json, sys, time
from contextlib import contextmanager
from pathlib import Path
from central import schema
from central.account import service as account
from central.app import create_app
from central.config import Config
from central.db import Database, database_of, insert_many
from central.rental.housing.tables import building
from central.rental.registers import bringing, settling, views, working
from central.rental.registers.bringing import Brought
from central.rental.registers.opened_file import cells_of
from central.rental.registers.working import Reader
from central.rental.registers.tables import register_row
from central.rental.scope import Scope
from central.rental.tables import room
from central.sealed.ring import ring
from sqlalchemy import delete, func, insert, select

url, houses = sys.argv[1], int(sys.argv[3])
database = Database(url)
schema.migrate(database)
with database.writing() as session:
    landlord = account.add_landlord(session, "Chen", by="tests", now=1).person
    row = {"address": "", "agent": "", "tier": "", "made_at": 1, "made_by": "tests", "place_id": 1}
    session.execute(insert(building), [row | {"name": f"海港路{n}号"} for n in range(houses)])
    ids = list(session.scalars(select(building.c.id).order_by(building.c.id)))
    rooms = [{"landlord_id": landlord, "name": name, "made_at": 1, "building_id": n}
             for n in ids for name in ("101", "102", "201", "202")]
    session.execute(insert(room), rooms)
database.close()
app = create_app(Config(database=url))
database, longest = database_of(app), [0.0]
plain = database.writing

@contextmanager
def timed():
    with plain() as session:
        began = time.perf_counter()
        yield session
    longest[0] = max(longest[0], time.perf_counter() - began)

database.writing = timed
working.REST = 0

def resident():
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000

found = {"before": resident()}
now, scope = time.time_ns() // 1_000_000, Scope("tests")
with app.app_context():
    began = time.perf_counter()
    lines = cells_of(Path(sys.argv[2]).read_bytes())
    found["opened"] = time.perf_counter() - began
    with database.writing() as session:
        made = bringing.bring(session, ring(), scope, Brought(1, "bench", lines), now=now)
    del lines
    longest[0] = 0.0
    began, worked = time.perf_counter(), time.process_time()
    reader = Reader(database, ring())
    from datetime import date
    reader.turn(now, date(2026, 11, 23))
    found["read"], found["cpu"] = time.perf_counter() - began, time.process_time() - worked
    found["memory"] = resident()
    found["longest"] = longest[0]
    with database.reading() as session:
        found["standings"] = {key.value: value for key, value in views.standings(session, made).items()}
        found["kinds"] = len(views.kinds_of_findings(session, made))
    began = time.perf_counter()
    with database.writing() as session:
        found["taken"] = bringing.take(session, scope, made, now=now + 1)
    found["take"] = time.perf_counter() - began
    began = time.perf_counter()
    with database.writing() as session:
        bringing.take_back(session, scope, made, now=now + 2)
    found["back"] = time.perf_counter() - began
    longest[0], began = 0.0, time.perf_counter()
    assert reader.turn(now + 3, date(2026, 11, 23)) == 1
    found["gone"], found["gone longest"] = time.perf_counter() - began, longest[0]
    with database.writing() as session:
        assert not session.scalar(select(func.count()).select_from(register_row))
        row, sealing = {"import_id": made, "standing": "new", "findings": "", "room_id": 1}, ring().sealing(session)
        numbers = range(int(sys.argv[4]))
        words = {n: {"cells": "x" * 100, "said": f"{n:100}", "number": f"{n:18}", "who": f"{n:20}"} for n in numbers}
        rows = [{"id": n, **row, **sealing.row(register_row, n, words[n])} for n in numbers]
        session.execute(insert(register_row), rows)
    began = time.perf_counter()
    for first in numbers[:: settling.AT_ONCE]:
        with database.writing() as session:
            session.execute(delete(register_row).where(register_row.c.id.between(first, first + settling.AT_ONCE - 1)))
    found["bare"] = time.perf_counter() - began
database.close()
print(json.dumps(found))
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.xlsx"
        _fill(file)
        bare = _bare(file)
        yield from _measured("SQLite", f"sqlite:///{folder}/central.db", file, bare)
        if programs := postgres.programs():
            with postgres.running(programs) as url:
                with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
                    connection.execute("CREATE DATABASE registers")
                yield from _measured("PostgreSQL", url.format("registers"), file, bare)


def _measured(name: str, url: str, file: Path, bare: float) -> Iterator[Figure]:
    done = subprocess.run(
        [sys.executable, "-c", _ROUND, url, str(file), str(HOUSES), str(ROWS)],
        check=True,
        cwd=file.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert sum(found["standings"].values()) == ROWS
    told = ", ".join(f"{number:,} {word}" for word, number in found["standings"].items())
    label = f"register of {ROWS:,} rows, {name}"
    note = f"{told}; {found['kinds']} kinds of findings"
    yield Figure(f"{label}: opened while the answer waits", found["opened"], "s", bare, "calamine alone", at_most=8)
    yield Figure(f"{label}: compared and written beside the answers", found["read"], "s", note=note)
    yield Figure(f"{label}: processor time of it", found["cpu"], "s", at_most=MOST_SECONDS)
    yield Figure(f"{label}: resident memory", found["memory"], "MB", found["before"], "central before", MOST_MEMORY)
    yield Figure(f"{label}: longest transaction", found["longest"], "s", at_most=LONGEST)
    yield Figure(f"{label}: taken over ({found['taken']:,} entries)", found["take"], "s", at_most=LONGEST)
    yield Figure(f"{label}: taken back", found["back"], "s", at_most=LONGEST)
    floor = found["bare"], "as many rows deleted bare"
    yield Figure(f"{label}: its rows gone after that", found["gone"], "s", *floor, at_most=MOST_GONE)
    yield Figure(f"{label}: longest transaction of it", found["gone longest"], "s", at_most=LONGEST)


def _bare(file: Path) -> float:
    code = (
        "import sys, time, python_calamine as calamine; began = time.perf_counter();"
        "[row for row in calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0).iter_rows()];"
        "print(time.perf_counter() - began)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def _fill(file: Path) -> None:
    """A row in ten is wrong, in each of the ways a row can be by itself or beside another."""
    wrong = [
        {"number": ""},
        {"number": "123"},
        {"number": f"341226{'20260230'}0011"},
        {"number": "341226199001010010"},
        {"phone": "1234"},
        {"since": "2027-02-29"},
        {"since": "2031-01-01"},
        {"until": "2020-01-01"},
        {"sex": "女"},
        {"sex": "?"},
        {"house": "没有这条路9号"},
        {"room": "909"},
        {"room": ""},
        {"house": ""},
        {"number": sheets.number(3, "19700101")},
        {"house": "x" * 200},
        {"number": sheets.number(1, "19500101")},
    ]
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, sheets.HEADS)
        for order in range(ROWS):
            birth = date(1950, 1, 1) + timedelta(order // ORDERS)
            number = sheets.number(1 + 2 * (order % ORDERS), f"{birth:%Y%m%d}")
            said = {"number": number, "room": ("101", "102", "201", "202")[order % 4]}
            said |= {"house": f"海港路{order % HOUSES}号"}
            if order % 10 == 9:
                said |= wrong[order // 10 % len(wrong)]
            page.write_row(1 + order, 0, sheets.row(order, f"张{order}", **said))
