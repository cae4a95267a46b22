"""A house with a box at its door, two landlords, and rooms; on both kinds of database."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from central.accepted import SecondFactor
from central.account import service as account
from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.edges.tables import box, outbox
from central.rental import service
from central.rental.follower import Follower
from central.rental.service import Plan, Scope
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import Door

NOW = 1_800_000_000_000
DAY = 24 * 3600 * 1000


@dataclass(frozen=True)
class House:
    """What there is at the beginning. chen, lin: landlords; room, second: Chen's; other: Lin's, at the same box."""

    database: Database
    chen: Scope
    lin: Scope
    office: Scope
    box: int
    room: int
    second: int
    other: int

    def invite(self, scope: Scope | None = None, room: int | None = None, plan: Plan | None = None) -> int:
        """A stay of a year that runs already, or as `plan` says; its number."""
        plan = plan or Plan(NOW - DAY, NOW + 365 * DAY)
        with self.database.writing() as session:
            token = service.new_token()
            made = service.invite(session, scope or self.chen, room or self.room, plan, token=token, now=NOW)
        return made.stay_id


BOX_KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
"""What every box here signs with."""


def new_box(session: Session, name: str) -> int:
    row = {
        "name": name,
        "public_key": BOX_KEY.public_key().public_bytes_raw(),
        "thumbprint": name,
        "version": "1",
        "claimed_at": NOW,
    }
    return int(session.execute(insert(box).values(row).returning(box.c.id)).scalar_one())


@pytest.fixture
def house(database: Database) -> House:
    with database.writing() as session:
        for name in ("Chen", "Lin"):
            account.add_landlord(session, name, by="tests", now=NOW)
        chen, lin = (row.id for row in account.landlords(session))
        at = new_box(session, "1 Harbour Road")
        rooms = [
            service.add_room(session, landlord_id=landlord, box_id=at, name=name, now=NOW)
            for landlord, name in ((chen, "301"), (chen, "302"), (lin, "401"))
        ]
    return House(database, Scope.of_landlord("Chen", chen), Scope.of_landlord("Lin", lin), Scope("Wang"), at, *rooms)


@pytest.fixture
def door(house: House) -> Door:
    """The house's door: it tells, and hears what it is ordered."""
    return door_of(house, house.box)


def door_of(house: House, box_id: int, mark: str = "a" * 32) -> Door:
    """The door of a box. mark: its outbox's name."""
    with house.database.writing() as session:
        row = {"box_id": box_id, "outbox": mark, "seq": 0, "digest": b""}
        number = session.execute(insert(outbox).values(row).returning(outbox.c.id)).scalar_one()
    return Door(house.database, box_id, int(number), Follower(house.database), NOW)


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    """Central's app on SQLite: its pages have nothing to do with the kind of database."""
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@pytest.fixture
def paged(app: Flask) -> PagedHouse:
    """The house on pages."""
    return PagedHouse(app)
