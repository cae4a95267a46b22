"""A list of 100,000 rows as a file: the memory of a whole central while it writes one, and the time beside XlsxWriter's
own on rows that are in memory already.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from central import schema
from central.db import Database
from central.edges.tables import box
from tests.benchmarks.figure import Figure

ROWS = 100_000
MOST_MEMORY = 1.2
"""Of what central has before; it alone takes more than 100 MB."""
_WRITE = """
import json, sys, time
from pathlib import Path
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.edges.lists import BOXES
from central.web import showing
from central.web.grants import EVERYWHERE
from central.web.lists import Asked

def resident():
    # Not getrusage: that counts what the starting process had, too.
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000

app = create_app(Config(database=sys.argv[1]))
before = resident()
with app.test_request_context("/boxes"):
    began = time.perf_counter()
    out, count = showing.made(BOXES, EVERYWHERE, Asked.read(BOXES, {}), sys.argv[2])
    took = time.perf_counter() - began
    out.close()
print(json.dumps([count, took, before, resident()]))
database_of(app).close()
"""
_BARE = """
import json, sys, tempfile, time
import xlsxwriter
rows = [[f"{n} Harbour Road", "Silent", None, 46000.5, "1", "a" * 8] for n in range(int(sys.argv[1]))]
began = time.perf_counter()
with tempfile.TemporaryFile() as out:
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
print(json.dumps([time.perf_counter() - began]))
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/central.db"
        _fill(url)
        for ending in ("xlsx", "csv"):
            count, took, before, memory = _run(_WRITE, url, ending)
            assert count == ROWS
            name = f"list of {ROWS:,} rows as {ending}"
            note = f"{memory - before:.0f} MB for the file"
            kept = Figure(f"{name}: resident memory", memory, "MB", before, "central before", MOST_MEMORY, note=note)
            yield kept
            if ending == "xlsx":
                (bare,) = _run(_BARE, str(ROWS))
                yield Figure(name, took, "s", bare, "XlsxWriter on rows in memory", at_most=4.0)


def _fill(url: str) -> None:
    database = Database(url)
    schema.migrate(database)
    row = {"public_key": b"", "version": "1"}
    rows = [
        row | {"name": f"{number} Harbour Road", "thumbprint": f"{number:08} of a box", "claimed_at": 1 + number}
        for number in range(ROWS)
    ]
    with database.writing() as session:
        session.execute(insert(box), rows)
    database.close()


def _run(code: str, *arguments: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found
