"""A register of one resident, brought and taken over, for tests that need one there."""

from datetime import date

from flask import Flask

from central.db import database_of
from central.rental.registers import bringing
from central.rental.registers.bringing import Brought
from central.rental.registers.opened_file import cells_of
from central.rental.registers.tables import ROWS
from central.rental.registers.working import Reader
from central.rental.scope import Scope
from central.sealed.ring import ring
from tests.central.rental.registers import sheets
from tests.fakes.town import now


def taken(app: Flask, place: int, house: str, room: str) -> tuple[int, int]:
    """The numbers of the register and of its one entry, somebody who lives in that room."""
    database, scope = database_of(app), Scope("tests")
    with app.app_context():
        lines = cells_of(sheets.sheet([sheets.row(house=house, room=room)]))
        with database.writing() as session:
            made = bringing.bring(session, ring(), scope, Brought(place, "from a sheet", lines), now=now())
        Reader(database, ring()).turn(now(), date.today())
        with database.writing() as session:
            assert bringing.take(session, scope, made, now=now()) == 1
    # The title and the headings stand above it.
    return made, ROWS * made + 3
