"""A house on pages: central's app, an administrator, two landlords with browsers, and a box that registers people."""

import time

import msgspec
from flask import Flask

from central.account import service as account
from central.db import database_of
from central.edges import service as edges
from central.rental import service
from central.rental.follower import Follower
from central.rental.service import Plan, Scope
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import Staff, signed_in
from tests.fakes.town import now
from wire.kinds import Registration
from wire.sealed import seal

PASSWORD = "nine red kites over the bay"
DAY = 24 * 3600 * 1000


class PagedHouse:
    """office, chen, lin: signed in. room: Chen's, at the box; other: Lin's, at another one."""

    def __init__(self, app: Flask) -> None:
        self.app, self.database = app, database_of(app)
        self.office = signed_in(app)
        self.told_at = now()
        self.chen, self.lin = (self._landlord(name) for name in ("陈房东", "Lin"))
        self.furnish()

    def furnish(self) -> None:
        """Two boxes, and a room at each."""
        self.box, self.other_box = self._box("1 Harbour Road"), self._box("2 Harbour Road")
        with self.database.writing() as session:
            ids = {row.name: row.id for row in account.landlords(session)}
            boxes = {row.name: row.id for row in edges.boxes(session)}
            self.scope, self.lins = Scope.of_landlord("陈房东", ids["陈房东"]), Scope.of_landlord("Lin", ids["Lin"])
            self.box_id, self.other_id = boxes["1 Harbour Road"], boxes["2 Harbour Road"]
            self.room = service.add_room(session, landlord_id=ids["陈房东"], box_id=self.box_id, name="301", now=now())
            self.other = service.add_room(session, landlord_id=ids["Lin"], box_id=self.other_id, name="401", now=now())

    def stay(self, *, lins: bool = False, places: int = 2) -> tuple[int, str]:
        """A stay that runs; its number and what the box calls it."""
        token = service.new_token()
        scope, room = (self.lins, self.other) if lins else (self.scope, self.room)
        plan = Plan(now() - DAY, now() + 100 * DAY, places)
        with self.database.writing() as session:
            made = service.invite(session, scope, room, plan, token=token, now=now())
        return made.stay_id, token

    def register(self, *people: Registration, box: SigningBox | None = None) -> None:
        """People register at the door; central has read it when this returns."""
        self.tell(*people, box=box)

    def tell(self, *bodies: msgspec.Struct, box: SigningBox | None = None) -> None:
        """The box at the door tells what happened at `told_at`; central has read it when this returns."""
        box = box or self.box
        first = len(box.records) + 1
        for body in bodies:
            box.append(body, at=self.told_at)
        box.now = int(time.time())
        assert box.push(first).status_code == 200
        with self.app.app_context():
            Follower(self.database).catch_up(now())

    def sealed(self, field: str, word: str, person: str) -> str:
        """A word as a box seals it for this central."""
        with self.app.app_context():
            return seal(word, edges.sealing_key().public_key(), f"{field}:{person}")

    def _landlord(self, name: str) -> Staff:
        with self.database.writing() as session:
            code = account.add_landlord(session, name, by="tests", now=now()).code
        account.join(self.database, code, PASSWORD, "tests", now())
        browser = Staff(self.app)
        assert browser.sign_in(name, PASSWORD).status_code == 303
        return browser

    def _box(self, name: str) -> SigningBox:
        with self.database.writing() as session:
            code = edges.make_code(session, name=name, made_by="tests", now=now()).code
        box = SigningBox(self.app.test_client(), now=int(time.time()))
        assert box.claim(code).status_code == 201
        return box
