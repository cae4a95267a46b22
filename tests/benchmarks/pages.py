"""Every page of a town, as the person who may open it gets it: server time, p95 of TURNS.

The pages are found in the app's own routes, as tests/browser/test_every_page.py finds them; an id in an address is that
of the row in the middle of its table. MENLU_TOWN=whole makes the whole town, MENLU_TOWN=FILE takes one that stands (a
copy: it is brought up to date, and written to as any central is). Otherwise it is a small one.
"""

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from central import schema
from central.accepted import SecondFactor
from central.account.passwords import hashed
from central.account.tables import staff
from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.tables import metadata
from central.web.grants import TOWN, Grant
from central.web.roles import Role, roles_of
from tests.benchmarks.figure import Figure, p95
from tests.browser.test_every_page import ARGUMENTS, OF_PHONES, pages_of
from tests.fakes.staff import Staff, employ
from tests.fakes.town import PASSWORD

TOWN_OF = os.environ.get("MENLU_TOWN", "")
TURNS = 20
AT_MOST = 150
"""ms: the issue's bound for every page of the demo town."""
SLOWEST = 5
"""Pages that are told one by one."""
OFFICE, LANDLORD = "bench-office", "landlord-of-most"
PEOPLE: dict[str, list[Role]] = {
    OFFICE: [Role.OFFICE, Role.SYSTEM],
    "bench-security": [Role.SECURITY],
    "bench-audit": [Role.AUDIT],
    "bench-registrar": [Role.REGISTRAR],
    LANDLORD: [Role.LANDLORD],
}


def measure() -> Iterator[Figure]:
    with _town() as app:
        took, unseen = _of_every_page(app)
        rooms = _count(app, "room")
    slowest = sorted(took, key=lambda page: p95(took[page]), reverse=True)
    note = f"{len(took)} pages, {rooms:,} rooms; not opened: {', '.join(unseen) or 'none'}"
    name = "pages of a town: the slowest's p95"
    yield Figure(name, p95(took[slowest[0]]), "ms", at_most=AT_MOST, note=note)
    for page in slowest[:SLOWEST]:
        yield Figure(f"pages of a town: {page}, p95", p95(took[page]), "ms", note=f"median {median(took[page]):.0f}")


@contextmanager
def _town() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        file = town_file(Path(folder))
        with closing(Database(f"sqlite:///{file}")) as database:
            _let_in(database)
            # As serving does before the first answer.
            database.analyse()
        app = create_app(Config(f"sqlite:///{file}", second_factor=SecondFactor.OFFERED))
        # As serving does (central.server): else now and then one turn bears a collection of the whole program.
        gc.freeze()
        with closing(database_of(app)):
            yield app


def town_file(folder: Path) -> Path:
    """The file of the town that is measured, with this version's tables; in that folder where it has to be made."""
    file = Path(TOWN_OF) if TOWN_OF not in ("", "whole") else folder / "town.db"
    if not file.exists():
        command = [sys.executable, "-m", "central", "demo-town", "--database", f"sqlite:///{file}"]
        subprocess.run(command if TOWN_OF == "whole" else [*command, "--small"], check=True, capture_output=True)
    with closing(Database(f"sqlite:///{file}")) as database:
        schema.migrate(database)
    return file


def _let_in(database: Database) -> None:
    """Somebody of each kind that PEOPLE names."""
    with database.reading() as session:
        known = set(session.scalars(select(staff.c.name)))
    for name, roles in PEOPLE.items():
        if name not in known:
            employ(database, name, PASSWORD, [Grant(role, TOWN) for role in roles])
    with database.writing() as session:
        session.execute(update(staff).where(staff.c.name == LANDLORD).values(password=hashed(PASSWORD)))


def _of_every_page(app: Flask) -> tuple[dict[str, list[float]], list[str]]:
    """Milliseconds of each turn, by endpoint; and the pages that could not be opened."""
    took: dict[str, list[float]] = {}
    unseen = []
    signed_in = {name: _signed_in(app, name) for name in PEOPLE}
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if rule.endpoint in pages_of(app)}
    for endpoint in sorted(set(rules) - OF_PHONES):
        visitor, address = _visitor(app, endpoint), _address(app, rules[endpoint])
        if visitor is None or signed_in[visitor].get(address).status_code != 200:
            unseen.append(endpoint)
            continue
        took[endpoint] = [_milliseconds(signed_in[visitor], address) for _ in range(TURNS)]
    return took, unseen


def _signed_in(app: Flask, name: str) -> Staff:
    visitor = Staff(app)
    assert visitor.sign_in(name).status_code == 303, name
    return visitor


def _visitor(app: Flask, endpoint: str) -> str | None:
    roles = roles_of(app.view_functions[endpoint])
    return next((name for name, theirs in PEOPLE.items() if roles & set(theirs)), None)


def _address(app: Flask, rule: Rule) -> str:
    with app.test_request_context(), database_of(app).reading() as session:
        return str(app.url_for(rule.endpoint, **{name: _value(session, name) for name in rule.arguments}))


def _value(session: Session, argument: str) -> Any:
    """What stands for an argument of an address: of the row in the middle, where it is the id of one."""
    table = metadata.tables.get({"task_id": "review_task", "token_id": "rest_token"}.get(argument, argument[:-3]))
    if table is None or not argument.endswith("_id"):
        return ARGUMENTS[argument]
    middle = (session.scalar(select(func.count()).select_from(table)) or 0) // 2
    found = session.scalar(select(table.c.id).order_by(table.c.id).offset(middle).limit(1))
    return ARGUMENTS[argument] if found is None else found


def _milliseconds(visitor: Staff, address: str) -> float:
    started = time.perf_counter()
    visitor.get(address)
    return (time.perf_counter() - started) * 1000


def _count(app: Flask, table: str) -> int:
    with database_of(app).reading() as session:
        return session.scalar(select(func.count()).select_from(metadata.tables[table])) or 0
