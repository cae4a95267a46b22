"""Third parties, and a town to ask about: Chen's house in one area, Lin's in another."""

import itertools
from collections.abc import Collection
from typing import Any

from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from central.account import service as account
from central.db import database_of
from central.edges import service as edges
from central.edges.tables import box
from central.place import outlines
from central.place import service as places
from central.place.geometry import Geometry
from central.rest import tokens
from central.rest.rules import DAY, Scope
from central.web.grants import TOWN
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.town import now
from wire.kinds import Alarm, DoorState

_KEYS = itertools.count()
MIDDLE = Geometry("Point", (118.15, 24.48))
BORDER = Geometry("Polygon", (((118.1, 24.4), (118.2, 24.4), (118.2, 24.5), (118.1, 24.4)),))


class ThirdParty:
    """Asks with a token, as a program elsewhere would."""

    def __init__(self, app: Flask, secret: str, number: int = 0) -> None:
        self._client, self.secret, self.id = app.test_client(), secret, number

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._client.get(f"/rest/v1{path}", headers=self.headers | headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> TestResponse:
        """key: a new one, unless it is said."""
        named = {"Idempotency-Key": f"key-{next(_KEYS)}" if key is None else key}
        sent = {} if body is None else {"json": body}
        return self._client.post(f"/rest/v1{path}", headers=self.headers | named | headers, **sent)

    def all(self, path: str, limit: int = 1) -> list[dict[str, Any]]:
        """Every thing of a list, page by page."""
        found: list[dict[str, Any]] = []
        mark = "&" if "?" in path else "?"
        page = self.get(f"{path}{mark}limit={limit}").json
        while page:
            found += page["items"]
            page = self.get(f"{path}{mark}limit={limit}&after={page['next']}").json if page["next"] else None
        return found


class House(PagedHouse):
    """Without the browsers of its people: signing them in would take longer than all the rest."""

    def __init__(self, app: Flask) -> None:
        self.app, self.database, self.told_at = app, database_of(app), now()
        with self.database.writing() as session:
            for name in ("陈房东", "Lin"):
                account.add_landlord(session, name, by="tests", now=now())
        self.furnish()


class Town:
    """here: the area of Chen's house; there: that of Lin's. Each with an outline, a stay, a registration, a matter."""

    def __init__(self, app: Flask) -> None:
        self.app, self.house = app, House(app)
        self.database = self.house.database
        with self.database.writing() as session:
            self.here, self.there = (
                places.add(session, kind=places.Kind.AREA, name=name, parent_id=TOWN, by="tests", now=now())
                for name in ("Harbour", "Hill")
            )
            for number, place_id in ((self.house.box_id, self.here), (self.house.other_id, self.there)):
                session.execute(update(box).where(box.c.id == number).values(place_id=place_id))
            outlines.note(session, {self.here: MIDDLE, self.there: BORDER}, by="tests", now=now())
        self.stay, token = self.house.stay()
        self.other_stay, other = self.house.stay(lins=True)
        self.house.register(registered(stay=token))
        self.house.register(registered("a0b4d5863f9c2e71", stay=other), box=self.house.other_box)
        for each in (self.house.box, self.house.other_box):
            self.house.tell(DoorState("front", "tamper"), Alarm("camera-gone", "warning"), box=each)

    def third_party(
        self, scopes: Collection[Scope] = tuple(Scope), place_id: int = TOWN, *, expires_at: int = 0
    ) -> ThirdParty:
        """One with a new token."""
        end = expires_at or now() + DAY
        with self.database.writing() as session:
            made = tokens.make(session, "Housing office", scopes, place_id, expires_at=end, by="tests", now=now())
        return ThirdParty(self.app, made.secret, made.id)

    def matters(self) -> tuple[int, int]:
        """The number of a matter here, and of one there."""
        with self.database.reading() as session:
            rows = edges.open_matters(session)
        ids = {row.box_id: row.id for row in rows}
        return ids[self.house.box_id], ids[self.house.other_id]
