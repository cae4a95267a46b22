"""What stands at each place, counted on both databases as far as somebody reaches."""

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import by_place, counting, service
from central.edges.tables import box, door
from central.place import service as places
from central.place.service import Kind
from central.web import moments
from central.web.grants import EVERYWHERE, TOWN, Reach

NOW = 1_790_000_000_000
NORTH, SOUTH = 2, 3


@pytest.fixture
def town(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two boxes in the north, one of them silent; one in the south that was shut out, with all that was wrong there."""
    monkeypatch.setattr(moments, "now", lambda: NOW)
    monkeypatch.setattr(moments, "midnight", lambda at: at - 12 * 3600 * 1000)
    with database.writing() as session:
        for name in ("北村", "南村"):
            places.add(session, kind=Kind.AREA, name=name, parent_id=TOWN, by="tests", now=1)
        new_box(session, 1, NORTH, last_seen=NOW)
        new_box(session, 2, NORTH, last_seen=None)
        new_box(session, 3, SOUTH, last_seen=1, revoked_at=2)
        for number in (1, 3):
            service.note_matter(session, number, service.Matter("camera-gone", "warning", "", 1))
        counting.add(session, [(NOW, 1, True), (NOW, 2, False), (NOW - 24 * 3600 * 1000, 1, True), (NOW, 3, True)])
    return database


def new_box(session: Session, number: int, place: int, **told: int | None) -> None:
    """A box with one door of the same number."""
    row = {"id": number, "name": "x", "public_key": b"", "thumbprint": str(number), "version": "1", "claimed_at": 1}
    session.execute(insert(box).values({**row, "place_id": place, **told}))
    session.execute(insert(door).values(id=number, box_id=number, name="x"))


def test_each_is_counted_where_it_stands(town: Database) -> None:
    with town.reading() as session:
        assert by_place.boxes(session, EVERYWHERE) == {NORTH: 2, SOUTH: 1}
        assert by_place.silent(session, EVERYWHERE) == {NORTH: 1}
        assert by_place.doors(session, EVERYWHERE) == {NORTH: 2}
        assert by_place.matters(session, EVERYWHERE) == {NORTH: 1}
        assert by_place.entries(session, EVERYWHERE) == {NORTH: 2, SOUTH: 1}


def test_nothing_is_counted_beyond_a_reach(town: Database) -> None:
    with town.reading() as session:
        for count in (by_place.boxes, by_place.silent, by_place.doors, by_place.matters, by_place.entries):
            assert NORTH not in count(session, Reach(places=frozenset({SOUTH})))
            assert count(session, Reach()) == {}
